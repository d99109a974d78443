"""More mixes from the same stems: other partners, levels and sides, and what files do to sound."""

from collections.abc import Sequence

import numpy as np

from app.core.units import Audio
from tests.stems.mixtures.tones import Chance, band


def remix(songs: Sequence[Sequence[Audio]], chance: Chance, *, rate_hz: int) -> list[Audio]:
    """Return four stems of one song, or of four, at other levels, on other sides.

    Now and then one is missing, all are mono, the highs are cut as by an encoder, or there is hiss.
    """
    if chance.random() < 0.5:
        chosen = [int(chance.integers(len(songs)))] * 4
    else:
        chosen = [int(place) for place in chance.integers(len(songs), size=4)]
    gains = 10 ** (chance.uniform(-6, 6, 4) / 20)
    mixed = [np.float32(gains[stem]) * songs[place][stem] for stem, place in enumerate(chosen)]
    if chance.random() < 0.1:
        mixed[int(chance.integers(4))] *= np.float32(0)
    mixed = [part[::-1] if chance.random() < 0.5 else part for part in mixed]
    if chance.random() < 0.2:
        mixed = [np.repeat(part.mean(axis=0, keepdims=True), 2, axis=0) for part in mixed]
    if chance.random() < 0.2:
        edge_hz = float(chance.choice([4_000, 8_000, 11_025, 16_000]))
        mixed = [
            np.stack([band(side, rate_hz, None, edge_hz, order=10) for side in part])
            for part in mixed
        ]
    if chance.random() < 0.5:
        noise = chance.standard_normal(mixed[0].shape, dtype=np.float32)
        mixed[3] = mixed[3] + noise * np.float32(10 ** chance.uniform(-5, -3))
    return mixed
