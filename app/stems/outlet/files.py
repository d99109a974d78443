"""The files of a separation, written while it runs."""

import math
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from app.core.errors import StorageFailed
from app.core.units import Audio, bytes_to_words
from app.core.workplace import refusals_of
from app.stems.errors import BrokenSound
from app.stems.live import FOLDER, Interleaved, LiveShape, LiveWriter
from app.stems.outlet.clerk import Clerk
from app.stems.outlet.lane import Lane
from app.stems.ports import Recipe
from app.stems.rules.arranging import Arrangement
from app.stems.rules.pyramid import Prism
from app.stems.rules.quality import QualityMeter, QualityReport
from app.stems.rules.spans import Spans
from app.stems.rules.summing import Residual, audio_to_steps, steps_to_audio

_PIECE_FRAMES = 1 << 18
_BYTES_PER_SAMPLE = 4 + 3
"""What a sample takes while stems are made: live, and at most so much in the FLAC."""

Sources = npt.NDArray[np.float32]
"""What an engine separates, shape ``(sources, channels, frames)``."""


class StemFiles:
    """The outlet every engine writes through: what is written is heard at once.

    Spans come in any order, every frame exactly once.  Each stem becomes a FLAC of 24 bits with its
    waveform beside it, under a temporary name until all are complete; after an error nothing is
    left.  Arrays that were written belong to the outlet: a clerk of its own works on them while the
    engine goes on, and the engine waits only if the clerk is far behind.

    ``paths`` holds the files by name in the house's order, as ``recipe`` wants them; the index of
    a name is the place of the stem.
    """

    def __init__(
        self,
        folder: Path,
        sources: Sequence[str],
        *,
        rate_hz: int,
        channels: int,
        frames: int,
        recipe: Recipe,
    ) -> None:
        """Plan the files.

        Raises:
            InvalidInput: if the recipe keeps a stem that is not among the sources.
        """
        self._arrangement = Arrangement(
            sources, keep=recipe.keep, rest=recipe.rest, complete=recipe.complete
        )
        names = self._arrangement.names
        self.paths = {name: folder / f"{name}.flac" for name in names}
        self._folder = folder
        self._sources = len(sources)
        self._shape = LiveShape(
            names=names,
            rate_hz=rate_hz,
            channels=channels,
            frames=frames,
            engine=recipe.engine,
            model=recipe.model or "",
        )
        self._accepted, self._written = Spans(), Spans()
        self._residual = Residual()
        self._meter = QualityMeter(
            list(names),
            rate_hz=rate_hz,
            channels=channels,
            frames=frames,
            is_whole=self._arrangement.is_whole,
        )
        self._live = LiveWriter(folder, self._shape)
        self._lanes = self._plan_lanes()
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        """Create the files.

        Raises:
            StorageFailed: if the disk refuses, or has not the room for all of them.
        """
        self._check_room()
        try:
            with ExitStack() as opening:
                opening.enter_context(self._live)
                for lane in self._lanes:
                    opening.enter_context(lane)
                self._hands = opening.enter_context(ThreadPoolExecutor(_count_hands()))
                self._clerk = Clerk("stem files")
                self._closing = opening.pop_all()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait until all is written and give the files their names, or leave none behind.

        Raises:
            StorageFailed: if the disk refuses.
            ValueError: if frames are missing.
        """
        try:
            if error is None:
                self._clerk.finish()
                self._check_whole()
        except BaseException as trouble:
            self._close(trouble)
            raise
        self._close(error)

    def write(self, start: int, mix: Audio, stems: Sources) -> None:
        """Hand over a span from frame ``start`` on: what was separated, and from what.

        Args:
            start: the first frame of the span.
            mix: shape ``(channels, frames)``.
            stems: in the order of the sources, shape ``(sources, channels, frames)``.

        Raises:
            StorageFailed: if the disk has refused, now or for an earlier span.
            BrokenSound: if a number was none.
            ValueError: if a frame was written before, or is none of this recording.
        """
        frames = mix.shape[-1]
        expected = (self._sources, self._shape.channels, frames)
        if stems.shape != expected or mix.shape != expected[1:]:
            raise ValueError(f"{stems.shape} of {mix.shape} do not fit {expected}")
        if not frames:
            return
        if start + frames > self._shape.frames:
            raise ValueError(f"{start + frames} frames, but there are {self._shape.frames}")
        self._accepted.add(start, start + frames)
        for at in range(0, frames, _PIECE_FRAMES):
            piece = slice(at, at + _PIECE_FRAMES)
            self._clerk.hand(partial(self._put, start + at, mix[:, piece], stems[..., piece]))

    @property
    def wished_frame(self) -> int | None:
        """Return the first frame that somebody waits for and that is not written, if any."""
        return self._live.wished_frame(self._accepted)

    @property
    def residual_db(self) -> float:
        """Return the level of (sum of the stems minus mix) relative to the mix.

        Where only some stems are kept, it is that of all that were separated.
        """
        whole = self._arrangement.is_whole
        return self._meter.report().residual_db if whole else self._residual.level_db

    @property
    def quality(self) -> QualityReport:
        """Return what was measured of the stems."""
        return self._meter.report()

    @property
    def duration_seconds(self) -> float:
        """Return how long the stems are."""
        return self._shape.frames / self._shape.rate_hz

    def _put(self, start: int, mix: Audio, sources: Sources) -> None:
        """Do the clerk's work on a piece: first what is heard, then what lasts."""
        if not math.isfinite(float(sources.sum(dtype=np.float64))):
            raise BrokenSound(
                "The engine gave numbers that are no sound. Try again with the precision fp32."
            )
        stems = self._arrangement.apply(audio_to_steps(mix), audio_to_steps(sources))
        samples = [np.ascontiguousarray(stem.T) for stem in stems]
        self._share(lambda lane, heard: lane.hear(start, heard), samples)
        self._written.add(start, start + mix.shape[-1])
        self._live.publish(self._written)
        end = self._written.gapless_end
        measured = self._hands.submit(self._measure, start, mix, sources, steps_to_audio(stems))
        self._share(lambda lane, heard: lane.pack(start, heard, gapless_end=end), samples)
        measured.result()

    def _measure(self, start: int, mix: Audio, sources: Sources, stems: Sources) -> None:
        self._meter.add(start, mix, stems)
        if not self._arrangement.is_whole:
            self._residual.add(mix, sources)

    def _share(self, work: Callable[[Lane, Interleaved], None], samples: list[Interleaved]) -> None:
        """Do the same for every stem, side by side where there are processors for it."""
        for _ in self._hands.map(work, self._lanes, samples):
            pass

    def _plan_lanes(self) -> list[Lane]:
        prism = Prism(self._shape.rate_hz)
        return [
            Lane(path, place=place, shape=self._shape, live=self._live, prism=prism)
            for place, path in enumerate(self.paths.values())
        ]

    def _check_room(self) -> None:
        samples = len(self._lanes) * self._shape.frames * self._shape.channels
        with refusals_of(self._folder):
            free_bytes = shutil.disk_usage(self._folder).free
        needed_bytes = samples * _BYTES_PER_SAMPLE
        if free_bytes < needed_bytes:
            raise StorageFailed(
                f"Making these stems takes up to {bytes_to_words(needed_bytes)}, and "
                f"{bytes_to_words(free_bytes)} are free in {self._folder}. "
                "Free some space, then try again."
            )

    def _check_whole(self) -> None:
        if not self._accepted.holds(0, self._shape.frames):
            missing = self._shape.frames - self._accepted.frames
            raise ValueError(f"{missing} frames were never written")

    def _close(self, error: BaseException | None) -> None:
        self._clerk.stop()
        try:
            self._closing.__exit__(error and type(error), error, error and error.__traceback__)
        except BaseException:
            self._remove()
            raise
        if error is not None:
            self._remove()

    def _remove(self) -> None:
        for lane in self._lanes:
            lane.remove()
        shutil.rmtree(self._folder / FOLDER, ignore_errors=True)


def _count_hands() -> int:
    """Return how many stems are seen to at a time: half the processors are the engine's."""
    return max(1, (os.cpu_count() or 1) // 2)
