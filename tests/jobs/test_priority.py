"""Children go after the server, for the process and for the session that the kernel counts in."""

import os
import re
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from jobs.children import ChildWorkshop
from jobs.children.priority import LEAST, NICENESS, give_way
from tests.houses import wait_until
from tests.jobs.machinery import group_of
from tests.jobs.tasks import Busy, look_at

HAS_SESSIONS = Path("/proc/self/autogroup").exists()


@pytest.fixture
def stranger() -> Generator[int, None, None]:
    """Return a process that leads a session and waits."""
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    ) as process:
        yield process.pid
        process.kill()


def test_a_child_runs_below_the_server_from_its_start(workshop: ChildWorkshop, song: Path) -> None:
    look_at(workshop, song)
    (pid,) = workshop.pids["audio"]
    below = min(own_niceness() + NICENESS, LEAST)
    threads = [int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir()]
    assert threads
    assert {os.getpriority(os.PRIO_PROCESS, thread) for thread in threads} == {below}
    assert {os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_BATCH}


@pytest.mark.skipif(not HAS_SESSIONS, reason="the kernel does not group sessions")
def test_the_session_of_a_child_runs_below_that_of_the_server(
    workshop: ChildWorkshop, song: Path
) -> None:
    look_at(workshop, song)
    (pid,) = workshop.pids["audio"]
    assert session_of(pid) != session_of(os.getpid())
    assert session_niceness(pid) == NICENESS


def test_what_a_child_starts_goes_after_the_server_too(
    workshop: ChildWorkshop, stuck: Path
) -> None:
    busy = Busy(workshop, stuck, processes=3)
    below = min(own_niceness() + NICENESS, LEAST)
    family = group_of(busy.pid)
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in family} == {below}
    workshop.close()
    busy.end()


@pytest.mark.skipif(not HAS_SESSIONS, reason="the kernel does not group sessions")
def test_many_at_once_all_give_way(stranger: int, workshop: ChildWorkshop, song: Path) -> None:
    give_way(stranger)
    look_at(workshop, song, pool="one")
    look_at(workshop, song, pool="two")
    pids = [stranger, *workshop.pids["one"], *workshop.pids["two"]]
    assert [session_niceness(pid) for pid in pids] == [NICENESS] * 3


def test_a_process_that_is_gone_is_no_trouble(stranger: int) -> None:
    os.kill(stranger, 9)
    wait_until(lambda: group_of(stranger) == [], "it did not end")
    give_way(stranger)


def own_niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def session_of(pid: int) -> str:
    """Return the name of the session the kernel counts in, empty for the one it started with."""
    return Path(f"/proc/{pid}/autogroup").read_text().partition(" ")[0]


def session_niceness(pid: int) -> int:
    found = re.search(r"nice (-?\d+)", Path(f"/proc/{pid}/autogroup").read_text())
    assert found is not None
    return int(found[1])
