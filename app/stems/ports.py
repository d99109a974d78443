"""What a stem engine is, what it is given, and what it gives back."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal, Protocol
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.events import Event
from app.core.units import Audio
from app.core.work import Report
from app.stems.rules.quality import QualityReport

Precision = Literal["auto", "fp32", "bf16"]


class Recipe(BaseModel):
    """How to take a recording apart: the engine, its model, how thoroughly, and what to keep."""

    engine: str
    model: str | None = Field(default=None, description="The engine's first model if not set.")
    overlap: float = Field(default=0.25, ge=0.0, le=0.9, description="Of neighbouring segments.")
    shifts: int = Field(default=0, ge=0, le=10, description="More looks at other offsets.")
    keep: tuple[str, ...] = Field(default=(), description="Which stems to write; all if empty.")
    rest: bool = Field(default=False, description="Write the sum of all others as one more stem.")
    complete: bool = Field(default=False, description="Give what the stems lack to the last one.")

    @property
    def is_whole(self) -> bool:
        """Say whether what is written holds all of the mix."""
        return self.rest or not self.keep


class SeparationRequest(Recipe):
    """One recording to take apart; paths are our own, never a client's."""

    source: Path
    name: str = Field(description="What people call the recording; used in messages.")
    folder: Path = Field(description="Where the stems are written; it exists.")
    models_folder: Path
    weights_url: str
    device: str = Field(default="auto", description="auto, cpu, cuda or cuda:1.")
    precision: Precision = "auto"


class SeparationReport(BaseModel):
    """What came out: where the stems lie and how they were made.

    ``residual_db`` is the level of (sum of the stems minus mix) relative to the mix.
    ``elapsed_seconds`` has ``load``, ``decode``, ``separate``, ``encode`` and ``total``.
    """

    engine: str
    model: str
    device: str
    precision: str
    device_reason: str = ""
    stems: dict[str, Path]
    residual_db: float
    duration_seconds: float
    elapsed_seconds: dict[str, float]
    quality: QualityReport | None = None


class PullRequest(BaseModel):
    """Weights to fetch ahead of their first use."""

    name: str
    models_folder: Path
    weights_url: str


class PullReport(BaseModel):
    """Weights that lie in the models folder now, with their terms."""

    name: str
    files: list[Path]
    size_bytes: int
    terms: str


class ImportRequest(BaseModel):
    """Checkpoint files to take in; ``files`` maps their names to where they lie on this machine.

    ``may_move`` says that the files are ours; else they are copied.
    """

    files: dict[str, Path]
    models_folder: Path
    may_move: bool = False


class ImportReport(BaseModel):
    """The models that can be used now because of the files that were taken in."""

    names: list[str]
    size_bytes: int = Field(description="Of the files that were taken in.")


class DrawRequest(BaseModel):
    """One recording whose waveform is to be drawn; paths are our own, never a client's."""

    source: Path
    name: str = Field(description="What people call the recording; used in messages.")
    target: Path = Field(description="Where the pyramid is written; its folder exists.")
    copy_to: Path | None = Field(
        default=None, description="Where a FLAC is written that players can seek in."
    )


class DrawReport(BaseModel):
    """How large the pyramid became."""

    size_bytes: int


class ResidualRequest(BaseModel):
    """A separation whose residual is to be heard; paths are our own, never a client's."""

    mix: Path = Field(description="What was taken apart.")
    name: str = Field(description="What people call the recording; used in messages.")
    stems: list[Path] = Field(min_length=1)
    target: Path = Field(description="Where the FLAC is written; its folder exists.")
    picture: Path = Field(description="Where the pyramid is written; its folder exists.")


class ResidualReport(BaseModel):
    """How long the residual became."""

    duration_seconds: float


class DescribeRequest(BaseModel):
    """Where networks would run, with these settings."""

    device: str = "auto"
    precision: Precision = "auto"
    models_folder: Path


class DescribeReport(BaseModel):
    """Where networks run here, in which precision, and why in words."""

    device: str
    precision: str
    reason: str


@dataclass(frozen=True)
class StemModel:
    """One model of an engine: what it yields, what it weighs and what its authors allow.

    ``stems`` is empty for a foreign model that does not say so in its description.
    ``size_bytes`` is measured where the model is installed, and else about what is fetched;
    ``present_bytes`` lie in the models folder, unfinished downloads included. ``is_published``
    says that it can be fetched; who has the file can import it as well.
    """

    name: str
    engine: str
    stems: tuple[str, ...]
    size_bytes: int
    terms: str
    signatures: tuple[str, ...] = ()
    installed: bool = False
    present_bytes: int = 0
    is_published: bool = False
    terms_url: str = ""

    @property
    def needs_weights(self) -> bool:
        """Return whether it is made of weights, which can be fetched, imported and deleted."""
        return bool(self.signatures)


@dataclass(frozen=True)
class Device:
    """Where networks run: the device by torch's name, the precision there, and why in words."""

    device: str
    precision: str
    reason: str


class StemEngine(Protocol):
    """Something that takes a recording apart."""

    @property
    def name(self) -> str:
        """Return the name in the catalog, such as ``"demucs"``."""
        ...

    @property
    def label(self) -> str:
        """Return the name for people; a draft says in it that it is one."""
        ...

    @property
    def is_draft(self) -> bool:
        """Return whether the stems are only a first impression, and must be shown as such."""
        ...

    @property
    def models(self) -> tuple[StemModel, ...]:
        """Return the models the engine knows, the default one first."""
        ...

    def separate(self, request: SeparationRequest, report: Report) -> SeparationReport:
        """Write the stems of ``request.source`` into ``request.folder``.

        Stems appear under their names when all of them are complete, and not at all on error.

        Raises:
            UnusableAudio: if the source cannot be decoded.
            NotFound: if there is no such model.
            Unavailable: if weights or a device are missing or broken.
            StorageFailed: if the disk refuses.
        """
        ...


class Stopwatch:
    """Seconds by phase, for the report; a phase inside another interrupts it."""

    def __init__(self) -> None:
        self._start_seconds = self._mark_seconds = perf_counter()
        self._running: list[str] = []
        self._phases: dict[str, float] = {
            "load": 0.0,
            "decode": 0.0,
            "separate": 0.0,
            "encode": 0.0,
        }

    @contextmanager
    def phase(self, name: str) -> Generator[None]:
        """Count the time inside towards ``name``."""
        self._book()
        self._running.append(name)
        try:
            yield
        finally:
            self._book()
            self._running.pop()

    def watch(self, blocks: Iterator[Audio]) -> Iterator[Audio]:
        """Yield what ``blocks`` yields and count the time it takes as decoding."""
        while True:
            with self.phase("decode"):
                block = next(blocks, None)
            if block is None:
                return
            yield block

    def read(self) -> dict[str, float]:
        """Return seconds by phase, and ``total`` since the beginning."""
        return self._phases | {"total": perf_counter() - self._start_seconds}

    def _book(self) -> None:
        now_seconds = perf_counter()
        if self._running:
            self._phases[self._running[-1]] += now_seconds - self._mark_seconds
        self._mark_seconds = now_seconds


@dataclass(frozen=True)
class SeparationsChanged(Event):
    """A track's separations are others, or another one is the current one."""

    track_id: UUID
    owner_id: UUID


@dataclass(frozen=True)
class ModelsChanged(Event):
    """Somebody has imported or deleted a model, which is there or gone for everybody."""

    name: str


EVENTS: tuple[type[Event], ...] = (SeparationsChanged, ModelsChanged)
"""What the bus has to carry between processes."""
