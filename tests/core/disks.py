"""A real disk of a quarter of a megabyte, which can be filled, and made read-only."""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]
INSIDE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
NEEDS = "needs unshare(1) and user name spaces, which Linux may allow"
SIZE_BYTES = 256 * 1024
MOUNT = f"mount -t tmpfs -o size={SIZE_BYTES} tiny tiny"
BLOCK_BYTES = 4096


class TinyDisk:
    """A file system in memory, mounted where only its keeper sees it; ``folder`` looks in."""

    def __init__(self, folder: Path, keeper: "subprocess.Popen[str]") -> None:
        self.folder = folder
        self._keeper = keeper

    def fill(self, *, but_bytes: int = 0) -> None:
        """Leave no room, or only so much, by a file called ``filler``."""
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            try:
                while filler.write(bytes(BLOCK_BYTES)):
                    pass
            except OSError:
                filler.truncate(max(0, filler.tell() - but_bytes))

    def empty(self) -> None:
        """Take the filler away."""
        (self.folder / "filler").unlink(missing_ok=True)

    def make_read_only(self) -> None:
        """Let nobody write any more."""
        self._tell("mount -o remount,ro tiny")

    def make_writable(self) -> None:
        """Let everybody write again."""
        self._tell("mount -o remount,rw tiny")

    def _tell(self, command: str) -> None:
        assert _ask(self._keeper, command) == "done\n", "the disk could not be changed"


@contextmanager
def mount_tiny_disk(place: Path) -> Generator[TinyDisk, None, None]:
    """Mount one in a name space of its own, where that takes no rights; skip elsewhere."""
    if shutil.which("unshare") is None:
        pytest.skip(NEEDS)
    (place / "tiny").mkdir()
    keeper = subprocess.Popen(
        [*INSIDE, KEEP],
        cwd=place,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if _ask(keeper, MOUNT) != "done\n":
            pytest.skip(NEEDS)
        yield TinyDisk(Path(f"/proc/{keeper.pid}/root{place / 'tiny'}"), keeper)
    finally:
        keeper.kill()
        keeper.communicate()


def run_on_tiny_disk(script: str, place: Path) -> dict[str, str]:
    """Run a script where ``tiny`` is a tiny disk; return what it printed as ``name|value``.

    SQLite goes around every link to where a file really lies, so it needs to be inside.
    """
    if shutil.which("unshare") is None:
        pytest.skip(NEEDS)
    (place / "tiny").mkdir()
    done = subprocess.run(
        [*INSIDE, f'{MOUNT} && exec "$0" -c "$1"', sys.executable, script],
        cwd=place,
        env={"PYTHONPATH": str(ROOT), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not done.stdout and "Error" not in done.stderr:
        pytest.skip(NEEDS)
    assert done.returncode == 0, done.stderr
    return dict(line.split("|", 1) for line in done.stdout.splitlines())


KEEP = "while read command; do $command && echo done || echo failed; done"


def _ask(keeper: "subprocess.Popen[str]", command: str) -> str:
    """Let the keeper do something and return what it says; nothing if it could not even start."""
    ears, mouth = keeper.stdout, keeper.stdin
    assert ears is not None
    assert mouth is not None
    return _say(mouth, command) and ears.readline()


def _say(mouth: IO[str], command: str) -> str:
    try:
        mouth.write(command + "\n")
        mouth.flush()
    except BrokenPipeError:
        return ""
    return command
