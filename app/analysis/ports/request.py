"""What an analysis engine is asked, and what it must be able to do."""

from pathlib import Path
from typing import Annotated, Final, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.analysis.ports.heard import Section, TrackAnalysis
from app.core.work import Report


class KnownGrid(BaseModel):
    """The grid that a hand has made, which the analysis builds on instead of its own."""

    model_config = ConfigDict(from_attributes=True)

    tempo_bpm: float
    beats_per_bar: int
    beats_seconds: list[float]
    downbeats_seconds: list[float]


Edited = Literal["grid", "key", "sections"]
"""What a hand can have made that an analysis would find itself."""

FOUND_BY: Final[dict[Edited, str]] = {"grid": "tempo", "key": "key", "sections": "structure"}
"""Which feature finds it."""


class ListeningWish(BaseModel):
    """What is to be found out about a track.

    ``features`` are names of the registry, none of them means all.  What a hand has made stays,
    unless ``overwrite`` names it and it is found anew.  ``style`` says which cues are wanted,
    ``""`` the usual ones.
    """

    features: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    overwrite: Annotated[tuple[Edited, ...], Field(max_length=100)] = ()
    style: str = Field(default="", max_length=40)


class AnalysisRequest(BaseModel):
    """Which file to listen to, and what to find out; ``name`` is what people call it.

    ``stems`` are its separated parts by stem type; an engine may use them and must not need them.
    ``separation_id`` says whose they are.
    ``features`` are names of the registry, none of them means all.  ``grid``, ``key`` and
    ``sections`` are what hands have made of the track, where they have; ``style`` says which cues
    are wanted, ``""`` the usual ones.
    """

    source: Path
    name: str
    stems: dict[str, Path] = Field(default_factory=dict)
    separation_id: UUID | None = None
    engine: str = "spectral"
    features: tuple[str, ...] = ()
    grid: KnownGrid | None = None
    key: str | None = None
    sections: list[Section] = Field(default_factory=list[Section])
    style: str = ""


class AnalysisEngine(Protocol):
    """A way to hear what is in a track."""

    @property
    def name(self) -> str:
        """Return the name it is found by."""
        ...

    @property
    def version(self) -> int:
        """Return the version of its methods; results of an older one are not reused."""
        ...

    def analyse(self, request: AnalysisRequest, report: Report) -> TrackAnalysis:
        """Listen to a file; ``report`` rises from 0 to 1.

        Raises:
            UnusableAudio: if the file is no audio, or is silent.
            NotFound: if there is no such file.
        """
        ...
