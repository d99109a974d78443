"""Children for tests, and what they work on."""

from collections.abc import Generator
from pathlib import Path

import pytest

from jobs.children import ChildWorkshop
from tests.jobs.machinery import (
    Surroundings,
    write_endless_wav,
    write_song,
)
from tests.jobs.tasks import LONG_SECONDS


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    return Surroundings(tmp_path)


@pytest.fixture
def workshop(surroundings: Surroundings) -> Generator[ChildWorkshop, None, None]:
    workshop = ChildWorkshop(environment=surroundings.environment, idle_seconds=LONG_SECONDS)
    yield workshop
    workshop.close()


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return write_song(tmp_path / "song.wav")


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    return write_endless_wav(tmp_path / "endless.wav")


@pytest.fixture
def stuck(tmp_path: Path, surroundings: Surroundings) -> Path:
    """Return a file that only ffmpeg would read, where the ffmpeg on the path never answers."""
    surroundings.write_program("ffmpeg", "sleep 600")
    path = tmp_path / "stuck.m4a"
    path.write_bytes(bytes(1000))
    return path
