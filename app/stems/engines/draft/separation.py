"""The draft separation as a stream: blocks of the mix in, spans of three stems out.

Memory holds one stretch of spectra (the block being decided and its surroundings), whatever the
length of the music.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from app.core.units import Audio
from app.stems.engines.draft.cues import Spectra, find_masks
from app.stems.engines.draft.spectra import Analyser, Lens, Synthesiser

BLOCK_SECONDS = 12.0
SURROUNDINGS_SECONDS = 6.0

# A block of a recording at a high rate has more bins, and gets fewer frames for them.
MOST_CELLS = 2_000_000

Stems = npt.NDArray[np.float32]
"""Vocals, drums and bass, shape ``(3, channels, samples)``."""


def separate(blocks: Iterable[Audio], rate_hz: int) -> Iterator[Stems]:
    """Yield the stems span by span; together they are a little longer than the mix, in silence."""
    lens = Lens(rate_hz)
    analyser: Analyser | None = None
    stretch = _Stretch(lens)
    for block in blocks:
        analyser = analyser or Analyser(lens, len(block))
        yield from stretch.push(analyser.push(block))
    if analyser:
        yield from stretch.push(analyser.finish())
        yield from stretch.finish()


class _Stretch:
    """The spectra around the block that is next to be decided."""

    def __init__(self, lens: Lens) -> None:
        self._scale = lens.scale
        self._surroundings = lens.scale.to_frames(SURROUNDINGS_SECONDS)
        block = lens.scale.to_frames(BLOCK_SECONDS)
        self._block = min(block, max(64, MOST_CELLS // lens.bins))
        self._synthesisers = [Synthesiser(lens) for _ in range(3)]
        self._parts: list[Spectra] = []
        self._past = 0
        self._frames = 0

    def push(self, spectra: Spectra) -> Iterator[Stems]:
        self._parts.append(spectra)
        self._frames += spectra.shape[1]
        while self._frames >= self._past + self._block + self._surroundings:
            yield self._decide(self._block)

    def finish(self) -> Iterator[Stems]:
        while self._frames > self._past:
            yield self._decide(min(self._block, self._frames - self._past))

    def _decide(self, frames: int) -> Stems:
        """Separate the next ``frames`` frames in the light of what lies around them."""
        whole = np.concatenate(self._parts, axis=1)
        end = self._past + frames
        seen = whole[:, : end + self._surroundings]
        masks = find_masks(seen, self._scale)[:, self._past : end]
        block = whole[:, self._past : end]
        self._keep(whole, end)
        parts = zip(self._synthesisers, masks, strict=True)
        return np.stack([synthesiser.push(mask * block) for synthesiser, mask in parts])

    def _keep(self, whole: Spectra, end: int) -> None:
        start = max(0, end - self._surroundings)
        self._parts = [whole[:, start:].copy()]
        self._past = end - start
        self._frames = whole.shape[1] - start
