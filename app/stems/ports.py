"""What a stem engine is given, what it gives back, and how it writes its stems."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Literal, Protocol, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

from app.core import audio
from app.core.units import Audio
from app.core.work import Report
from app.stems.rules.summing import Residual

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
    stems: dict[str, Path]
    residual_db: float
    duration_seconds: float
    elapsed_seconds: dict[str, float]


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


@dataclass(frozen=True)
class StemModel:
    """One model of an engine: what it yields, what it weighs and what its authors allow.

    ``stems`` is empty for a foreign model that does not say so in its description.
    ``size_bytes`` is measured where the model is installed, and else about what is fetched.
    """

    name: str
    engine: str
    stems: tuple[str, ...]
    size_bytes: int
    terms: str
    signatures: tuple[str, ...] = ()
    installed: bool = False


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


class StemFiles:
    """The outlet every engine writes through: one FLAC of 24 bits per stem, and the residual.

    Each stem is written under a temporary name and renamed when all are complete.
    """

    def __init__(self, folder: Path, names: list[str], *, rate_hz: int, channels: int) -> None:
        self.paths = {name: folder / f"{name}.flac" for name in names}
        self._rate_hz = rate_hz
        self._residual = Residual()
        self._samples = 0
        self._closing = ExitStack()
        self._writers = [
            audio.FlacWriter(path, rate_hz=rate_hz, channels=channels, bits=24)
            for path in self.paths.values()
        ]

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            for writer in self._writers:
                opening.enter_context(writer)
            self._closing = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        """Give all files their names, or leave none of them behind."""
        try:
            return self._closing.__exit__(kind, error, trace)
        except BaseException:
            for path in self.paths.values():
                with suppress(OSError):
                    path.unlink()
            raise

    def write(self, mix: Audio, stems: npt.NDArray[np.float32]) -> None:
        """Append a span: ``mix`` is ``(channels, samples)``, ``stems`` one axis more in front."""
        self._residual.add(mix, stems)
        self._samples += mix.shape[-1]
        for writer, stem in zip(self._writers, stems, strict=True):
            writer.write(stem)

    @property
    def residual_db(self) -> float:
        """Return the level of what the stems lack, relative to the mix."""
        return self._residual.level_db

    @property
    def duration_seconds(self) -> float:
        """Return how much has been written."""
        return self._samples / self._rate_hz
