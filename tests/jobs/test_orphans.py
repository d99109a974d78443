"""Nothing outlives a parent that is killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.houses import wait_until
from tests.jobs.machinery import Surroundings, group_of, write_endless_wav

ROOT = Path(__file__).parents[2]

PARENT = """
import os, sys, threading
from pathlib import Path
from app.core import audio
from app.pipeline import Halt
from jobs.children import ChildWorkshop

workshop = ChildWorkshop(environment=os.environ, idle_seconds=600)

def look_at(path):
    workshop.perform(
        audio.INSPECT,
        audio.InspectRequest(path=path, name="x", max_duration_seconds=1e12),
        pool=path,
        report=lambda fraction, phase: None,
        halt=Halt(),
        limit_seconds=600,
    )

threads = [threading.Thread(target=look_at, args=(path,)) for path in sys.argv[1:]]
for thread in threads:
    thread.start()
while len(workshop.pids) < len(threads):
    pass
print(*(workshop.pids[path][0] for path in sys.argv[1:]), flush=True)
for thread in threads:
    thread.join()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through Linux's /proc")
def test_a_parent_that_is_killed_leaves_neither_children_nor_their_programs(tmp_path: Path) -> None:
    """One child computes, the other waits for a program that never answers."""
    surroundings = Surroundings(tmp_path)
    surroundings.write_program("ffmpeg", "sleep 600")
    stuck = tmp_path / "stuck.m4a"
    stuck.write_bytes(bytes(1000))
    endless = write_endless_wav(tmp_path / "endless.wav")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, stuck, endless],
        cwd=ROOT,
        env=surroundings.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    waiting, computing = map(int, parent.stdout.readline().split())
    wait_until(lambda: len(group_of(waiting)) == 3, "the program was not started")
    wait_until(lambda: len(group_of(computing)) == 1, "the child was not started")

    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    wait_until(lambda: group_of(waiting) + group_of(computing) == [], "somebody was left behind")
