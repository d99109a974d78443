"""What tells the four stems apart in a spectrogram, one number per cell and cue.

Sources: harmonic and percussive by medians (FitzGerald, 2010), singing as what is sustained for a
moment only (Tachibana, 2010), the place between the speakers (Avendano, 2003), and how well the
phase of a cell can be told in advance (Bello, 2004).

Nothing looks further than :data:`REACH_FRAMES` frames to either side, and levels are relative to
the music around, so a block gets the same cues wherever it is cut out.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.stems.engines.draft.cells import BANDS, CELLS, COLLECT, Grid, find_relatives, gather
from app.stems.engines.draft.medians import HALF, median_over_cells, median_over_frames
from app.stems.engines.draft.spectra import Spectra

CONTEXT_FRAMES: Final = 31
"""How far the judge of whole frames looks to either side."""

REACH_FRAMES: Final = 40
"""How many frames are needed on either side of those that are judged."""

LEVEL_HOPS: Final = 64
"""The level is what the music has on average over so many hops to either side (1.5 s)."""

STEPS_FRAMES: Final = (1, 3, 8)
STEPS_CELLS: Final = (1, 4, 12)
SHIFTS: Final = (
    (-4, 0), (-2, 0), (-1, 0), (1, 0), (2, 0), (4, 0),
    (0, -2), (0, -1), (0, 1), (0, 2), (-1, -1), (-1, 1), (1, -1), (1, 1),
)  # fmt: skip
"""Neighbours that a cell is compared to, in frames and cells."""

RATIOS: Final = (0.25, 1 / 3, 0.5, 2.0)
"""Where a cell would have its fundamental, or an overtone, as parts of its own frequency."""

CELL_CUES: Final = 5 + len(STEPS_FRAMES) + len(STEPS_CELLS) + len(SHIFTS) + len(RATIOS)
BAND_CUES: Final = 4 * BANDS

_FLOOR: Final = np.float32(1e-7)
_TINY: Final = np.float32(1e-20)
_TONAL_BINS: Final = 560


@dataclass(frozen=True)
class Cues:
    """What is known of the frames to judge.

    ``cells`` is ``(CELL_CUES, frames, CELLS)``; ``bands`` is ``(frames + 62, BAND_CUES)``, with
    :data:`CONTEXT_FRAMES` more frames at either end.
    """

    cells: npt.NDArray[np.float32]
    bands: npt.NDArray[np.float32]


def find_cues(middle_and_side: Spectra, level: npt.NDArray[np.float32]) -> Cues:
    """Return the cues of all frames but :data:`REACH_FRAMES` at both ends.

    Args:
        middle_and_side: spectra of (left + right) and (left - right), each over the root of 2; of
            one channel where the music has one.
        level: the power to expect of a bin around every frame, above zero, shape ``(frames,)``.
    """
    powers = np.square(middle_and_side.real) + np.square(middle_and_side.imag)
    power = gather(powers.sum(axis=0))
    loudness = np.log10(power / level[:, None] + _FLOOR)
    inner = REACH_FRAMES - CONTEXT_FRAMES
    briefly = _inside(loudness, inner) - _briefly(loudness, inner)
    steady = _inside(find_steadiness(middle_and_side[0]), inner)
    width, side = _find_place(middle_and_side[:, inner : len(level) - inner])
    bands = [_inside(loudness, inner), briefly, width, steady]
    cut = CONTEXT_FRAMES
    wide = [_inside(grid, cut) for grid in (briefly, steady, width, side, _smooth(width))]
    return Cues(
        cells=np.stack([*_compare(loudness), *wide]),
        bands=np.concatenate([grid @ COLLECT.T for grid in bands], axis=1),
    )


def _compare(loudness: Grid) -> list[Grid]:
    """Return how a cell stands out from what is around it, near and far."""
    middle = _inside(loudness, REACH_FRAMES)
    lasting = [
        median_over_frames(loudness, step=step, reach=REACH_FRAMES) for step in STEPS_FRAMES[1:]
    ]
    broad = [median_over_cells(middle, step=step) for step in STEPS_CELLS]
    cues = [middle, *(middle - median for median in (*lasting, *broad))]
    cues += [np.take(cues[-1], find_relatives(ratio), axis=1) for ratio in RATIOS]
    padded = np.pad(loudness, ((0, 0), (2, 2)), mode="edge")
    frames = len(middle)
    for later, higher in SHIFTS:
        start = REACH_FRAMES + later
        cues.append(padded[start : start + frames, 2 + higher : 2 + higher + CELLS] - middle)
    return cues


def _briefly(loudness: Grid, reach: int) -> Grid:
    step = STEPS_FRAMES[0]
    return median_over_frames(
        loudness[reach - HALF * step : len(loudness) - reach + HALF * step],
        step=step,
        reach=HALF * step,
    )


def find_steadiness(spectrum: npt.NDArray[np.complex64]) -> Grid:
    """Return 1 where the phase goes on turning as it did, as that of a steady tone does.

    Three frames are compared, so the first and the last frame say 0, as do the highest cells.
    """
    bins = spectrum[:, :_TONAL_BINS]
    before, now, after = bins[:-2], bins[1:-1], bins[2:]
    turned = after * before * np.square(now.conj())
    steady = np.zeros(bins.shape, np.float32)
    steady[1:-1] = turned.real / (np.abs(turned) + _TINY)
    return gather(steady)


def _find_place(middle_and_side: Spectra) -> tuple[Grid, Grid]:
    """Return the share of what the sides differ in, and how far to one side a cell is (0..1)."""
    shape = (middle_and_side.shape[1], CELLS)
    if len(middle_and_side) == 1:
        return np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    middle, side = middle_and_side
    both = gather(_power(middle)) + gather(_power(side)) + _TINY
    leaning = gather(middle.real * side.real + middle.imag * side.imag)
    width, leaning = gather(_power(side)) / both, np.abs(2 * leaning) / both
    return np.asarray(width, np.float32), np.asarray(leaning, np.float32)


def _power(spectrum: npt.NDArray[np.complex64]) -> Grid:
    return np.square(spectrum.real) + np.square(spectrum.imag)


def _smooth(grid: Grid) -> Grid:
    """Return the mean of nine cells of a frame."""
    padded = np.pad(grid, ((0, 0), (5, 4)), mode="edge")
    summed = np.cumsum(padded, axis=1, dtype=np.float32)
    return np.asarray((summed[:, 9:] - summed[:, :-9]) / 9, np.float32)


def _inside(grid: Grid, reach: int) -> Grid:
    return grid[reach : len(grid) - reach]
