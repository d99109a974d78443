"""Sharing out what rises at a stroke among the drums that may have been struck together."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

Drum = Literal["kick", "snare", "hat"]
"""What can be told apart."""

DRUMS: Final[tuple[Drum, ...]] = ("kick", "snare", "hat")

# How much of a drum rises in each band from 20 Hz to 11 kHz, and how much of that is left later:
# a skin that swings low, a skin with wires behind it, wires or hands alone, and metal.
_AT_ONCE: Final = np.array([
    [1.0, 1.0, 0.7, 0.4, 0.25, 0.15, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.08, 0.05],
    [0.1, 0.15, 0.4, 0.8, 0.8, 0.7, 0.7, 0.8, 0.9, 1.0, 1.0, 1.0, 0.9, 0.8, 0.7],
    [0.0, 0.0, 0.0, 0.05, 0.05, 0.1, 0.15, 0.3, 0.6, 1.0, 1.0, 1.0, 1.0, 0.9, 0.8],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.02, 0.03, 0.08, 0.2, 0.4, 0.7, 1.0, 1.0, 1.0],
])  # fmt: skip
_LEFT: Final = np.array([0.5, 0.5, 0.6, 0.25])
_KICK, _SNARE, _CLAP, _HAT = range(4)

METAL: Final = slice(11, 15)
"""The bands above 3.7 kHz, where little else than metal is."""

_RANGE = 10.0 ** (-30.0 / 20.0)
_ROUNDS = 40
_FIRST_ROUNDS = 15
_TRUST = 0.5
_SOFT = 1e-6
_USUAL_PERCENTILE = 85
_LEAST_SHARE = 0.5
_SNARE_SHARE = 0.36
_LEAST_STROKES = 2
_FAINT, _FAINT_ALONE = 0.3, 0.15
_OWN_PERCENTILES = (10, 90)
_TWO_KINDS = 0.45
_MOST_CLICK = 0.3
_LEAST_EXCESS = 0.35
_LEAST_ALONE = 0.35
_AROUND: Final = np.array([-4, -3, -2, -1, 1, 2, 3, 4])
_MOST_OF = 0.75
_SWING = 0.25
_SAME_STEP = 0.2
_RINGING_SECONDS = 0.15


def share_strokes(rises: Series, seconds: Series) -> dict[Drum, Series]:
    """Return how strongly each drum is struck at each stroke, 0..1, zero where it is not.

    ``rises`` has the shape ``(strokes, 2 * bands)``: amplitudes at once, and later; ``seconds``
    are the times of the strokes.  They are factorised into four sounds that begin as those of any
    kit and move towards those of this one (non-negative matrix factorisation with templates that
    adapt: Dittmar and Gaertner, 2014).  Hats are the metal beyond what a kick clicks.  What metal a
    hat adds to that of a snare cannot be heard; it is there if the hats around go on in even steps.
    """
    if len(rises) == 0:
        return {drum: np.zeros(0) for drum in DRUMS}
    scale = np.percentile(rises, 95, axis=0)
    bands = len(scale) // 2
    scale = np.tile(np.maximum(scale[:bands], _RANGE * scale[:bands].max() + _SOFT), 2)
    scaled = rises / scale
    strokes, sounds = _factorised(scaled)
    shares = strokes * sounds.sum(axis=1)
    wires = shares[:, _SNARE] + shares[:, _CLAP]
    kick, snare, leading = (
        _struck(mine, shares.sum(axis=1)) for mine in (shares[:, _KICK], wires, shares[:, _HAT])
    )
    snare = np.where(wires >= _SNARE_SHARE * shares.sum(axis=1), snare, 0.0)
    metal = scaled[:, METAL].mean(axis=1)
    alone = (leading > 0) & (kick == 0) & (snare == 0)
    if int(alone.sum()) < _LEAST_STROKES:
        return {"kick": kick, "snare": snare, "hat": np.zeros(len(metal))}
    hats = _beside_kicks(metal / float(np.median(metal[alone])), kick)
    hats = np.where(snare > 0, _going_on(hats, snare, seconds), hats)
    return {"kick": kick, "snare": snare, "hat": hats}


def _beside_kicks(metal: Series, kick: Series) -> Series:
    """Return the strength of the hats from the metal, in units of a usual hat's."""
    struck = kick > 0
    click = 0.0
    if struck.any():
        low, high = np.percentile(metal[struck], _OWN_PERCENTILES)
        click = float(low if low < _TWO_KINDS * high else min(low, _MOST_CLICK))
    excess = metal - np.where(struck, click, 0.0)
    least = np.where(struck, _LEAST_EXCESS, _LEAST_ALONE)
    return np.where(excess >= least, np.minimum(excess, 1.0), 0.0)


def _going_on(hats: Series, snare: Series, seconds: Series) -> Series:
    """Return the strength that hats would have at each stroke if they went on in even steps.

    The step is the usual one between hats, or half of it where snares stand in between.  They go on
    if three of four places around that can be known, those without a snare, have a hat.
    """
    is_known = (hats > 0) & (snare == 0)
    known, covers = (seconds[is_known], hats[is_known]), seconds[snare > 0]
    strengths = np.zeros(len(hats))
    if len(known[0]) <= _LEAST_STROKES or len(covers) == 0:
        return strengths
    usual = _usual_step(known[0])
    for step in (usual, usual / 2):
        places = seconds[:, None] + step * _AROUND
        heard = _nearest(*known, places, _SWING * step)
        unknown = (heard == 0) & _is_covered(covers, places, _SWING * step)
        played, told = (heard > 0).sum(axis=1), (~unknown).sum(axis=1)
        goes_on = (played >= _LEAST_STROKES) & (played >= _MOST_OF * told)
        strength = heard.sum(axis=1) / np.maximum(played, 1)
        strengths = np.maximum(strengths, np.where(goes_on, strength, 0.0))
    return strengths


def _is_covered(snares: Series, places: Series, reach: float) -> npt.NDArray[np.bool_]:
    """Return whether a snare that is struck there, or shortly before, would hide a hat."""
    last = np.searchsorted(snares, places + reach, side="right") - 1
    covered = places - snares[np.maximum(last, 0)] <= _RINGING_SECONDS
    return np.asarray((last >= 0) & covered)


def _usual_step(times: Series) -> float:
    """Return the time between two hats that comes most often, give or take a swing."""
    steps = np.sort(np.diff(times))
    most = np.searchsorted(steps, steps * (1 + _SAME_STEP), side="right") - np.arange(len(steps))
    first = int(np.argmax(most))
    return float(np.median(steps[first : first + int(most[first])]))


def _nearest(times: Series, strengths: Series, wanted: Series, reach: float) -> Series:
    """Return the strengths of what lies near the wanted times, zero where nothing does."""
    if len(times) < _LEAST_STROKES:
        return np.zeros(wanted.shape)
    after = np.clip(np.searchsorted(times, wanted), 1, len(times) - 1)
    nearer = after - (wanted - times[after - 1] < times[after] - wanted)
    found = np.abs(times[nearer] - wanted) <= reach
    return np.where(found, strengths[nearer], 0.0)


def _factorised(rises: Series) -> tuple[Series, Series]:
    """Return strokes ``(strokes, 4)`` and sounds ``(4, 2 * bands)`` whose product is near.

    Multiplicative updates for the generalised divergence of Kullback and Leibler (Lee and Seung,
    2001); the sounds of the kit keep half of what they began with.
    """
    usual = np.concatenate([_AT_ONCE, _AT_ONCE * _LEFT[:, None]], axis=1) + _SOFT
    sounds = usual.copy()
    strokes = np.full((len(rises), len(usual)), float(rises.mean()) + _SOFT)
    for number in range(_ROUNDS):
        ratio = rises / (strokes @ sounds + _SOFT)
        strokes *= (ratio @ sounds.T) / sounds.sum(axis=1)
        if number < _FIRST_ROUNDS:
            continue
        ratio = rises / (strokes @ sounds + _SOFT)
        sounds *= (strokes.T @ ratio) / (strokes.sum(axis=0)[:, None] + _SOFT)
        sounds *= usual.sum(axis=1, keepdims=True) / (sounds.sum(axis=1, keepdims=True) + _SOFT)
        sounds = _TRUST * usual + (1.0 - _TRUST) * sounds
    return strokes, sounds


def _struck(mine: Series, all_shares: Series) -> Series:
    """Return one drum's strokes against its usual hard ones; all zero if it never leads.

    A stroke that is nearly all this drum's may be fainter than one that it has a part in.
    """
    leads = mine > _LEAST_SHARE * all_shares
    if int(leads.sum()) < _LEAST_STROKES:
        return np.zeros(len(mine))
    usual = float(np.percentile(mine[leads], _USUAL_PERCENTILE))
    strengths = np.minimum(mine / (usual + _SOFT), 1.0)
    return np.where(strengths >= np.where(leads, _FAINT_ALONE, _FAINT), strengths, 0.0)
