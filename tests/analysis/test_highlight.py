"""Where to listen into a track."""

import pytest

from app.analysis import find_highlight

QUIET_THEN_LOUD = [0.125] * 40 + [0.75] * 4 + [1.0] * 4 + [0.25] * 32

CASES = [
    ([("intro", 0.0), ("drop", 30.0), ("drop", 60.0)], 30.0),
    ([("Drop 2", 44.0), ("drop", 30.0)], 44.0),
    ([("verse", 0.0), ("chorus", 21.5), ("outro", 70.0)], 21.5),
    ([("chorus", 10.0), ("drop", 50.0)], 50.0),
    ([("drop", 90.0)], 40.0),
    ([("verse", 0.0)], 40.0),
]


@pytest.mark.parametrize(("places", "expected"), CASES)
def test_a_drop_comes_before_a_chorus_and_that_before_the_loudest_part(
    places: list[tuple[str, float]], expected: float
) -> None:
    found = find_highlight(places, QUIET_THEN_LOUD, step_seconds=1.0, duration_seconds=80.0)
    assert found == expected


def test_of_a_track_that_nobody_has_heard_a_third_is_over() -> None:
    assert find_highlight([], [], step_seconds=0.0, duration_seconds=90.0) == 30.0
    assert find_highlight([], [0.5], step_seconds=1.0, duration_seconds=3.0) == 1.0
