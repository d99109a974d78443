"""Which drum is struck when: strokes of kick, snare and hat in a track of drums."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.rules.frames import Framer
from app.analysis.rules.rhythm.onsets import HOP, LISTENING_RATE_HZ, ONSET_RATE_HZ
from app.analysis.rules.smoothing import find_summit, moving_mean
from app.analysis.rules.stems.strokes import METAL, Drum, share_strokes
from app.core.units import Mono

Matrix = npt.NDArray[np.float32]
Series = npt.NDArray[np.float64]

BAND_EDGES_HZ = (
    20.0, 65.0, 110.0, 170.0, 250.0, 370.0, 550.0, 800.0, 1200.0, 1800.0, 2600.0, 3700.0, 5200.0,
    7000.0, 9000.0, 11_025.0,
)  # fmt: skip
"""The edges of the bands that drums are told apart by, in Hz."""

_SIZE = 512
_GAIN = 1000.0
_LAG = 2
_APART = 5
_AROUND = 35
_LEAST_RISE = 0.12
_LEAST_METAL = 0.35
_QUIETEST_METAL = 10.0 ** (-40.0 / 20.0)
_STRONG_PERCENTILE = 95
_BEFORE, _SOON, _LATE = (5, 1), (0, 4), (8, 13)
_SILENT_GAIN = 1e-4
_QUIETEST = 10.0 ** (-45.0 / 20.0)


@dataclass(frozen=True)
class Hit:
    """One stroke; ``strength`` is 0..1, 1 for the hardest strokes of this drum in the track."""

    seconds: float
    drum: Drum
    strength: float


class DrumListener:
    """Turns a stream of drums at 22,050 Hz into amplitudes ``(frames, bands)``, 172 a second."""

    def __init__(self) -> None:
        self._framer = Framer(_SIZE, HOP)
        self._amplitudes: list[Matrix] = []

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._hear(self._framer.push(sound))

    def finish(self) -> Matrix:
        """Return all that was heard."""
        self._hear(self._framer.finish())
        return np.concatenate(self._amplitudes)

    def _hear(self, frames: Matrix) -> None:
        spectra = np.fft.rfft(frames * _window(), axis=1)
        power = (spectra.real**2 + spectra.imag**2) @ _bands()
        self._amplitudes.append(np.sqrt(power).astype(np.float32))


def find_hits(amplitudes: Matrix) -> list[Hit]:
    """Return the strokes in time that a track of drums has, none for one that is silent.

    Strokes are where the compressed amplitudes of all bands rise together, or those of the highest
    (Klapuri, 1999); what rises then is shared out among the drums, see
    :func:`~app.analysis.rules.stems.strokes.share_strokes`.
    """
    if len(amplitudes) <= 2 * _AROUND or float(amplitudes.max()) < _SILENT_GAIN:
        return []
    rises = _compressed_rises(amplitudes)
    places, seconds = _strokes(rises, _metal_rises(amplitudes))
    strengths = share_strokes(_rises(amplitudes, places), seconds)
    hits = [
        Hit(float(second), drum, float(strength))
        for drum, column in strengths.items()
        for second, strength in zip(seconds, column, strict=True)
        if strength > 0
    ]
    return sorted(hits, key=lambda hit: (hit.seconds, hit.drum))


def _compressed_rises(amplitudes: Matrix) -> Matrix:
    """Return by how much each band rises over two frames, against its own loud moments."""
    tops = np.percentile(amplitudes, 99, axis=0)
    tops = np.maximum(tops, _QUIETEST * tops.max() + _SILENT_GAIN)
    levels = np.log1p(amplitudes * (_GAIN / tops).astype(np.float32))
    before = np.concatenate([levels[:1].repeat(_LAG, axis=0), levels[:-_LAG]])
    return np.maximum(levels - before, np.float32(0.0))


def _metal_rises(amplitudes: Matrix) -> Series:
    """Return by how much all metal together gets louder over two frames, in nepers.

    Noise that rings on hardly moves in so wide a band, so that a hat stands out of it.
    """
    metal = np.sqrt(np.sum(np.square(amplitudes[:, METAL], dtype=np.float64), axis=1))
    floor = _QUIETEST_METAL * float(np.percentile(metal, 99)) + _SILENT_GAIN
    levels = np.log(np.maximum(metal, floor))
    return np.maximum(levels - np.concatenate([levels[:1].repeat(_LAG), levels[:-_LAG]]), 0.0)


def _strokes(rises: Matrix, metal: Series) -> tuple[npt.NDArray[np.intp], Series]:
    """Return the frames and the times in seconds of all strokes; what is near counts once."""
    found: list[tuple[int, float]] = []
    taken = np.zeros(len(rises), dtype=bool)
    means = [rises[:, bands].mean(axis=1).astype(np.float64) for bands in (slice(None), METAL)]
    candidates = [(flux, _peaks(flux)) for flux in means]
    candidates.append((metal, np.flatnonzero((metal >= _highest(metal)) & (metal > _LEAST_METAL))))
    for flux, places in candidates:
        for place in places:
            if not taken[max(0, place - _APART) : place + _APART + 1].any():
                found.append((int(place), find_summit(flux, int(place))))
                taken[place] = True
    found.sort()
    places = np.array([place for place, _ in found], dtype=np.intp)
    return places, np.array([summit for _, summit in found]) / ONSET_RATE_HZ


def _peaks(flux: Series) -> npt.NDArray[np.intp]:
    """Return the frames whose rise is the highest nearby and stands out of what is around it."""
    highest = _highest(flux)
    around = moving_mean(flux, 2 * _AROUND + 1)
    tops = flux[(flux >= highest) & (flux > around)]
    if len(tops) == 0:
        return np.zeros(0, dtype=np.intp)
    least = _LEAST_RISE * float(np.percentile(tops, _STRONG_PERCENTILE))
    return np.flatnonzero((flux >= highest) & (flux > around + least))


def _highest(flux: Series) -> Series:
    """Return the highest value near each frame."""
    padded = np.pad(flux, _APART, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * _APART + 1).max(axis=1)


def _rises(amplitudes: Matrix, places: npt.NDArray[np.intp]) -> Series:
    """Return what rises at each stroke, at once and what of it is left 60 ms later.

    The shape is ``(strokes, 2 * bands)``.
    """

    def around(span: tuple[int, int]) -> Matrix:
        frames = np.clip(places[:, None] + np.arange(*span), 0, len(amplitudes) - 1)
        return amplitudes[frames]

    before = around((-_BEFORE[0], -_BEFORE[1])).mean(axis=1)
    soon = np.maximum(around(_SOON).max(axis=1) - before, 0.0)
    late = np.maximum(around(_LATE).mean(axis=1) - before, 0.0)
    return np.concatenate([soon, late], axis=1).astype(np.float64)


@cache
def _window() -> Matrix:
    window = np.hanning(_SIZE + 1)[:-1]
    return (2.0 * window / window.sum()).astype(np.float32)


@cache
def _bands() -> Matrix:
    """Return which bins belong to which band, shape ``(bins, bands)``."""
    bins = np.fft.rfftfreq(_SIZE, 1 / LISTENING_RATE_HZ)
    step = LISTENING_RATE_HZ / _SIZE
    edges = np.array(BAND_EDGES_HZ)
    low = np.maximum(bins[:, None] - step / 2, edges[None, :-1])
    high = np.minimum(bins[:, None] + step / 2, edges[None, 1:])
    return (np.maximum(high - low, 0.0) / step).astype(np.float32)
