"""A row of beats under one tempo or several, and how pieces of it are put together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.core.errors import InvalidInput

Series = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

LEAST_TEMPO_BPM = 20.0
MOST_TEMPO_BPM = 400.0
_FEWEST_BEATS = 2
_HAIR_SECONDS = 1e-6
_CLOSE_BEATS = 0.25
"""Nearer than this to the first beat of another tempo, a beat is taken to be the same one."""


@dataclass(frozen=True)
class Span:
    """A tempo, from a time on."""

    start_seconds: float
    tempo_bpm: float

    @property
    def period_seconds(self) -> float:
        """Return the time from one beat to the next."""
        return 60.0 / self.tempo_bpm


@dataclass(frozen=True)
class BeatLine:
    """The beats of a track of ``duration_seconds``, in time, shape ``(beats,)``.

    ``counts`` are the places in their bars, 0 for a downbeat, of the same shape; ``spans`` has at
    least one entry, in time, and the first holds from the track's beginning.
    """

    seconds: Series
    counts: Counts
    beats_per_bar: int
    spans: tuple[Span, ...]
    duration_seconds: float

    @property
    def downbeats_seconds(self) -> Series:
        """Return the beats that begin a bar."""
        return self.seconds[self.counts == 0]

    @property
    def tempo_bpm(self) -> float:
        """Return the tempo that holds longest."""
        starts = [0.0, *(span.start_seconds for span in self.spans[1:])]
        lengths = np.diff([*starts, self.duration_seconds])
        return self.spans[int(np.argmax(lengths))].tempo_bpm


def read_line(
    beats_seconds: Sequence[float],
    downbeats_seconds: Sequence[float],
    *,
    beats_per_bar: int,
    spans: Sequence[Span],
    duration_seconds: float,
) -> BeatLine:
    """Return beats with their places in the bar, counted from the downbeats.

    Raises:
        InvalidInput: if there are fewer than two beats, or no tempo.
    """
    seconds = np.array(beats_seconds, dtype=np.float64)
    if len(seconds) < _FEWEST_BEATS or not spans:
        raise InvalidInput("This track has no beats yet. Tap them, or type a tempo in first.")
    begins = np.zeros(len(seconds), dtype=np.bool_)
    for downbeat in downbeats_seconds:
        begins[nearest(seconds, downbeat)] = True
    counts = _count(begins, beats_per_bar)
    return BeatLine(seconds, counts, beats_per_bar, tuple(spans), duration_seconds)


@dataclass(frozen=True)
class Stretch:
    """The beats under one tempo."""

    span: Span
    seconds: Series
    counts: Counts


def split(line: BeatLine) -> list[Stretch]:
    """Return the beats by the tempo they are under; each has one beat at least."""
    starts = [span.start_seconds - _HAIR_SECONDS for span in line.spans[1:]]
    edges = [0, *np.searchsorted(line.seconds, starts).tolist(), len(line.seconds)]
    found: list[Stretch] = []
    for span, first, last in zip(line.spans, edges[:-1], edges[1:], strict=True):
        if last > first:
            found.append(Stretch(span, line.seconds[first:last], line.counts[first:last]))
    return found


def join(
    line: BeatLine, parts: Sequence[Stretch], *, reach: tuple[bool, bool] | None = None
) -> BeatLine:
    """Return ``line`` with these beats: each tempo ends where the next one begins.

    Gaps between tempi are filled; towards the beginning and the end of the track that is done where
    ``reach`` says so, else where ``line`` has reached them.

    Raises:
        InvalidInput: if fewer than two beats would be left.
    """
    to_start, to_end = reach or reach_of(line)
    last = len(parts) - 1
    ends = [*(part.span.start_seconds for part in parts[1:]), line.duration_seconds]
    fitted: list[Stretch] = []
    for place, (part, end) in enumerate(zip(parts, ends, strict=True)):
        start = part.span.start_seconds if place else 0.0
        margin = _CLOSE_BEATS * part.span.period_seconds if place < last else -_HAIR_SECONDS
        cropped = _crop(part, start - _HAIR_SECONDS, end - margin)
        fills = (place > 0 or to_start, place < last or to_end)
        if len(cropped.seconds):
            fitted.append(_fill(cropped, start, end - margin, fills, line.beats_per_bar))
    if sum(len(part.seconds) for part in fitted) < _FEWEST_BEATS:
        raise InvalidInput("This would leave no beats in the track.")
    return replace(
        line,
        seconds=np.concatenate([part.seconds for part in fitted]),
        counts=np.concatenate([part.counts for part in fitted]),
        spans=tuple(part.span for part in fitted),
    )


def reach_of(line: BeatLine) -> tuple[bool, bool]:
    """Return whether the beats go as far as the beginning and the end of their track."""
    first, last = line.spans[0].period_seconds, line.spans[-1].period_seconds
    left = line.duration_seconds - float(line.seconds[-1])
    return float(line.seconds[0]) < first - _HAIR_SECONDS, left < last - _HAIR_SECONDS


def place_of(parts: Sequence[Stretch], seconds: float) -> int:
    """Return which tempo holds at a time."""
    starts = [part.span.start_seconds - _HAIR_SECONDS for part in parts[1:]]
    return int(np.searchsorted(starts, seconds, side="right"))


def beats_at(anchor: float, period: float, steps: Counts) -> Series:
    """Return the beats that are so many periods from an anchor."""
    return (anchor + steps * period).astype(np.float64)


def steps_between(anchor: float, period: float, first: float, last: float) -> Counts:
    """Return how many periods from an anchor each of the beats between two times is."""
    lowest = math.ceil((first - anchor - _HAIR_SECONDS) / period)
    highest = math.floor((last - anchor + _HAIR_SECONDS) / period)
    return np.arange(lowest, highest + 1)


def nearest(seconds: Series, at_seconds: float) -> int:
    """Return which of some times is nearest to another."""
    return int(np.argmin(np.abs(seconds - at_seconds)))


def check_tempo(tempo_bpm: float) -> float:
    """Return a tempo that music can have.

    Raises:
        InvalidInput: below 20 and above 400 BPM.
    """
    if not LEAST_TEMPO_BPM <= tempo_bpm <= MOST_TEMPO_BPM:
        raise InvalidInput(
            f"A tempo is {LEAST_TEMPO_BPM:.0f} to {MOST_TEMPO_BPM:.0f} BPM, not {tempo_bpm:.2f}."
        )
    return tempo_bpm


def check_inside(seconds: float, duration_seconds: float) -> None:
    """Accept a time within a track.

    Raises:
        InvalidInput: if it is outside.
    """
    if not 0.0 <= seconds <= duration_seconds:
        raise InvalidInput(f"This place is outside the track, which is {duration_seconds:.1f} s.")


def _crop(part: Stretch, first: float, last: float) -> Stretch:
    kept = (part.seconds >= first) & (part.seconds < last)
    return replace(part, seconds=part.seconds[kept], counts=part.counts[kept])


def _fill(
    part: Stretch, first: float, last: float, fills: tuple[bool, bool], beats_per_bar: int
) -> Stretch:
    """Return more beats before and after, as far as they fit between two times."""
    period = part.span.period_seconds
    begin, end = float(part.seconds[0]), float(part.seconds[-1])
    before = steps_between(begin, period, first, begin)[:-1] if fills[0] else np.arange(0)
    after = (
        steps_between(end, period, end, last - 2 * _HAIR_SECONDS)[1:] if fills[1] else np.arange(0)
    )
    seconds = [
        beats_at(begin, period, before),
        part.seconds,
        beats_at(end, period, after),
    ]
    counts = [
        (int(part.counts[0]) + before) % beats_per_bar,
        part.counts,
        (int(part.counts[-1]) + after) % beats_per_bar,
    ]
    return replace(part, seconds=np.concatenate(seconds), counts=np.concatenate(counts))


def _count(begins: npt.NDArray[np.bool_], beats_per_bar: int) -> Counts:
    """Return the place of each beat in its bar; before the first downbeat, bars are whole."""
    places = np.arange(len(begins))
    downbeats = np.flatnonzero(begins)
    if len(downbeats) == 0:
        return places % beats_per_bar
    last = downbeats[np.maximum(np.searchsorted(downbeats, places, side="right") - 1, 0)]
    return (places - last) % beats_per_bar
