"""How well stems came out, measured as they stream by and told without the true stems.

The residual, the peaks and the energies are exact. The bleed is a likelihood: nobody knows what a
stem should be, so it is looked for where a stem pauses and another one sounds.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

from app.core.units import SILENCE_DB, Audio, gain_to_db
from app.stems.rules.bleed import Bleed, BleedMeter
from app.stems.rules.summing import FULL_SCALE, Residual

MOST_SLICES = 120
"""So many values tell how a stem's energy goes over time."""

SILENT_DB = -70.0
"""A stem below this level holds nothing."""

EXACT_DB, INAUDIBLE_DB, FAINT_DB = -110.0, -60.0, -35.0
"""Residuals below these are rounding, below what anybody hears, and only heard alone."""

AUDIBLE_BLEED_DB = -40.0
"""Bleed above this, relative to the stem it is in, is worth a word."""

_CHUNK_FRAMES = 1 << 14
_FULL = np.float32(1 - 1 / FULL_SCALE)

VerdictKey = Literal[
    "residual_exact",
    "residual_inaudible",
    "residual_faint",
    "residual_audible",
    "stem_silent",
    "stem_clipped",
    "likely_bleed",
]


class StemQuality(BaseModel):
    """What was measured of one stem; levels are relative to full scale."""

    name: str
    level_db: float = Field(description="Mean power of the whole stem.")
    share: float = Field(description="Of the energy of all stems, 0 to 1.")
    peak_db: float
    clipped_samples: int = Field(description="Samples at full scale.")
    levels_db: list[float] = Field(description="Mean power slice by slice.")


class Verdict(BaseModel):
    """One thing to say in words: ``stem`` it is about, ``source`` of what bled into it."""

    key: VerdictKey
    stem: str | None = None
    source: str | None = None
    level_db: float | None = None
    count: int | None = None


class QualityReport(BaseModel):
    """How well a recording was taken apart.

    ``residual_db`` is the level of (sum of the stems minus mix) relative to the mix. It says
    nothing where only some of the stems were kept.
    """

    residual_db: float
    slice_seconds: float
    stems: list[StemQuality]
    bleed: list[Bleed]
    verdicts: list[Verdict]
    device_reason: str = Field(default="", description="Why the networks ran where they did.")


class QualityMeter:
    """Measures spans of a mix and of its stems, in any order, in memory that does not grow.

    ``is_whole`` is to be False if only some of the stems are given, and the rest is nowhere.
    """

    def __init__(
        self, names: list[str], *, rate_hz: int, channels: int, frames: int, is_whole: bool = True
    ) -> None:
        self._names = names
        self._rate_hz = rate_hz
        self._channels = channels
        self._frames = frames
        self._is_whole = is_whole
        self._slice = max(-(-frames // MOST_SLICES), 1)
        self._energy = np.zeros((len(names), max(-(-frames // self._slice), 1)))
        self._peaks = np.zeros(len(names), np.float32)
        self._clipped = np.zeros(len(names), np.int64)
        self._residual = Residual()
        self._bleed = BleedMeter(names, rate_hz=rate_hz, frames=frames)

    def add(self, start: int, mix: Audio, stems: npt.NDArray[np.float32]) -> None:
        """Count the span from frame ``start`` on, which has not been counted yet.

        Args:
            start: the first frame of the span.
            mix: shape ``(channels, frames)``.
            stems: in the order of the names, shape ``(stems, channels, frames)``.
        """
        for at in range(0, mix.shape[1], _CHUNK_FRAMES):  # each fits the processor's cache
            chunk = stems[..., at : at + _CHUNK_FRAMES]
            self._residual.add(mix[:, at : at + _CHUNK_FRAMES], chunk)
            self._add_energy(start + at, chunk)
            self._add_peaks(chunk)
        self._bleed.add(start, stems)

    def report(self) -> QualityReport:
        """Return what was measured so far."""
        stems = [self._report_stem(place) for place in range(len(self._names))]
        bleed = self._bleed.find()
        residual_db = self._residual.level_db
        verdicts = [_judge_residual(residual_db)] if self._is_whole else []
        verdicts += [verdict for stem in stems for verdict in _judge_stem(stem)]
        verdicts += [
            Verdict(key="likely_bleed", stem=one.into, source=one.source, level_db=one.level_db)
            for one in bleed
            if one.level_db > AUDIBLE_BLEED_DB
        ]
        return QualityReport(
            residual_db=round(residual_db, 2),
            slice_seconds=self._slice / self._rate_hz,
            stems=stems,
            bleed=bleed,
            verdicts=verdicts,
        )

    def _add_energy(self, start: int, chunk: npt.NDArray[np.float32]) -> None:
        power = np.square(chunk).sum(axis=1, dtype=np.float32)
        end = start + chunk.shape[-1]
        first, last = start // self._slice, (end - 1) // self._slice
        cuts = [max(one * self._slice - start, 0) for one in range(first, last + 1)]
        self._energy[:, first : last + 1] += np.add.reduceat(power, cuts, axis=1, dtype=np.float64)

    def _add_peaks(self, chunk: npt.NDArray[np.float32]) -> None:
        highest = np.asarray(chunk.max(axis=(1, 2)), np.float32)
        lowest = np.asarray(chunk.min(axis=(1, 2)), np.float32)
        np.maximum(self._peaks, np.maximum(highest, -lowest), out=self._peaks)
        for place in np.flatnonzero((highest >= _FULL) | (lowest <= -_FULL)):
            self._clipped[place] += np.count_nonzero(np.abs(chunk[place]) >= _FULL)

    def _report_stem(self, place: int) -> StemQuality:
        energy = self._energy[place]
        edges = np.minimum(np.arange(len(energy) + 1) * self._slice, max(self._frames, 1))
        powers = energy / (np.diff(edges) * self._channels)
        whole = float(self._energy.sum())
        return StemQuality(
            name=self._names[place],
            level_db=_power_to_db(float(energy.sum()) / (max(self._frames, 1) * self._channels)),
            share=round(float(energy.sum()) / whole, 4) if whole else 0.0,
            peak_db=round(gain_to_db(float(self._peaks[place])), 2),
            clipped_samples=int(self._clipped[place]),
            levels_db=[_power_to_db(float(power), digits=1) for power in powers],
        )


def _judge_residual(residual_db: float) -> Verdict:
    key: VerdictKey = "residual_audible"
    if residual_db < EXACT_DB:
        key = "residual_exact"
    elif residual_db < INAUDIBLE_DB:
        key = "residual_inaudible"
    elif residual_db < FAINT_DB:
        key = "residual_faint"
    return Verdict(key=key, level_db=round(residual_db, 1))


def _judge_stem(stem: StemQuality) -> list[Verdict]:
    if stem.level_db < SILENT_DB:
        return [Verdict(key="stem_silent", stem=stem.name, level_db=stem.level_db)]
    if stem.clipped_samples:
        return [Verdict(key="stem_clipped", stem=stem.name, count=stem.clipped_samples)]
    return []


def _power_to_db(power: float, *, digits: int = 2) -> float:
    return round(max(gain_to_db(power**0.5), SILENCE_DB), digits)
