"""Hearing whether a recording is there already: the work for child processes."""

import base64
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from app.core.errors import InvalidInput
from app.core.work import Report, Task
from app.sources.rules.fingerprint import Fingerprint
from app.sources.rules.keeping import Head, read_fingerprint, write_head, write_words
from app.sources.rules.recognition import Kinship, compare
from app.sources.service.comparing import listen_to


class ListenRequest(BaseModel):
    """A file to listen to."""

    path: Path


class SoundReport(BaseModel):
    """What a recording is recognised by; nothing where it is too short to tell.

    ``kept`` is what is kept of it, in base64.
    """

    kept: str
    duration_seconds: float


class KnownSound(BaseModel):
    """What is kept of a track; ``kept`` is in base64."""

    track_id: UUID
    kept: str
    duration_seconds: float


class CompareRequest(BaseModel):
    """A file, and the tracks it may be the same recording as."""

    path: Path
    known: list[KnownSound]


class AlikeTrack(BaseModel):
    """A track that is the same recording; ``difference`` is 0..1, near 0 for copies."""

    track_id: UUID
    difference: float


class AlikeReport(BaseModel):
    """The tracks that are the same recording, the closest first."""

    alike: list[AlikeTrack]


def write_sound(fingerprint: Fingerprint) -> SoundReport:
    """Return what is to be kept of a recording."""
    kept = write_head(Head(fingerprint.keys)) + write_words(fingerprint)
    return SoundReport(kept=to_text(kept), duration_seconds=fingerprint.duration_seconds)


def listen(request: ListenRequest, report: Report) -> SoundReport:
    """Do the task :data:`LISTEN`."""
    del report
    try:
        return write_sound(listen_to(request.path).fingerprint)
    except InvalidInput:  # too short, or nothing that can be heard: it is like nothing else
        return NOTHING_HEARD


def find_alike(request: CompareRequest, report: Report) -> AlikeReport:
    """Do the task :data:`COMPARE`."""
    del report
    heard = listen_to(request.path)
    alike: list[AlikeTrack] = []
    for one in request.known:
        known = read_fingerprint(base64.b64decode(one.kept), duration_seconds=one.duration_seconds)
        likeness = compare(heard, known)
        if likeness.kinship is Kinship.SAME:
            alike.append(AlikeTrack(track_id=one.track_id, difference=likeness.difference))
    return AlikeReport(alike=sorted(alike, key=lambda found: found.difference))


def to_text(kept: bytes) -> str:
    """Return bytes as they cross a process boundary."""
    return base64.b64encode(kept).decode("ascii")


NOTHING_HEARD: Final = SoundReport(kept=to_text(write_head(Head())), duration_seconds=0.0)

LISTEN: Final = Task("sources.listen", ListenRequest, SoundReport, listen)
"""What a recording is recognised by, for a child process."""

COMPARE: Final = Task("sources.compare", CompareRequest, AlikeReport, find_alike)
"""Which of a few tracks is the same recording, for a child process."""
