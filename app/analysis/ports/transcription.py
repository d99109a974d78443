"""What a transcription engine is asked, what it answers, and what it must be able to do."""

from pathlib import Path
from typing import Protocol

from pydantic import BaseModel

from app.core.work import Report


class TranscriptionRequest(BaseModel):
    """Which stem to write down; ``name`` is what people call it.

    ``engine`` is a name of the catalog, ``""`` the usual one for ``stem_type``; ``tuning_cents`` is
    how far the track's A4 is from 440 Hz.
    """

    source: Path
    name: str
    stem_type: str
    tuning_cents: float = 0.0
    engine: str = ""


class StemNotes(BaseModel):
    """The notes of a stem: each from when to when in seconds, its MIDI pitch and its velocity."""

    engine: str
    engine_version: int
    notes: list[tuple[float, float, int, int]]


class TranscriptionEngine(Protocol):
    """A way to write down what a stem plays."""

    @property
    def name(self) -> str:
        """Return the name it is found by."""
        ...

    @property
    def label(self) -> str:
        """Return what people read, such as "One voice"."""
        ...

    @property
    def version(self) -> int:
        """Return the version of its methods."""
        ...

    @property
    def stem_types(self) -> frozenset[str]:
        """Return the stems that it is the usual one for."""
        ...

    def transcribe(self, request: TranscriptionRequest, report: Report) -> StemNotes:
        """Listen to a stem; ``report`` rises from 0 to 1.  A silent stem has no notes.

        Raises:
            UnusableAudio: if the file is no audio.
            NotFound: if there is no such file.
        """
        ...
