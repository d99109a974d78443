"""Fit what counts for a beat and for a bar line: ``python -m bench.count [songs] [loops]``.

The examples are rendered songs, from seed 2000 on, and loops of ``tests/analysis/loops``, so many
of each groove; nothing of the seeds that ``bench.analysis`` marks.  The weights are printed, and
belong into ``app/analysis/rules/rhythm``: ``evidence.py`` and ``bars.py``.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import numpy as np

from app.analysis.rules.rhythm import bars, evidence
from bench.counting.examples import Example, loop_example, song_example
from bench.counting.fitting import Prior, Question, fit, share_right
from tests.analysis.loops import GROOVES

SONGS: Final = 96
LOOPS: Final = 2
FIRST_SEED: Final = 2_000
PROCESSES: Final = 2
FOLDS: Final = 4
START: Final = 2.0
"""Not fitted: all examples begin with a bar, recordings now and then with a pickup."""


def main(songs: int = SONGS, loops: int = LOOPS) -> None:
    """Make the examples, fit both sets of weights, and print them with what they get right."""
    seeds = range(FIRST_SEED, FIRST_SEED + songs)
    pairs = [(name, seed) for name in GROOVES for seed in range(loops)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        found = [*pool.map(loop_example, pairs), *pool.map(song_example, seeds)]
    examples = [example for example in found if example is not None]
    beats, lines = list(evidence.WEIGHTS), list(bars.WEIGHTS)
    start = {lines.index("start"): START}
    _tell("beats", beats, [_beats(example) for example in examples], Prior(0.1, {}))
    _tell("bars", lines, [_bars(example) for example in examples], Prior(1.0, start))


def _beats(example: Example) -> Question:
    return Question(example.style, example.beats, example.weight)


def _bars(example: Example) -> Question:
    return Question(example.style, example.bars, 1.0)


def _tell(name: str, names: Sequence[str], questions: Sequence[Question], prior: Prior) -> None:
    weights = fit(questions, prior)
    print(f"\n{name}: {share_right(questions, weights):.3f} of {len(questions)} are right,", end="")
    print(f" {_right_unseen(questions, prior):.3f} where their style was not fitted")
    for measure, weight in zip(names, weights, strict=True):
        print(f'    "{measure}": {weight:.2f},')


def _right_unseen(questions: Sequence[Question], prior: Prior) -> float:
    """Return the share that is right if the weights are fitted to the other styles only."""
    styles = sorted({question.style for question in questions})
    shares: list[float] = []
    for fold in range(FOLDS):
        held = {style for place, style in enumerate(styles) if place % FOLDS == fold}
        weights = fit([question for question in questions if question.style not in held], prior)
        asked = [question for question in questions if question.style in held]
        shares += [share_right([question], weights) for question in asked]
    return float(np.mean(shares))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
