"""What the judge is fitted to: cues of a mix, and how much of every cell belongs to which stem."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.units import Audio
from app.stems.engines.draft.cells import FIRST_BINS, gather
from app.stems.engines.draft.cues import CONTEXT_FRAMES, REACH_FRAMES, find_cues
from app.stems.engines.draft.separation import (
    SURROUNDING_HOPS,
    find_level,
    look,
    turn_sides,
)
from app.stems.engines.draft.spectra import LEAD_FRAMES, Lens
from tests.stems.mixtures.remixing import remix
from tests.stems.mixtures.song import NAMES, TRAINING, render_song

RATE_HZ: Final = 44_100
FIRST_SEED: Final = 10_000
STRIDE: Final = 3
"""One frame in so many is looked at, as neighbours are alike; all of them are context."""

_SIZES: Final = np.diff(FIRST_BINS, append=2_048).astype(np.float32)

Half = npt.NDArray[np.float16]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A mix as the judge sees it, and what it should say.

    ``shares`` ``(2, 4, frames, CELLS)`` are the best masks (of any sign), ``weights``
    ``(2, frames, CELLS)`` the energies of the mix; ``energies`` and ``floors`` ``(4, frames)`` what
    a stem has, and what no mask can reach of it.
    """

    cells: Half
    bands: Half
    shares: Half
    weights: Floats
    energies: Floats
    floors: Floats

    def cut(self, frames: int, chance: np.random.Generator) -> "Example":
        """Return an excerpt of so many looked-at frames, anywhere."""
        latest = (len(self.bands) - 2 * CONTEXT_FRAMES) // STRIDE - frames
        first = int(chance.integers(latest + 1))
        span = slice(first, first + frames)
        start, end = first * STRIDE, (first + frames) * STRIDE
        return Example(
            self.cells[:, span],
            self.bands[start : end + 2 * CONTEXT_FRAMES],
            self.shares[:, :, span],
            self.weights[:, span],
            self.energies[:, span],
            self.floors[:, span],
        )


def make_examples(songs: int, remixes: int, *, seconds: float, pool: Executor) -> list[Example]:
    """Return every song as it is and remixes of stems from different ones, shuffled."""
    seeds = range(FIRST_SEED, FIRST_SEED + songs)
    stems = list(pool.map(_render, seeds, [seconds] * songs, chunksize=4))
    chance = np.random.default_rng(7)
    made = list(pool.map(make_example, stems, chunksize=2))
    for batch in np.array_split(np.arange(remixes), max(1, remixes // 20)):
        mixes = [remix(stems, chance, rate_hz=RATE_HZ) for _ in batch]
        made += pool.map(make_example, mixes, chunksize=2)
    return [made[place] for place in chance.permutation(len(made))]


def _render(seed: int, seconds: float) -> list[Audio]:
    palette = TRAINING[seed % len(TRAINING)]
    song = render_song(seed, seconds=seconds, palette=palette, rate_hz=RATE_HZ)
    return [song[name] for name in NAMES]


def make_example(stems: Iterable[Audio]) -> Example:
    """Return what is to be learned from four stems and their sum."""
    lens = Lens(RATE_HZ)
    parts = np.stack([np.asarray(stem, np.float32) for stem in stems])
    hops = parts.shape[-1] // lens.hop_samples
    around = SURROUNDING_HOPS * lens.hop_samples
    parts = np.pad(parts[..., : hops * lens.hop_samples], ((0, 0), (0, 0), (around, around)))
    turned = turn_sides(parts.sum(axis=0))
    spectra = look(turned, lens)
    cues = find_cues(spectra, find_level(turned, lens))
    frames = hops + LEAD_FRAMES
    inner = spectra[:, REACH_FRAMES : REACH_FRAMES + frames]
    power = gather(np.square(np.abs(inner))) * _SIZES
    shares: list[Floats] = []
    energies: list[Floats] = []
    floors: list[Floats] = []
    for part in parts:
        own = look(turn_sides(part), lens)[:, REACH_FRAMES : REACH_FRAMES + frames]
        common = gather((inner.conj() * own).real) * _SIZES
        shares.append(np.asarray(common / (power + 1e-12), np.float32))
        energies.append(np.square(np.abs(own)).sum(axis=(0, 2)))
        reached = np.square(common) / (power + 1e-12)
        floors.append(np.maximum(energies[-1] - reached.sum(axis=(0, 2)), 0))
    return Example(
        cues.cells[:, ::STRIDE].astype(np.float16),
        cues.bands.astype(np.float16),
        np.clip(np.stack(shares, axis=1)[:, :, ::STRIDE], -1, 2).astype(np.float16),
        power[:, ::STRIDE].astype(np.float32),
        np.stack(energies)[:, ::STRIDE].astype(np.float32),
        np.stack(floors)[:, ::STRIDE].astype(np.float32),
    )
