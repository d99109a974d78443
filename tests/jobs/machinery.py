"""What children work on and where they work, arranged so that real things go really wrong."""

import os
import struct
import textwrap
from pathlib import Path

import numpy as np
import soundfile

from app.core.settings import Settings

RATE_HZ = 44_100
TERABYTE = 1 << 40


class Surroundings:
    """The environment of children: programs and modules found there come before the real ones."""

    def __init__(self, folder: Path) -> None:
        self._programs = folder / "programs"
        self._modules = folder / "modules"
        self._programs.mkdir()
        self._modules.mkdir()
        self.environment = {
            **Settings(data_dir=folder / "data").child_environment(),
            "PATH": f"{self._programs}{os.pathsep}{os.defpath}",
            "PYTHONPATH": str(self._modules),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
        }

    def write_program(self, name: str, script: str) -> None:
        """Put a shell script on the path."""
        path = self._programs / name
        path.write_text(f"#!/bin/sh\n{script}\n:\n")  # without a last command, sh would become it
        path.chmod(0o755)

    def write_module(self, name: str, source: str) -> None:
        """Put a module before the one that is installed; it runs in the test's folder."""
        place = f"import os\nos.chdir({str(self._modules.parent)!r})\n"
        (self._modules / f"{name}.py").write_text(place + textwrap.dedent(source))

    def remove_module(self, name: str) -> None:
        """Let the one that is installed be found again."""
        (self._modules / f"{name}.py").unlink()


def write_song(path: Path) -> Path:
    """Write one second of stereo noise."""
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (RATE_HZ, 2))
    soundfile.write(path, noise, RATE_HZ, subtype="PCM_16")
    return path


def write_endless_wav(path: Path) -> Path:
    """Write a recording of four years: a terabyte of silence that takes no room on the disk."""
    sizes = struct.pack("<IQQQI", 28, TERABYTE + 72, TERABYTE, TERABYTE // 2, 0)
    form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    unknown = struct.pack("<I", 0xFFFF_FFFF)  # RF64: the sizes stand in its own chunk
    head = b"RF64" + unknown + b"WAVEds64" + sizes + b"fmt " + form + b"data" + unknown
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + TERABYTE)
    return path


def group_of(leader: int) -> list[int]:
    """Return the processes of a group that run, the leader among them."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and _is_running_member(entry, leader)
    ]


def _is_running_member(entry: Path, leader: int) -> bool:
    try:
        stat = (entry / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False  # it ended while we looked
    state, _, group = stat.rpartition(")")[2].split()[:3]
    return int(group) == leader and state not in {"Z", "X"}
