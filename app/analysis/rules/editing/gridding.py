"""What a hand does to beats: shift, stretch, count and lay them anew.

A grid is a row of beats, each with its place in the bar, under one tempo or several: a tempo holds
from its span's start to the next one.  Nothing is snapped or rounded here.  Where a grid reaches
to an end of the track, it still does after every change.
"""

from dataclasses import replace

import numpy as np

from app.analysis.rules.editing.beat_line import (
    BeatLine,
    Counts,
    Series,
    Span,
    Stretch,
    beats_at,
    check_inside,
    check_tempo,
    join,
    nearest,
    place_of,
    reach_of,
    split,
    steps_between,
)
from app.core.errors import InvalidInput

MOST_BEATS_PER_BAR = 16
_FEWEST_BEATS = 2
_CLOSE_BEATS = 0.25


def lay_line(
    tempo_bpm: float, *, anchor_seconds: float, duration_seconds: float, beats_per_bar: int = 4
) -> BeatLine:
    """Return beats over a whole track; the one at ``anchor_seconds`` begins a bar.

    Raises:
        InvalidInput: for a tempo that no music has, a place outside the track, or a track that is
            shorter than two beats.
    """
    span = Span(0.0, check_tempo(tempo_bpm))
    check_inside(anchor_seconds, duration_seconds)
    steps = steps_between(anchor_seconds, span.period_seconds, 0.0, duration_seconds)
    if len(steps) < _FEWEST_BEATS:
        raise InvalidInput("This track is too short for beats at this tempo.")
    seconds = beats_at(anchor_seconds, span.period_seconds, steps)
    return BeatLine(seconds, steps % beats_per_bar, beats_per_bar, (span,), duration_seconds)


def nudge(line: BeatLine, seconds: float) -> BeatLine:
    """Return all beats a little later, or earlier for less than zero.

    Raises:
        InvalidInput: if no beats would be left in the track.
    """
    moved = [
        replace(
            part,
            span=replace(part.span, start_seconds=part.span.start_seconds + seconds * (place > 0)),
            seconds=part.seconds + seconds,
        )
        for place, part in enumerate(split(line))
    ]
    return join(line, moved)


def stretch(
    line: BeatLine, *, from_seconds: float, to_seconds: float, anchor_seconds: float | None = None
) -> BeatLine:
    """Return beats stretched so that the one nearest ``from_seconds`` lies at ``to_seconds``.

    The beat nearest to the anchor stays where it is, the first one if none is named; beats of
    other tempi than the one at ``from_seconds`` stay.

    Raises:
        InvalidInput: if both are the same beat, or the tempo would be one that no music has.
    """
    parts = split(line)
    place = place_of(parts, from_seconds)
    own = parts[place].seconds
    anchor = 0 if anchor_seconds is None else nearest(own, anchor_seconds)
    moved = nearest(own, from_seconds)
    if moved == anchor:
        raise InvalidInput("This beat holds the grid in place. Drag another one.")
    factor = float((to_seconds - own[anchor]) / (own[moved] - own[anchor]))
    if factor <= 0.0:
        raise InvalidInput("A beat cannot be dragged past the one that holds the grid in place.")
    span = parts[place].span
    span = replace(span, tempo_bpm=check_tempo(span.tempo_bpm / factor))
    seconds = own[anchor] + (own - own[anchor]) * factor
    parts[place] = replace(parts[place], span=span, seconds=seconds)
    return join(line, parts)


def set_tempo(line: BeatLine, tempo_bpm: float, *, anchor_seconds: float) -> BeatLine:
    """Return even beats at a tempo around the beat nearest to the anchor, which stays.

    Beats of other tempi than the one at the anchor stay too.

    Raises:
        InvalidInput: for a tempo that no music has.
    """
    own = line.seconds
    return lay_span(line, tempo_bpm, anchor_seconds=float(own[nearest(own, anchor_seconds)]))


def lay_span(line: BeatLine, tempo_bpm: float, *, anchor_seconds: float) -> BeatLine:
    """Return even beats at a tempo with one exactly at the anchor, as far as its span reaches.

    Raises:
        InvalidInput: for a tempo that no music has, or a place outside the track.
    """
    check_inside(anchor_seconds, line.duration_seconds)
    parts = split(line)
    place = place_of(parts, anchor_seconds)
    part = parts[place]
    span = replace(part.span, tempo_bpm=check_tempo(tempo_bpm))
    count = int(part.counts[nearest(part.seconds, anchor_seconds)])
    parts[place] = _laid(
        span,
        anchor_seconds,
        count,
        beats_per_bar=line.beats_per_bar,
        between=(float(part.seconds[0]), float(part.seconds[-1])),
    )
    return join(line, parts)


def set_bar_one(line: BeatLine, at_seconds: float, *, only_after: bool = False) -> BeatLine:
    """Return bars that are counted from the beat nearest to a time; the beats stay.

    With ``only_after``, the bars before it stay too.
    """
    first = nearest(line.seconds, at_seconds)
    counts = (np.arange(len(line.seconds)) - first) % line.beats_per_bar
    if only_after:
        counts[:first] = line.counts[:first]
    return replace(line, counts=counts)


def set_beats_per_bar(line: BeatLine, beats_per_bar: int) -> BeatLine:
    """Return bars of another length, counted from the first downbeat.

    Raises:
        InvalidInput: unless a bar has 1 to 16 beats.
    """
    if not 1 <= beats_per_bar <= MOST_BEATS_PER_BAR:
        raise InvalidInput(f"A bar has 1 to {MOST_BEATS_PER_BAR} beats.")
    counts = (np.arange(len(line.seconds)) - _first_downbeat(line)) % beats_per_bar
    return replace(line, counts=counts, beats_per_bar=beats_per_bar)


def halve(line: BeatLine) -> BeatLine:
    """Return every second beat, the first downbeat among them; bars take twice as long.

    Raises:
        InvalidInput: if the tempo would be one that no music has, or too few beats were left.
    """
    first = _first_downbeat(line)
    kept = np.arange(first % 2, len(line.seconds), 2)
    counts = ((kept - first) // 2) % line.beats_per_bar
    return _recounted(line, line.seconds[kept], counts, factor=0.5)


def double(line: BeatLine) -> BeatLine:
    """Return a beat more between every two; bars take half as long.

    Raises:
        InvalidInput: if the tempo would be one that no music has.
    """
    seconds = np.empty(2 * len(line.seconds) - 1)
    seconds[::2] = line.seconds
    seconds[1::2] = (line.seconds[:-1] + line.seconds[1:]) / 2
    counts = (np.arange(len(seconds)) - 2 * _first_downbeat(line)) % line.beats_per_bar
    return _recounted(line, seconds, counts, factor=2.0)


def mark_tempo_change(line: BeatLine, at_seconds: float, tempo_bpm: float) -> BeatLine:
    """Return a grid with another tempo from a time on, where its first beat lies.

    It takes the count of the beat that was nearest; a tempo that begins later stays.

    Raises:
        InvalidInput: for a tempo that no music has, or a change outside the beats or on another.
    """
    span = Span(at_seconds, check_tempo(tempo_bpm))
    if not line.seconds[0] < at_seconds < line.seconds[-1]:
        raise InvalidInput("A tempo changes between the first beat and the last one.")
    if any(abs(one.start_seconds - at_seconds) < span.period_seconds for one in line.spans[1:]):
        raise InvalidInput("The tempo changes here already. Remove that change first.")
    parts = split(line)
    place = place_of(parts, at_seconds)
    part = parts[place]
    kept = part.seconds < at_seconds - _CLOSE_BEATS * part.span.period_seconds
    fresh = _laid(
        span,
        at_seconds,
        int(line.counts[nearest(line.seconds, at_seconds)]),
        beats_per_bar=line.beats_per_bar,
        between=(at_seconds, float(part.seconds[-1])),
    )
    before = replace(part, seconds=part.seconds[kept], counts=part.counts[kept])
    return join(line, [*parts[:place], before, fresh, *parts[place + 1 :]])


def remove_tempo_change(line: BeatLine, at_seconds: float) -> BeatLine:
    """Return a grid in which the tempo before the change nearest to a time goes on after it.

    Raises:
        InvalidInput: if the tempo never changes.
    """
    parts = split(line)
    if len(parts) == 1:
        raise InvalidInput("The tempo of this track does not change.")
    starts = np.array([part.span.start_seconds for part in parts[1:]])
    gone = nearest(starts, at_seconds) + 1
    before, after = parts[gone - 1], parts[gone]
    anchor, count = float(before.seconds[-1]), int(before.counts[-1])
    rest = _laid(
        before.span,
        anchor,
        count,
        beats_per_bar=line.beats_per_bar,
        between=(anchor, float(after.seconds[-1])),
    )
    whole = Stretch(
        before.span,
        np.concatenate([before.seconds[:-1], rest.seconds]),
        np.concatenate([before.counts[:-1], rest.counts]),
    )
    return join(line, [*parts[: gone - 1], whole, *parts[gone + 1 :]])


def extend(line: BeatLine) -> BeatLine:
    """Return beats that reach to both ends of the track, at the tempi next to them."""
    return join(line, split(line), reach=(True, True))


def _laid(
    span: Span,
    anchor_seconds: float,
    count: int,
    *,
    beats_per_bar: int,
    between: tuple[float, float],
) -> Stretch:
    """Return even beats around an anchor, from and to about where the former ones were."""
    hair = span.period_seconds / 2
    first = min(between[0], anchor_seconds) - hair
    last = max(between[1], anchor_seconds) + hair
    steps = steps_between(anchor_seconds, span.period_seconds, first, last)
    seconds = beats_at(anchor_seconds, span.period_seconds, steps)
    return Stretch(span, seconds, (count + steps) % beats_per_bar)


def _recounted(line: BeatLine, seconds: Series, counts: Counts, *, factor: float) -> BeatLine:
    spans = tuple(
        replace(span, tempo_bpm=check_tempo(span.tempo_bpm * factor)) for span in line.spans
    )
    fresh = replace(line, seconds=seconds, counts=counts, spans=spans)
    return join(fresh, split(fresh), reach=reach_of(line))


def _first_downbeat(line: BeatLine) -> int:
    found = np.flatnonzero(line.counts == 0)
    return int(found[0]) if len(found) else 0
