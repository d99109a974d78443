"""What rhythm is read from: what begins, and when the harmony changes, over one run of time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Pitches
from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ, attack_strength
from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ, Matrix, Onsets

Series = npt.NDArray[np.float64]

_NOVELTY_FRAMES = 5
_BASS_SHARE = 0.6


@dataclass(frozen=True)
class Traces:
    """Series over the same time.

    ``envelope`` ``(frames,)`` and ``accents`` ``(frames, bands)`` are the onsets, 172 a second;
    ``strength`` are the attacks, 689 a second; ``novelty`` says how much the harmony changes, 11 a
    second, with a mean of 1.
    """

    envelope: Matrix
    accents: Matrix
    strength: Matrix
    novelty: Series


def trace_rhythm(onsets: Onsets, amplitudes: Matrix, pitches: Pitches) -> Traces:
    """Return the traces of a track."""
    novelty = _novelty(pitches.chroma) + _BASS_SHARE * _novelty(pitches.bass)
    mean = float(novelty.mean()) if len(novelty) else 0.0
    return Traces(
        envelope=onsets.envelope,
        accents=onsets.accents,
        strength=attack_strength(amplitudes),
        novelty=novelty / mean if mean > 0 else novelty,
    )


def cut_traces(traces: Traces, start_seconds: float, end_seconds: float) -> Traces:
    """Return a stretch of the traces, whose time begins with it."""

    def part(rate_hz: float) -> slice:
        return slice(round(start_seconds * rate_hz), round(end_seconds * rate_hz) + 1)

    return Traces(
        envelope=traces.envelope[part(ONSET_RATE_HZ)],
        accents=traces.accents[part(ONSET_RATE_HZ)],
        strength=traces.strength[part(ATTACK_RATE_HZ)],
        novelty=traces.novelty[part(PITCH_RATE_HZ)],
    )


def warp_traces(traces: Traces, known: Series, warped: Series) -> Traces:
    """Return the traces as they sound if the times ``known`` are moved to the times ``warped``.

    Both series rise, are in seconds and of the same shape; time runs evenly between two of them.
    """

    def moved(rows: Matrix, rate_hz: float) -> Matrix:
        return rows[_places(len(rows), rate_hz, known, warped)]

    return Traces(
        envelope=moved(traces.envelope, ONSET_RATE_HZ),
        accents=moved(traces.accents, ONSET_RATE_HZ),
        strength=moved(traces.strength, ATTACK_RATE_HZ),
        novelty=traces.novelty[_places(len(traces.novelty), PITCH_RATE_HZ, known, warped)],
    )


def _places(count: int, rate_hz: float, known: Series, warped: Series) -> npt.NDArray[np.intp]:
    """Return where the rows of the warped time are taken from."""
    times = np.arange(max(1, int(warped[-1] * rate_hz))) / rate_hz
    places = np.round(np.interp(times, warped, known) * rate_hz).astype(np.intp)
    return np.clip(places, 0, count - 1)


def _novelty(chroma: Matrix) -> Series:
    """Return how much the chroma of the half second from each frame on differs from that before."""
    rows = chroma / np.maximum(np.linalg.norm(chroma, axis=1, keepdims=True), 1e-9)
    reach = _NOVELTY_FRAMES
    padded = np.concatenate([np.repeat(rows[:1], reach, 0), rows, np.repeat(rows[-1:], reach, 0)])
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(padded, axis=0)])
    middle = np.arange(len(rows)) + reach
    after, before = sums[middle + reach] - sums[middle], sums[middle] - sums[middle - reach]
    return np.linalg.norm(after - before, axis=1) / reach
