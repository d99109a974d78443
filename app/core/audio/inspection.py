"""Look at a whole audio file once before it becomes a track: what it is, and is it usable."""

from pathlib import Path
from typing import Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from app.core.audio.decoding import checked_blocks, opened
from app.core.audio.tags import Tags, read_tags, write_picture
from app.core.errors import UnusableAudio
from app.core.units import gain_to_db, seconds_to_words
from app.core.work import Report, Task

SILENT_DB: Final = -90.0
"""A peak below this is nothing but the noise of a converter (the last bit of 16 is at -90.3 dB)."""

_PHASE: Final = "reading"


class InspectRequest(BaseModel):
    """A file to look at; ``name`` is what its owner calls it.

    The cover it carries is written to ``picture_to``.
    """

    path: Path
    name: str
    max_duration_seconds: float
    picture_to: Path | None = None


class Inspection(BaseModel):
    """What a complete decoding of a file has shown; ``peak_db`` is dBFS of the largest sample."""

    model_config = ConfigDict(frozen=True)

    duration_seconds: float
    sample_rate_hz: int
    channels: int
    container: str
    codec: str
    bits: int | None
    peak_db: float
    tags: Tags


def inspect(path: Path, *, name: str, max_duration_seconds: float, report: Report) -> Inspection:
    """Decode all of a file in bounded memory and return its exact length, level and tags.

    Raises:
        UnusableAudio: if it is no audio, damaged, silent, or longer than allowed.
        NotFound: if there is no such file.
        Unavailable: if the file needs ffmpeg and there is none.
    """
    with opened(path, name) as source:
        own = source.format
        _check_length(own.duration_seconds or 0.0, name, max_duration_seconds)
        samples, peak = 0, 0.0
        for block in checked_blocks(source, name, block_seconds=5.0):
            samples += block.shape[1]
            peak = max(peak, float(np.abs(block).max()))
            seconds = samples / own.sample_rate_hz
            _check_length(seconds, name, max_duration_seconds)
            if own.duration_seconds:
                report(min(seconds / own.duration_seconds, 1.0), _PHASE)
    _check_level(peak, name)
    report(1.0, _PHASE)
    return Inspection(
        duration_seconds=samples / own.sample_rate_hz,
        sample_rate_hz=own.sample_rate_hz,
        channels=own.channels,
        container=own.container,
        codec=own.codec,
        bits=own.bits,
        peak_db=gain_to_db(peak),
        tags=read_tags(path),
    )


def perform(request: InspectRequest, report: Report) -> Inspection:
    """Do the task :data:`INSPECT`."""
    found = inspect(
        request.path,
        name=request.name,
        max_duration_seconds=request.max_duration_seconds,
        report=report,
    )
    if request.picture_to is not None:
        write_picture(request.path, request.picture_to)
    return found


INSPECT: Final = Task("audio.inspect", InspectRequest, Inspection, perform)
"""The import's look at a file, for a child process."""


class PictureRequest(BaseModel):
    """Files whose covers are wanted, each with where to write it."""

    targets: dict[Path, Path]


class PictureReport(BaseModel):
    """The files that carry a cover."""

    found: list[Path]


def find_pictures(request: PictureRequest, report: Report) -> PictureReport:
    """Do the task :data:`PICTURES`."""
    found: list[Path] = []
    for done, (path, target) in enumerate(request.targets.items()):
        report(done / len(request.targets), "looking for pictures")
        if write_picture(path, target):
            found.append(path)
    report(1.0, "looking for pictures")
    return PictureReport(found=found)


PICTURES: Final = Task("audio.pictures", PictureRequest, PictureReport, find_pictures)
"""A look for the covers that files carry, for a child process."""


def _check_length(seconds: float, name: str, max_duration_seconds: float) -> None:
    if seconds > max_duration_seconds:
        raise UnusableAudio(
            f"'{name}' is longer than the {seconds_to_words(max_duration_seconds)} allowed here; "
            "cut it, or raise the setting SFA_MAX_TRACK_SECONDS "
            f"(now {max_duration_seconds:g})."
        )


def _check_level(peak: float, name: str) -> None:
    if gain_to_db(peak) < SILENT_DB:
        raise UnusableAudio(
            f"'{name}' is silent from beginning to end; check how it was recorded or exported."
        )
