"""The numbers of charts."""

import numpy as np
import pytest

from app.analysis.rules.charting.drawing import draw_heat, draw_tempo, join_blocks, local_tempo
from app.analysis.rules.charting.profile import Traits, count_chords, draw_profile
from app.analysis.rules.charting.shapes import Block, ChartView
from app.analysis.rules.charting.thinning import thin_curve, thin_rows, thin_stretches

MINUTE = ChartView(0.0, 60.0)


def block(label: str, start: float, end: float, value: float = 0.5) -> Block:
    return Block("chord", label, start, end, value)


def test_chords_that_are_rarely_heard_count_little() -> None:
    assert count_chords({}) is None
    assert count_chords({"N": 10.0}) is None
    assert count_chords({"Am": 30.0, "N": 5.0}) == pytest.approx(1.0)
    assert count_chords({"Am": 8.0, "F": 8.0, "C": 8.0, "G": 8.0}) == pytest.approx(4.0)
    counted = count_chords({"Am": 60.0, "F": 60.0, "C": 1.0})
    assert counted is not None
    assert 2.0 < counted < 2.2


def test_a_radar_needs_three_things_that_were_measured() -> None:
    assert draw_profile(Traits(energy=0.5, tempo_bpm=120.0)) is None
    radar = draw_profile(Traits(energy=0.5, tempo_bpm=60.0, loudness_lufs=-3.0))
    assert radar is not None
    assert [axis.fraction for axis in radar.axes] == [0.5, 0.0, 1.0]


def test_brightness_is_seen_by_octaves() -> None:
    def fraction(centroid_hz: float) -> float:
        radar = draw_profile(Traits(energy=0.5, tempo_bpm=120.0, centroid_hz=centroid_hz))
        assert radar is not None
        return next(axis.fraction for axis in radar.axes if axis.name == "brightness")

    assert [fraction(hz) for hz in (500.0, 1000.0, 2000.0, 4000.0)] == [0.0, 0.25, 0.5, 0.75]
    assert fraction(20.0) == 0.0


def test_rows_are_grouped_at_the_same_places_wherever_one_looks() -> None:
    rows = np.arange(1000, dtype=np.float32)[:, None]
    one = thin_rows(rows, 1.0, ChartView(100.0, 300.0, 20))
    other = thin_rows(rows, 1.0, ChartView(103.0, 303.0, 20))
    assert one.step_seconds == other.step_seconds == 10.0
    shared = {round(other.first_seconds + 10 * n): v[0] for n, v in enumerate(other.values)}
    for number, value in enumerate(one.values):
        at = round(one.first_seconds + 10 * number)
        if 110 <= at < 290:
            assert shared[at] == value[0]


def test_a_look_beyond_the_end_finds_nothing() -> None:
    rows = np.ones((10, 2), dtype=np.float32)
    assert thin_rows(rows, 1.0, ChartView(50.0, 60.0, 5)).values.shape == (0, 2)
    seconds, values, is_thinned = thin_curve(np.arange(0.0), np.arange(0.0), MINUTE)
    assert (len(seconds), len(values), is_thinned) == (0, 0, False)


def test_a_curve_reaches_to_both_edges_of_what_is_in_sight() -> None:
    seconds = np.arange(0.0, 60.0, 10.0)
    at, _, _ = thin_curve(seconds, seconds, ChartView(12.0, 28.0, 100))
    assert list(at) == [10.0, 20.0, 30.0]


def test_of_too_many_blocks_the_longest_stay_in_their_order() -> None:
    blocks = [block(str(n), float(n), n + (0.9 if n % 2 else 0.1)) for n in range(10)]
    seen, is_thinned = thin_stretches(blocks, ChartView(0.0, 60.0, 5))
    assert [one.label for one in seen] == ["1", "3", "5", "7", "9"]
    assert is_thinned


def test_a_silent_beginning_does_not_flatten_a_row_of_its_own_scale() -> None:
    values = np.linspace(10, 20, 1000, dtype=np.float32)[:, None].repeat(2, axis=1)
    values[0] = -600.0
    heat = draw_heat(values, ["1", "2"], step_seconds=0.06, view=MINUTE, is_common=False)
    assert heat is not None
    assert heat.low == pytest.approx([10.1, 10.1], abs=0.1)
    assert draw_heat(values[:0], ["1", "2"], step_seconds=1, view=MINUTE, is_common=True) is None


def test_the_tempo_played_is_that_of_the_bar_around() -> None:
    beats = np.append(np.arange(0.0, 4.0, 0.5), np.arange(4.6, 9.0, 0.6))
    seconds, tempi = local_tempo(beats, 4)
    assert tempi[0] == pytest.approx(120.0)
    assert tempi[-1] == pytest.approx(100.0)
    assert len(seconds) == len(tempi) == len(beats) - 4
    lines = draw_tempo(
        [(0.0, 120.0), (4.0, 100.0)],
        list(beats),
        [0.0, 2.0],
        beats_per_bar=4,
        end_seconds=60.0,
        view=MINUTE,
    )
    assert lines is not None
    grid = lines.lines[1]
    assert (grid.is_stepped, grid.seconds, grid.values) == (
        True,
        [0.0, 4.0, 60.0],
        [120.0, 100.0, 100.0],
    )
    assert draw_tempo([], [1.0], [], beats_per_bar=4, end_seconds=60.0, view=MINUTE) is None


def test_neighbours_with_the_same_chord_are_one_block() -> None:
    joined = join_blocks([block("Am", 0, 1, 0.2), block("Am", 1, 4, 0.6), block("F", 4, 5)])
    assert [(one.label, one.end_seconds, one.value) for one in joined] == [
        ("Am", 4, 0.5),
        ("F", 5, 0.5),
    ]
