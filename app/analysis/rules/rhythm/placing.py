"""Placing the beats of pieces alike: the same music falls on its beats in each of them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.evidence import Fold

Series = npt.NDArray[np.float64]

PLACES = 48
_ALIKE = 0.6


@dataclass(frozen=True, eq=False)
class Places:
    """Every place that the beats of one tempo may have, as parts of a beat.

    ``scores`` say how likely each is, as logarithms, shape ``(48,)``; ``profile`` what is struck
    there: kick, snare, chords and everything, shape ``(4, 48)``.
    """

    scores: Series
    profile: Series


def describe_places(folded: Fold, scores: Series) -> Places:
    """Return the places of a tempo from the music laid over its beats."""
    bands = (folded.kick, folded.snare, folded.chords, folded.everything)
    profile = np.stack([_resampled(band.mean(axis=0)) for band in bands])
    return Places(_resampled(scores), profile - profile.mean(axis=1, keepdims=True))


def place_alike(pieces: list[Places]) -> list[float]:
    """Return where the beats of each piece fall most likely, 0..1, if all of them are one music.

    A piece whose profile looks like that of the one before, turned by some part of a beat, has its
    beats turned by as much; one that looks like nothing before is placed by itself.
    """
    if not pieces:
        return []
    chains: list[list[tuple[Places, int]]] = [[(pieces[0], 0)]]
    for before, after in pairwise(pieces):
        turn, likeness = _turn_between(before.profile, after.profile)
        if likeness < _ALIKE:
            chains.append([(after, 0)])
        else:
            chains[-1].append((after, (chains[-1][-1][1] + turn) % PLACES))
    return [place for chain in chains for place in _placed(chain)]


def _placed(chain: list[tuple[Places, int]]) -> list[float]:
    total = np.sum([np.roll(piece.scores, -turn) for piece, turn in chain], axis=0)
    best = int(np.argmax(total))
    return [((best + turn) % PLACES) / PLACES for _, turn in chain]


def _turn_between(one: Series, other: Series) -> tuple[int, float]:
    """Return by how many places the other profile comes later, and how alike they are then."""
    spectra = np.fft.rfft(one, axis=1).conj() * np.fft.rfft(other, axis=1)
    likeness = np.fft.irfft(spectra, PLACES, axis=1).sum(axis=0)
    likeness /= max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-12)
    turn = int(np.argmax(likeness))
    return turn, float(likeness[turn])


def _resampled(values: Series) -> Series:
    """Return values around a beat at 48 places."""
    bins = len(values)
    at = np.arange(PLACES) * (bins / PLACES)
    return np.interp(at, np.arange(bins + 1), np.append(values, values[0]))
