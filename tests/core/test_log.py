"""The log goes to standard error, one line an event, for people or for machines."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SCRIPT = """
import logging, sys
import structlog
from app.core import log
log.configure(level=sys.argv[1], style=sys.argv[2])
said = structlog.get_logger().bind(job_id="7")
said.debug("jobs.looked")
said.info("jobs.completed", title="two\\nlines \\x1b[31m", seconds=1.5)
try:
    1 / 0
except ZeroDivisionError:
    said.exception("jobs.broken")
logging.getLogger("some.library").info("chatter")
logging.getLogger("some.library").warning("careful")
"""


def run(level: str, style: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, level, style],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_machines_get_one_object_a_line() -> None:
    *events, library = run("info", "json")
    completed, broken = map(json.loads, events)
    assert completed["event"] == "jobs.completed"
    assert completed["level"] == "info"
    assert completed["title"] == "two\nlines \x1b[31m"
    assert (completed["job_id"], completed["seconds"]) == ("7", 1.5)
    assert completed["timestamp"].endswith("Z")
    assert "ZeroDivisionError" in broken["exception"]
    assert "careful" in library


def test_people_get_a_line_that_a_title_cannot_break_or_colour() -> None:
    said = run("debug", "console")
    assert "jobs.looked" in said[0]
    assert "jobs.completed" in said[1]
    assert r"two\nlines \x1b[31m" in said[1]
    assert "\x1b" not in "".join(said)


def test_what_is_less_serious_than_asked_for_is_not_logged() -> None:
    assert run("error", "json")[0].startswith('{"job_id": "7", "event": "jobs.broken"')
