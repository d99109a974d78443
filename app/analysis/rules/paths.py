"""The best way through a table of scores: of any states, and of states that like to stay."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]


def best_path(scores: Series, jumps: Series) -> npt.NDArray[np.intp]:
    """Return the state of each row that the highest sum of scores, less the jumps, runs through.

    ``scores`` has the shape ``(rows, states)``; ``jumps[to, from]`` is what a change of state
    costs from one row to the next (Viterbi, 1967).
    """
    best = scores[0]
    origins = np.zeros(scores.shape, dtype=np.int32)
    for row in range(1, len(scores)):
        reached = best[None, :] - jumps
        origins[row] = np.argmax(reached, axis=1)
        best = reached[np.arange(len(best)), origins[row]] + scores[row]
    path = np.zeros(len(scores), dtype=np.intp)
    path[-1] = int(np.argmax(best))
    for row in range(len(scores) - 1, 0, -1):
        path[row - 1] = origins[row, path[row]]
    return path


@dataclass(frozen=True)
class Walk:
    """A hidden Markov model whose state either stays or changes to any other.

    ``likely`` are the logarithmic likelihoods of the states, shape ``(steps, states)``;
    ``change_costs`` say what speaks against a change before each step, ``preferences`` what speaks
    for a change to each state, all in nats.
    """

    likely: Series
    change_costs: Series
    preferences: Series

    def likeliest(self) -> npt.NDArray[np.intp]:
        """Return the likeliest state at each step, as a whole (Viterbi, 1967)."""
        steps, states = self.likely.shape
        stay = np.arange(states, dtype=np.intp)
        origins = np.zeros((steps, states), dtype=np.intp)
        score: Series = self.likely[0] + self.preferences
        for step in range(1, steps):
            best = int(np.argmax(score))
            moved = score[best] - self.change_costs[step] + self.preferences
            stays = score >= moved
            origins[step] = np.where(stays, stay, best)
            score = np.where(stays, score, moved) + self.likely[step]
        path = np.zeros(steps, dtype=np.intp)
        path[-1] = np.argmax(score)
        for step in range(steps - 1, 0, -1):
            path[step - 1] = origins[step, path[step]]
        return path

    def probabilities(self) -> Series:
        """Return how probable each state is at each step, given all steps."""
        forward, backward = np.zeros_like(self.likely), np.zeros_like(self.likely)
        forward[0] = self.likely[0] + self.preferences
        for step in range(1, len(forward)):
            before = forward[step - 1]
            moved = _log_sum(before) - self.change_costs[step] + self.preferences
            forward[step] = np.logaddexp(before, moved) + self.likely[step]
        for step in range(len(forward) - 1, 0, -1):
            after = backward[step] + self.likely[step]
            moved = _log_sum(after + self.preferences) - self.change_costs[step]
            backward[step - 1] = np.logaddexp(after, moved)
        joint = forward + backward
        shares: Series = np.exp(joint - joint.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)


def _log_sum(values: Series) -> float:
    highest = float(values.max())
    return highest + float(np.log(np.exp(values - highest).sum()))
