"""Weights under which the right answers are likely: maximum likelihood, shrunk a little."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bench.counting.examples import Choice, Option, Series

ROUNDS: Final = 8
STEPS: Final = 20
_MOST_PER_STYLE = 6
_LONGEST_STEP = 2.0
_CONVERGED = 1e-3


@dataclass(frozen=True)
class Question:
    """What may be, and how much the answer counts."""

    style: str
    options: list[Option]
    weight: float


@dataclass(frozen=True)
class Prior:
    """What is known of the weights: how much they shrink, and which are ``held`` where they are."""

    shrinking: float
    held: Mapping[int, float]


def fit(questions: Sequence[Question], prior: Prior) -> Series:
    """Return the weights of the measures.

    Of each option only the answer counts that is best by the weights so far, the right one and a
    wrong one; with these answers the likelihood is concave, and climbed by Newton's method.
    """
    weights = np.zeros(questions[0].options[0].measures.shape[1])
    for place, weight in prior.held.items():
        weights[place] = weight
    free = np.array([place not in prior.held for place in range(len(weights))])
    common = Counter(question.style for question in questions)
    for _ in range(ROUNDS):
        picked = [_pick(question, weights) for question in questions]
        counts = [
            question.weight * min(1.0, _MOST_PER_STYLE / common[question.style])
            for question in questions
        ]
        for _ in range(STEPS):
            step = _newton_step(picked, counts, weights, free, prior.shrinking)
            weights = weights + step
            if np.abs(step).max() < _CONVERGED:
                break
    return weights


def share_right(questions: Sequence[Question], weights: Series) -> float:
    """Return the share of the questions whose likeliest answer is right."""
    return float(np.mean([_is_right(question, weights) for question in questions]))


def _is_right(question: Question, weights: Series) -> bool:
    best = max(question.options, key=lambda option: float((option.measures @ weights).max()))
    return bool(best.right[int(np.argmax(best.measures @ weights))])


def _pick(question: Question, weights: Series) -> tuple[Series, Series]:
    """Return the measures of the answers that count, and 1 for the right ones among them."""
    rows: list[Series] = []
    right: list[float] = []
    for option in question.options:
        for chosen, value in ((option.right, 1.0), (option.wrong, 0.0)):
            if chosen.any():
                rows.append(max(option.measures[chosen], key=lambda row: float(row @ weights)))
                right.append(value)
    return np.stack(rows), np.array(right)


def _newton_step(
    picked: Sequence[tuple[Series, Series]],
    counts: Sequence[float],
    weights: Series,
    free: Choice,
    shrinking: float,
) -> Series:
    slope = -shrinking * weights
    bend = shrinking * np.eye(len(weights))
    for (rows, right), count in zip(picked, counts, strict=True):
        if not right.any():
            continue
        scores = rows @ weights
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        true = shares * right / (shares @ right)
        mean = shares @ rows
        slope += count * (true @ rows - mean)
        bend += count * ((rows * shares[:, None]).T @ rows - np.outer(mean, mean))
    step = np.zeros(len(weights))
    step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
    return step * min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-9))
