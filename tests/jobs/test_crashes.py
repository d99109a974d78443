"""Children that die, and what is said of it."""

import os
import signal
from pathlib import Path

import pytest

from app.core.errors import EngineCrashed
from jobs.children import ChildWorkshop
from tests.houses import wait_until
from tests.jobs.machinery import (
    Surroundings,
    group_of,
)
from tests.jobs.tasks import Busy, look_at, open_descriptors


def test_a_child_that_is_killed_gives_a_reason_and_leaves_no_family(
    workshop: ChildWorkshop, stuck: Path, song: Path
) -> None:
    busy = Busy(workshop, stuck, processes=3)
    os.kill(busy.pid, signal.SIGKILL)
    error = busy.end()
    assert type(error) is EngineCrashed
    assert "killed by the system, most likely because memory ran out" in str(error)
    wait_until(lambda: group_of(busy.pid) == [], "somebody was left behind")
    assert look_at(workshop, song).duration_seconds == 1.0


def test_an_idle_child_that_died_is_replaced_unseen(workshop: ChildWorkshop, song: Path) -> None:
    look_at(workshop, song)
    (before,) = workshop.pids["audio"]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: workshop.pids == {}, "it did not die")
    assert look_at(workshop, song).duration_seconds == 1.0
    assert before not in workshop.pids["audio"]


def test_a_library_that_crashes_the_process_is_named_by_its_signal(
    workshop: ChildWorkshop, surroundings: Surroundings, song: Path
) -> None:
    surroundings.write_module("soundfile", "import signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(EngineCrashed, match=r"^The engine crashed \(SIGSEGV\)\.$"):
        look_at(workshop, song)
    surroundings.remove_module("soundfile")
    assert look_at(workshop, song).duration_seconds == 1.0


def test_last_words_are_those_of_this_task_however_much_was_said_before(
    workshop: ChildWorkshop, surroundings: Surroundings, song: Path, tmp_path: Path
) -> None:
    surroundings.write_module(
        "soundfile",
        """
        import os, sys
        sys.stderr.write("chatter " * 100_000)
        if os.path.exists("last"):
            sys.stderr.write("first\\nThe disk of the moon is full.\\n")
            os._exit(3)
        del sys.modules["soundfile"]
        raise ImportError("not yet")
        """,
    )
    with pytest.raises(EngineCrashed, match=r"^The engine failed inside \(ImportError: not yet\)"):
        look_at(workshop, song)
    (tmp_path / "last").touch()
    said = r"^The engine ended with code 3: The disk of the moon is full\.$"
    with pytest.raises(EngineCrashed, match=said):
        look_at(workshop, song)


def test_what_libraries_print_does_not_get_between_parent_and_child(
    workshop: ChildWorkshop, surroundings: Surroundings, song: Path
) -> None:
    surroundings.write_module(
        "soundfile",
        """
        import os, sys
        print("Welcome to soundfile!", flush=True)
        os.write(1, b'{"kind": "finished", "response": {}}\\n')
        os.system("echo a program speaks too")
        sys.stderr.write("x" * 200_000)
        sys.stdout.write("y" * 200_000)
        sys.path.remove(os.path.dirname(__file__))
        del sys.modules["soundfile"]
        import soundfile
        """,
    )
    assert look_at(workshop, song).duration_seconds == 1.0
    assert look_at(workshop, song).duration_seconds == 1.0


def test_a_child_that_cannot_even_start_says_why(
    surroundings: Surroundings, song: Path, workshop: ChildWorkshop
) -> None:
    surroundings.write_module("pydantic", "raise ImportError('pydantic is of the wrong size')")
    with pytest.raises(EngineCrashed, match="code 1: ImportError: pydantic is of the wrong size"):
        look_at(workshop, song)


def test_a_machine_that_allows_no_process_is_a_sentence(
    workshop: ChildWorkshop, song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_descriptors()
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(EngineCrashed, match=r"^The engine could not be started \(No such file"):
        look_at(workshop, song)
    assert workshop.pids == {}
    assert open_descriptors() == before


def test_nothing_stays_open_after_crashes_and_cancellations(
    workshop: ChildWorkshop, surroundings: Surroundings, song: Path
) -> None:
    surroundings.write_module("soundfile", "os._exit(1)")
    before = open_descriptors()
    for _ in range(2):
        with pytest.raises(EngineCrashed):
            look_at(workshop, song)
    assert open_descriptors() == before
