"""The draft separation of one block of a song: samples and their surroundings in, stems out.

A block is computed from its own samples and a fixed reach of those around it and nothing else, so
 blocks may come in any order, and memory holds one of them whatever the length of the song.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.units import Audio
from app.stems.engines.draft.cells import scatter
from app.stems.engines.draft.cues import LEVEL_HOPS, REACH_FRAMES, find_cues
from app.stems.engines.draft.judge import Judge, load_judge
from app.stems.engines.draft.spectra import LEAD_FRAMES, USUAL_WINDOW_SAMPLES, Lens, Spectra

BLOCK_HOPS: Final = 512
"""About 12 s; the surroundings that every block looks at cost a sixth more."""

_MOST_BINS: Final = 1_200_000
"""A block of a recording at a high rate has more bins, and gets fewer hops for them."""

SURROUNDING_HOPS: Final = REACH_FRAMES + LEVEL_HOPS + LEAD_FRAMES

_HALF: Final = np.float32(np.sqrt(0.5))
_SILENCE: Final = 1e-10
"""A mean square that is no music, -100 dB; keeps what is below it from being divided by nothing."""

Parts = npt.NDArray[np.float32]
"""Vocals, drums and bass, shape ``(3, channels, samples)``."""


class Separator:
    """Separates a song block by block; ``read(start, end)`` gives samples, silence outside it."""

    def __init__(self, read: Callable[[int, int], Audio], rate_hz: int, frames: int) -> None:
        self._read = read
        self._lens = Lens(rate_hz)
        self._frames = frames
        self._judge = load_judge()
        hops = min(BLOCK_HOPS, _MOST_BINS // self._lens.bins)
        self.block_frames = hops * self._lens.hop_samples
        self.blocks = -(-frames // self.block_frames)

    def separate(self, block: int) -> tuple[int, Audio, Parts]:
        """Return where a block begins, the mix there, and its vocals, drums and bass."""
        hop = self._lens.hop_samples
        start = block * self.block_frames
        samples = min(self.block_frames, self._frames - start)
        hops = -(-samples // hop)
        around = SURROUNDING_HOPS * hop
        seen = self._read(start - around, start + hops * hop + around)
        parts = separate_span(seen, self._lens, self._judge)
        return start, seen[:, around : around + samples], parts[..., :samples]


def separate_span(seen: Audio, lens: Lens, judge: Judge) -> Parts:
    """Return vocals, drums and bass of a span with :data:`SURROUNDING_HOPS` cut at either end."""
    turned = turn_sides(seen)
    spectra = look(turned, lens)
    cues = find_cues(spectra, find_level(turned, lens))
    masks = judge.find_masks(cues)
    inner = spectra[:, REACH_FRAMES : spectra.shape[1] - REACH_FRAMES]
    stems = [_hear(inner, masks[:, stem], lens) for stem in range(3)]
    return np.stack([turn_sides(stem) for stem in stems])


def turn_sides(sides: Audio) -> Audio:
    """Return middle and side of left and right, or the other way round; mono as it is."""
    if len(sides) == 1:
        return sides
    return np.stack([sides[0] + sides[1], sides[0] - sides[1]]) * _HALF


def look(turned: Audio, lens: Lens) -> Spectra:
    """Return the spectra of a span, and of as much around it as the cues need."""
    cut = LEVEL_HOPS * lens.hop_samples
    return lens.analyse(turned[:, cut : turned.shape[1] - cut])


def find_level(turned: Audio, lens: Lens) -> npt.NDArray[np.float32]:
    """Return the power to expect of a bin around every frame of :func:`look`."""
    hops = (
        np.square(turned, dtype=np.float64).sum(axis=0).reshape(-1, lens.hop_samples).mean(axis=1)
    )
    summed = np.concatenate([[0.0], np.cumsum(hops)])
    width = 2 * LEVEL_HOPS + LEAD_FRAMES + 1
    mean = (summed[width:] - summed[:-width]) / width
    # Whatever is recorded at another rate has as many times the power in its bins as the square of
    # the window is longer; white noise at 44.1 kHz has just this much, under a Hann window.
    scale = 0.375 * lens.window_samples**2 / USUAL_WINDOW_SAMPLES
    return ((mean + _SILENCE) * scale).astype(np.float32)


def _hear(spectra: Spectra, masks: npt.NDArray[np.float32], lens: Lens) -> Audio:
    channels = [
        lens.synthesise((plane * scatter(mask, lens.bins))[None])[0]
        for plane, mask in zip(spectra, masks, strict=False)
    ]
    return np.stack(channels)
