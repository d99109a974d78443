"""The workshop with real children that do real tasks, and the ways in which they go wrong."""

import os
import threading
from pathlib import Path

import pytest

from app.core.errors import EngineCrashed, NotFound, TimeLimitExceeded, UnusableAudio
from app.pipeline import Halted, HaltReason
from jobs.children import ChildWorkshop
from tests.houses import wait_until
from tests.jobs.machinery import (
    Surroundings,
    group_of,
)
from tests.jobs.tasks import LONG_SECONDS, Busy, look_at


def test_a_warm_child_is_used_again_and_another_pool_has_its_own(
    workshop: ChildWorkshop, song: Path
) -> None:
    progress: list[tuple[float, str]] = []

    def remember(fraction: float, phase: str) -> None:
        progress.append((fraction, phase))

    found = look_at(workshop, song, report=remember)
    assert (found.duration_seconds, found.channels, found.codec) == (1.0, 2, "pcm_s16")
    assert progress[-1] == (1.0, "reading")
    warm = workshop.pids
    look_at(workshop, song)
    assert workshop.pids == warm
    look_at(workshop, song, pool="other")
    assert workshop.pids.keys() == {"audio", "other"}
    assert workshop.pids["audio"] == warm["audio"]
    assert workshop.pids["other"] != warm["audio"]


def test_two_at_a_time_take_two_children(
    workshop: ChildWorkshop, endless: Path, song: Path
) -> None:
    busy = Busy(workshop, endless, processes=1)
    look_at(workshop, song)
    assert len(workshop.pids["audio"]) == 2
    busy.halt.set(HaltReason.CANCELLED)
    assert isinstance(busy.end(), Halted)
    assert len(workshop.pids["audio"]) == 1


def test_what_the_task_raises_arrives_as_it_was_and_leaves_the_child_warm(
    workshop: ChildWorkshop, tmp_path: Path, song: Path
) -> None:
    (tmp_path / "notes.mp3").write_text("These are my notes.")
    look_at(workshop, song)
    warm = workshop.pids
    with pytest.raises(UnusableAudio, match=r"^'notes.mp3' is not an audio file that we can read"):
        look_at(workshop, tmp_path / "notes.mp3")
    with pytest.raises(NotFound, match=r"^There is no file 'gone.wav' any more"):
        look_at(workshop, tmp_path / "gone.wav")
    assert workshop.pids == warm


def test_a_file_name_that_is_not_text_goes_there_and_back(
    workshop: ChildWorkshop, song: Path
) -> None:
    odd = song.rename(os.fsdecode(os.fsencode(song.parent) + b"/caf\xe9.wav"))
    assert look_at(workshop, odd).duration_seconds == 1.0
    odd.write_bytes(b"")
    with pytest.raises(UnusableAudio, match="is empty") as refused:
        look_at(workshop, odd)
    assert odd.name in str(refused.value)


def test_a_cancelled_task_takes_its_whole_family_with_it(
    workshop: ChildWorkshop, stuck: Path, song: Path
) -> None:
    busy = Busy(workshop, stuck, processes=3)  # the child, the shell, and what it sleeps in
    busy.halt.set(HaltReason.CANCELLED)
    error = busy.end()
    assert isinstance(error, Halted)
    assert str(error) == "The work was stopped (cancelled)."
    wait_until(lambda: group_of(busy.pid) == [], "somebody was left behind")
    assert workshop.pids == {}
    assert look_at(workshop, song).duration_seconds == 1.0


@pytest.mark.parametrize("what", ["stuck", "endless"])
def test_a_task_that_takes_too_long_is_ended_whether_it_says_nothing_or_never_stops_talking(
    what: str, workshop: ChildWorkshop, song: Path, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(what)
    seen: list[int] = []

    def remember(fraction: float, phase: str) -> None:
        del fraction, phase
        seen.extend(pid for pids in workshop.pids.values() for pid in pids)

    look_at(workshop, song)  # the time is that of the task: a cold child would start in it
    with pytest.raises(TimeLimitExceeded, match=r"^This took longer than 0:03 and was stopped\.$"):
        look_at(workshop, path, limit_seconds=3.0, report=remember)
    assert bool(seen) == (what == "endless")
    assert workshop.pids == {}
    for pid in set(seen):
        wait_until(lambda pid=pid: group_of(pid) == [], "somebody was left behind")


def test_folders_that_are_called_like_ours_are_not_taken_for_ours(
    workshop: ChildWorkshop, song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("app", "jobs", "soundfile", "json"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)
    assert look_at(workshop, song).duration_seconds == 1.0


def test_who_fails_while_hearing_of_progress_ends_the_child(
    workshop: ChildWorkshop, endless: Path
) -> None:
    def fail(fraction: float, phase: str) -> None:
        raise ZeroDivisionError(fraction, phase)

    with pytest.raises(ZeroDivisionError):
        look_at(workshop, endless, report=fail)
    assert workshop.pids == {}


def test_children_end_when_they_had_nothing_to_do_for_long(
    surroundings: Surroundings, song: Path
) -> None:
    workshop = ChildWorkshop(environment=surroundings.environment, idle_seconds=0.2)
    look_at(workshop, song)
    (pid,) = workshop.pids.get("audio", [0])
    wait_until(lambda: workshop.pids == {}, "it was kept")
    wait_until(lambda: pid == 0 or group_of(pid) == [], "it did not end")
    assert look_at(workshop, song).duration_seconds == 1.0
    workshop.close()


def test_closing_ends_the_busy_and_the_idle_and_says_so(
    surroundings: Surroundings, stuck: Path, song: Path
) -> None:
    threads = set(threading.enumerate())
    workshop = ChildWorkshop(environment=surroundings.environment, idle_seconds=LONG_SECONDS)
    busy = Busy(workshop, stuck, processes=3)
    look_at(workshop, song, pool="other")
    pids = [pid for pids in workshop.pids.values() for pid in pids]
    assert len(pids) == 2
    workshop.close()
    error = busy.end()
    assert type(error) is EngineCrashed
    assert str(error) == "The studio is stopping."
    wait_until(lambda: all(group_of(pid) == [] for pid in pids), "somebody was left behind")
    with pytest.raises(EngineCrashed, match="stopping"):
        look_at(workshop, song)
    assert workshop.pids == {}
    assert set(threading.enumerate()) <= threads
    workshop.close()


def test_children_have_the_environment_they_are_given(
    workshop: ChildWorkshop, surroundings: Surroundings, song: Path
) -> None:
    look_at(workshop, song)
    (pid,) = workshop.pids["audio"]
    said = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    assert f"PATH={surroundings.environment['PATH']}".encode() in said
    assert b"MALLOC_TRIM_THRESHOLD_=4294967296" in said
