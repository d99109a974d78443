"""Where one stem is likely to be heard in another, found without the true stems.

Where another stem is loud, a stem is looked at in its quietest moments: what it has of the other's
waveform then is likely to be the other's. Two parts that have nothing of each other have phases
that are independent, so that their products cancel out over time, and what bled adds up. This is
told band by band, because what bleeds is seldom a whole spectrum, and only where the waveform is
weaker than in the stem it comes from. It stays a likelihood: a double of a voice in "other" is like
the voice, too.
"""

import math
from itertools import pairwise
from typing import cast

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

Spectra = npt.NDArray[np.complex64]
Powers = npt.NDArray[np.float32]

MOST_WINDOWS = 2400
"""Of longer recordings, windows are taken further apart."""

WINDOW_SECONDS = 0.093
HOP_SECONDS = 0.25

BANDS_HZ = (40, 120, 250, 500, 1000, 2000, 4000, 8000, 20_000)

LOUD_DB = 10.0
"""A stem is loud where it is not so far below its loudest windows."""

QUIET_SHARE = 1 / 3
"""Of the windows in which the other stem is loud, so many are the quietest."""

MOST_GAIN = 0.5
"""What is not weaker than this, against the stem it would come from, is not bleed but a part."""

LEAST_WINDOWS = 8
"""Fewer windows prove nothing."""

LEAST_SHARE = 0.1
"""Below this share of what is left in the quiet, the likeness may be chance."""

_LOUD_QUANTILE = 0.95
_BATCH = 32
_SILENT_POWER = 1e-7
"""Of a window's mean square; what is quieter is nothing (-70 dB)."""


class Bleed(BaseModel):
    """What is likely to be heard of ``source`` in the stem ``into`` where that is quiet."""

    source: str
    into: str
    share: float = Field(description="Of what is left in the quiet, 0 to 1.")
    level_db: float = Field(description="Relative to where the stem is loud.")


class BleedMeter:
    """Compares the stems in short windows that are spread over a recording."""

    def __init__(self, names: list[str], *, rate_hz: int, frames: int) -> None:
        self._names = names
        self._length = 1 << max(round(math.log2(rate_hz * WINDOW_SECONDS)), 6)
        self._hop = max(round(rate_hz * HOP_SECONDS), self._length, -(-frames // MOST_WINDOWS))
        self._taper = np.hanning(self._length).astype(np.float32)
        edges = np.searchsorted(np.fft.rfftfreq(self._length, 1 / rate_hz), BANDS_HZ)
        self._bands = [(low, high) for low, high in pairwise(edges.tolist()) if high > low]
        count = max(frames // self._hop + 1, 1)
        # Products of every stem with every other, by window and band.
        self._products = np.zeros((count, len(self._bands), len(names), len(names)), np.float32)
        self._is_seen = np.zeros(count, np.bool_)

    def add(self, start: int, stems: npt.NDArray[np.float32]) -> None:
        """Look at the windows that lie wholly inside the span from frame ``start`` on."""
        first = -(-start // self._hop)
        last = (start + stems.shape[-1] - self._length) // self._hop
        for begin in range(first, last + 1, _BATCH):
            places = np.arange(begin, min(begin + _BATCH, last + 1))
            offsets = places * self._hop - start
            mono = np.stack([stems[..., at : at + self._length].mean(axis=1) for at in offsets])
            self._products[places] = self._multiply(mono)
            self._is_seen[places] = True

    def find(self) -> list[Bleed]:
        """Return the likeliest bleed into each stem, the loudest first."""
        seen = self._products[self._is_seen]
        levels = np.einsum("wbss->ws", seen)
        if not len(seen):
            return []
        loud = np.quantile(levels, _LOUD_QUANTILE, axis=0)
        found = [self._find_into(place, seen, levels, loud) for place in range(len(self._names))]
        return sorted((one for one in found if one), key=lambda one: -one.level_db)

    def _find_into(
        self, into: int, seen: Powers, levels: Powers, loud: npt.NDArray[np.float64]
    ) -> Bleed | None:
        best: Bleed | None = None
        for source in range(len(self._names)):
            if source == into or min(loud[source], loud[into]) < _SILENT_POWER:
                continue
            sounds = np.flatnonzero(levels[:, source] > loud[source] * 10 ** (-LOUD_DB / 10))
            quiet = sounds[np.argsort(levels[sounds, into], kind="stable")]
            quiet = quiet[: round(len(quiet) * QUIET_SHARE)]
            share, power = _explain(seen[quiet], into, source)
            level_db = 10 * math.log10(max(power / loud[into], 1e-12))
            if share >= LEAST_SHARE and (best is None or level_db > best.level_db):
                best = Bleed(
                    source=self._names[source],
                    into=self._names[into],
                    share=round(share, 3),
                    level_db=round(level_db, 1),
                )
        return best

    def _multiply(self, mono: npt.NDArray[np.float32]) -> Powers:
        """Return the products of the stems' spectra, scaled so that they are mean squares."""
        from scipy import fft

        spectra = cast("Spectra", fft.rfft(mono * self._taper, axis=-1))
        scale = 2 / (self._length * float(np.square(self._taper).sum()))
        products = np.empty((len(mono), len(self._bands), *[mono.shape[1]] * 2), np.float32)
        for band, (low, high) in enumerate(self._bands):
            part = np.ascontiguousarray(spectra[..., low:high]).view(np.float32)
            products[:, band] = part @ part.swapaxes(1, 2)
        return products * np.float32(scale)


def _explain(products: Powers, into: int, source: int) -> tuple[float, float]:
    """Return the share of ``into``'s energy that is like ``source``, and its mean power."""
    if len(products) < LEAST_WINDOWS:
        return 0.0, 0.0
    sums = products.sum(axis=0, dtype=np.float64)  # bands, stems, stems
    own, other, both = sums[:, into, into], sums[:, source, source], sums[:, into, source]
    alike = np.square(np.maximum(both, 0.0)) / np.maximum(other, 1e-30)
    alike[both > MOST_GAIN * other] = 0.0
    explained = float(np.minimum(alike, own).sum())
    return explained / max(float(own.sum()), 1e-30), explained / len(products)
