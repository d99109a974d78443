"""Fit the scale of how tracks sound: ``python -m bench.timbre [songs]``.

It renders songs from seed 3000 on, and prints the means, the spreads and the usual distance that
belong into ``app/analysis/rules/timbre/vector.py``; and then how often the track that sounds most
like one is of its style, which one in twelve is by chance.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.timbre.timbre import TimbreListener
from app.analysis.rules.timbre.vector import describe_timbre, distances_between
from app.core import audio
from tests.analysis.rendered import RATE_HZ, draw_song, render

SONGS: Final = 72
FIRST_SEED: Final = 3_000
SONG_SECONDS: Final = 50.0
PROCESSES: Final = 2
_MOST = 4.0

Described = npt.NDArray[np.float64]


def main(songs: int = SONGS) -> None:
    """Render, describe, and print the scale."""
    seeds = range(FIRST_SEED, FIRST_SEED + songs)
    with ProcessPoolExecutor(PROCESSES) as pool:
        found = list(pool.map(describe, seeds))
    rows = np.array([row for _style, row in found])
    styles = np.array([style for style, _row in found])
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    _tell("CENTRE", centre)
    _tell("SPREAD", spread)
    scaled = np.clip((rows - centre) / spread, -_MOST, _MOST).astype(np.float32)
    far = np.array([distances_between(row, scaled) for row in scaled])
    print(f"FAR: Final = {np.median(far[np.triu_indices(songs, 1)]):.3f}")
    np.fill_diagonal(far, np.inf)
    nearest = far.argmin(axis=1)
    print(f"the nearest is of the same style: {np.mean(styles[nearest] == styles):.2f}")


def describe(seed: int) -> tuple[str, Described]:
    """Return the style of a rendered song, and how it sounds."""
    plan = draw_song(seed, motion="steady", seconds=SONG_SECONDS)
    sound = render(plan).audio.mean(axis=0, keepdims=True)
    listener = TimbreListener()
    for block in audio.change_rate(
        iter([sound]), before_hz=RATE_HZ, after_hz=LISTENING_RATE_HZ, channels=1
    ):
        listener.push(block[0])
    heard = listener.finish()
    described = describe_timbre(heard.spectral, heard.mfcc)
    assert described is not None  # noqa: S101  — a rendered song is never silent
    return plan.style, described


def _tell(name: str, values: Described) -> None:
    print(f"{name}: Final = (")
    for value in values:
        print(f"    {value:.4g},")
    print(")")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
