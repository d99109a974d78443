"""Beats changed by hand: whatever is done, they stay in time, in the track, and in their bars."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from app.analysis.rules.editing import gridding
from app.analysis.rules.editing.beat_line import BeatLine, Span, read_line
from app.core.errors import InvalidInput

LENGTH = 60.0


def steady(
    tempo_bpm: float = 120.0, *, first: float = 0.25, beats_per_bar: int = 4, lead_in: int = 0
) -> BeatLine:
    """Return even beats to the end of a minute; the first ``lead_in`` of them are missing."""
    period = 60.0 / tempo_bpm
    beats = np.arange(first, LENGTH, period)[lead_in:]
    return read_line(
        beats.tolist(),
        beats[::beats_per_bar].tolist(),
        beats_per_bar=beats_per_bar,
        spans=[Span(0.0, tempo_bpm)],
        duration_seconds=LENGTH,
    )


def drummer() -> BeatLine:
    """Return beats that nobody plays to a click."""
    chance = np.random.default_rng(7)
    beats = 0.3 + np.cumsum(0.5 + chance.uniform(-0.02, 0.02, 110))
    return read_line(
        beats.tolist(),
        beats[1::4].tolist(),
        beats_per_bar=4,
        spans=[Span(0.0, 120.0)],
        duration_seconds=LENGTH,
    )


EDITS: dict[str, Callable[[BeatLine], BeatLine]] = {
    "nudge later": lambda line: gridding.nudge(line, 0.01),
    "nudge earlier": lambda line: gridding.nudge(line, -0.7),
    "stretch": lambda line: gridding.stretch(line, from_seconds=40.0, to_seconds=40.3),
    "squeeze": lambda line: gridding.stretch(
        line, from_seconds=10.0, to_seconds=10.4, anchor_seconds=30.0
    ),
    "tempo": lambda line: gridding.set_tempo(line, 97.5, anchor_seconds=20.0),
    "anchor": lambda line: gridding.lay_span(line, 133.0, anchor_seconds=12.34),
    "bar one": lambda line: gridding.set_bar_one(line, 11.1),
    "bar one from here": lambda line: gridding.set_bar_one(line, 11.1, only_after=True),
    "waltz": lambda line: gridding.set_beats_per_bar(line, 3),
    "halve": gridding.halve,
    "double": gridding.double,
    "change": lambda line: gridding.mark_tempo_change(line, 31.2, 90.0),
    "change twice": lambda line: gridding.mark_tempo_change(
        gridding.mark_tempo_change(line, 31.2, 90.0), 15.5, 150.0
    ),
    "extend": gridding.extend,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
@pytest.mark.parametrize(
    "line", [steady(), steady(174.0, lead_in=20), drummer()], ids=["steady", "fast", "drummer"]
)
def test_beats_stay_in_time_in_the_track_and_in_their_bars(
    line: BeatLine, edit: Callable[[BeatLine], BeatLine]
) -> None:
    edited = edit(line)
    assert np.all(np.diff(edited.seconds) > 0.05)
    assert edited.seconds[0] >= 0.0
    assert edited.seconds[-1] < LENGTH
    assert np.all(edited.counts >= 0)
    assert np.all(edited.counts < edited.beats_per_bar)
    assert set(edited.downbeats_seconds) <= set(edited.seconds)
    assert len(edited.counts) == len(edited.seconds)


def test_a_nudge_moves_every_beat_and_another_moves_it_back() -> None:
    line = steady(128.0, first=0.004)
    earlier = gridding.nudge(line, -0.01)
    assert_allclose(earlier.seconds[:-1], line.seconds[1:] - 0.01)  # the first one fell out
    back = gridding.nudge(earlier, 0.01)
    assert_allclose(back.seconds, line.seconds, atol=1e-9)
    assert_allclose(back.downbeats_seconds, line.downbeats_seconds, atol=1e-9)
    assert back.tempo_bpm == 128.0


def test_a_grid_that_begins_after_a_lead_in_still_does_after_an_edit() -> None:
    line = steady(120.0, lead_in=20)
    for edit in (EDITS["nudge earlier"], EDITS["tempo"], EDITS["halve"], EDITS["double"]):
        assert abs(edit(line).seconds[0] - line.seconds[0]) <= 1.0
    assert gridding.extend(line).seconds[0] == pytest.approx(0.25)
    assert np.array_equal(gridding.extend(line).counts % 4, np.arange(120) % 4)


def test_a_dragged_beat_lands_where_it_is_dropped_and_the_anchor_stays() -> None:
    line = steady(120.0)
    dragged = gridding.stretch(line, from_seconds=50.2, to_seconds=50.5)
    assert dragged.seconds[0] == line.seconds[0]
    assert dragged.seconds[100] == pytest.approx(50.5)
    assert dragged.tempo_bpm == pytest.approx(60.0 / (50.25 / 100))
    around = gridding.stretch(line, from_seconds=10.25, to_seconds=10.0, anchor_seconds=30.25)
    assert 30.25 in around.seconds
    assert np.min(np.abs(around.seconds - 10.0)) < 1e-9


def test_a_beat_cannot_be_dragged_past_its_anchor_or_to_a_tempo_that_no_music_has() -> None:
    for to_seconds in (0.1, 200.0, 0.26):
        with pytest.raises(InvalidInput):
            gridding.stretch(steady(), from_seconds=1.25, to_seconds=to_seconds)
    with pytest.raises(InvalidInput, match="holds the grid"):
        gridding.stretch(steady(), from_seconds=0.3, to_seconds=0.4)


def test_a_new_tempo_is_exact_and_keeps_the_beat_and_the_bar_it_is_set_at() -> None:
    line = steady(120.0)
    faster = gridding.set_tempo(line, 128.0, anchor_seconds=32.3)
    assert faster.tempo_bpm == 128.0
    at = int(np.flatnonzero(np.isclose(faster.seconds, 32.25))[0])
    assert faster.counts[at] == line.counts[64]
    assert_allclose(np.diff(faster.seconds), 60.0 / 128.0)
    assert faster.seconds[0] < 60.0 / 128.0


def test_bars_are_counted_from_where_one_says() -> None:
    line = steady()
    assert gridding.set_bar_one(line, 0.8).downbeats_seconds[:2].tolist() == [0.75, 2.75]
    later = gridding.set_bar_one(line, 10.8, only_after=True).downbeats_seconds
    assert later[:7].tolist() == [0.25, 2.25, 4.25, 6.25, 8.25, 10.25, 10.75]
    waltz = gridding.set_beats_per_bar(gridding.set_bar_one(line, 0.8), 3)
    assert waltz.downbeats_seconds[:2].tolist() == [0.75, 2.25]


def test_half_and_double_undo_each_other_and_keep_the_first_bar() -> None:
    for line in (steady(), gridding.set_bar_one(steady(), 0.8), steady(beats_per_bar=3)):
        halved = gridding.halve(line)
        assert halved.tempo_bpm == 60.0
        assert halved.downbeats_seconds[0] == line.downbeats_seconds[0]
        doubled = gridding.double(line)
        assert doubled.tempo_bpm == 240.0
        assert set(line.downbeats_seconds) <= set(doubled.downbeats_seconds)
        assert_allclose(gridding.halve(doubled).seconds, line.seconds)
        assert_allclose(gridding.double(halved).seconds, line.seconds, atol=1e-9)


def test_a_tempo_change_begins_where_it_is_marked_and_leaves_the_rest_alone() -> None:
    line = steady(120.0)
    changed = gridding.mark_tempo_change(line, 30.2, 90.0)
    assert [span.tempo_bpm for span in changed.spans] == [120.0, 90.0]
    before, after = (
        changed.seconds[changed.seconds < 30.2],
        changed.seconds[changed.seconds >= 30.2],
    )
    assert np.array_equal(before, line.seconds[: len(before)])
    assert after[0] == 30.2
    assert_allclose(np.diff(after), 60.0 / 90.0)
    assert after[-1] > LENGTH - 60.0 / 90.0
    assert changed.counts[len(before)] == line.counts[60]
    between = gridding.mark_tempo_change(changed, 15.2, 150.0)
    assert np.array_equal(between.seconds[between.seconds >= 30.2], after)
    assert [span.tempo_bpm for span in between.spans] == [120.0, 150.0, 90.0]


def test_other_tempi_keep_their_beats_when_one_is_edited() -> None:
    changed = gridding.mark_tempo_change(steady(120.0), 30.25, 90.0)
    first = changed.seconds[changed.seconds < 30.0]
    edited = gridding.set_tempo(changed, 93.0, anchor_seconds=45.0)
    assert np.array_equal(edited.seconds[edited.seconds < 30.0], first)
    assert [span.tempo_bpm for span in edited.spans] == [120.0, 93.0]


def test_a_removed_tempo_change_is_as_if_it_had_never_been() -> None:
    line = steady(120.0)
    changed = gridding.mark_tempo_change(line, 30.25, 90.0)
    back = gridding.remove_tempo_change(changed, 33.0)
    assert_allclose(back.seconds, line.seconds)
    assert np.array_equal(back.counts, line.counts)
    assert back.spans == line.spans


def test_a_grid_can_be_laid_where_none_was_heard() -> None:
    line = gridding.lay_line(100.0, anchor_seconds=10.1, duration_seconds=LENGTH)
    assert 10.1 in line.downbeats_seconds
    assert line.seconds[0] == pytest.approx(0.5)
    assert line.seconds[-1] > LENGTH - 0.6


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("20 to 400", lambda: gridding.set_tempo(steady(), 19.9, anchor_seconds=1.0)),
    ("20 to 400", lambda: gridding.lay_span(steady(), float("nan"), anchor_seconds=1.0)),
    ("20 to 400", lambda: gridding.double(steady(250.0))),
    ("20 to 400", lambda: gridding.halve(steady(30.0))),
    ("outside the track", lambda: gridding.lay_span(steady(), 100.0, anchor_seconds=61.0)),
    ("no beats", lambda: gridding.nudge(steady(), 100.0)),
    ("1 to 16", lambda: gridding.set_beats_per_bar(steady(), 17)),
    ("between the first", lambda: gridding.mark_tempo_change(steady(), 0.1, 90.0)),
    ("does not change", lambda: gridding.remove_tempo_change(steady(), 3.0)),
    (
        "here already",
        lambda: gridding.mark_tempo_change(
            gridding.mark_tempo_change(steady(), 30.0, 90.0), 30.1, 80.0
        ),
    ),
    (
        "no beats yet",
        lambda: read_line([], [], beats_per_bar=4, spans=[], duration_seconds=10.0),
    ),
    (
        "too short",
        lambda: gridding.lay_line(20.0, anchor_seconds=0.5, duration_seconds=1.0),
    ),
]


def test_nonsense_is_refused_in_a_sentence() -> None:
    for words, act in REFUSED:
        with pytest.raises(InvalidInput, match=words):
            act()
