"""What comes again: bars that follow each other as others did before, and sections that return."""

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

_PHRASE_BARS = 4
_LAGS = (4, 8)
_FAINT = 0.1
_SAME_SOUND_DB = 3.5
_SAME_CHORDS = 0.85


def harmonic_novelty(chroma: Series) -> Series:
    """Return how surely the chords from each bar on are others than before, 0..1.

    ``chroma`` has the shape ``(bars, 12)``.  Chords change all the time; what counts is whether a
    phrase of four bars goes on as the phrases before it did, four or eight bars ago.  The novelty
    is how much better phrases agree on one side of a line than across it, where that is highest: a
    bridge whose chords all differ begins where what came round comes round no more.
    """
    count = len(chroma)
    novelty = np.zeros(count)
    unit = _directions(chroma)
    for line in range(_PHRASE_BARS, count - _PHRASE_BARS + 1):
        around = _agreement(unit, line - _PHRASE_BARS, line + _PHRASE_BARS)
        across = max(around, *(_agreement(unit, line, line - lag) for lag in _LAGS))
        before = max(
            _agreement(unit, line - _PHRASE_BARS, line - _PHRASE_BARS - lag) for lag in _LAGS
        )
        after = max(_agreement(unit, line, line + lag) for lag in _LAGS)
        novelty[line] = max(0.0, max(before, after) - max(across, 0.0))
    silence = np.zeros(1)
    highest = np.maximum(
        np.concatenate([novelty[1:], silence]), np.concatenate([silence, novelty[:-1]])
    )
    return np.where(novelty >= highest, novelty, 0.0)


def group_sections(sounds: Series, chords: list[Series]) -> list[int]:
    """Return a number for each section, the same for those that sound alike.

    ``sounds`` has one row of levels in dB per section, ``chords`` the chroma of its bars.
    """
    groups: list[int] = []
    for index, sound in enumerate(sounds):
        alike = [
            groups[other]
            for other in range(index)
            if _distance(sound, sounds[other]) < _SAME_SOUND_DB
            and _same_chords(chords[index], chords[other])
        ]
        groups.append(alike[0] if alike else max(groups, default=-1) + 1)
    return groups


def _distance(one: Series, other: Series) -> float:
    return float(np.sqrt(np.mean((one - other) ** 2)))


def _same_chords(one: Series, other: Series) -> bool:
    bars = min(len(one), len(other), max(_LAGS))
    agreement = np.sum(_directions(one[:bars]) * _directions(other[:bars]), axis=1)
    return float(agreement.mean()) > _SAME_CHORDS


def _agreement(unit: Series, first: int, second: int) -> float:
    """Return how alike two phrases are, -1 if one of them is outside; silence agrees with all."""
    if min(first, second) < 0 or max(first, second) + _PHRASE_BARS > len(unit):
        return -1.0
    ours, theirs = (unit[at : at + _PHRASE_BARS] for at in (first, second))
    silent = (ours.sum(axis=1) == 0) | (theirs.sum(axis=1) == 0)
    return float(np.mean(np.where(silent, 1.0, np.sum(ours * theirs, axis=1))))


def _directions(chroma: Series) -> Series:
    """Return bars of length one without what all of them have; faint ones are zero."""
    norms = np.linalg.norm(chroma, axis=1, keepdims=True)
    audible = norms > _FAINT * float(np.median(norms))
    return np.where(audible, chroma / np.maximum(norms, 1e-9), 0.0)
