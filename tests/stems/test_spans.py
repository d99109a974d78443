import numpy as np
import pytest

from app.stems.rules.spans import Spans


def test_neighbours_become_one_whatever_their_order() -> None:
    spans = Spans([(20, 30), (0, 5), (10, 20)])
    assert list(spans) == [(0, 5), (10, 30)]
    assert (spans.frames, spans.gapless_end) == (25, 5)
    spans.add(5, 10)
    assert list(spans) == [(0, 30)]
    assert spans.gapless_end == 30


@pytest.mark.parametrize("span", [(0, 1), (4, 6), (9, 11), (12, 13), (29, 40), (0, 99)])
def test_what_is_there_is_not_added_again(span: tuple[int, int]) -> None:
    spans = Spans([(0, 5), (10, 30)])
    with pytest.raises(ValueError, match="there already"):
        spans.add(*span)
    assert list(spans) == [(0, 5), (10, 30)]


@pytest.mark.parametrize("span", [(5, 5), (5, 4), (-1, 4)])
def test_nothing_is_no_span(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no span"):
        Spans().add(*span)


def test_spans_know_what_they_hold_and_what_is_missing() -> None:
    spans = Spans([(0, 5), (10, 30)])
    assert spans.holds(0, 5)
    assert spans.holds(12, 30)
    assert not spans.holds(4, 11)
    assert not spans.holds(29, 31)
    assert [spans.first_missing(frame) for frame in (0, 5, 7, 10, 29, 30)] == [5, 5, 7, 30, 30, 30]
    assert Spans().gapless_end == 0
    assert Spans([(3, 4)]).gapless_end == 0


def test_any_order_gives_the_same_spans() -> None:
    random = np.random.default_rng(4)
    for _ in range(50):
        starts = random.permutation(40)[:30]
        spans = Spans((int(start), int(start) + 1) for start in starts)
        there = np.zeros(42, bool)
        there[starts] = True
        assert [frame for start, end in spans for frame in range(start, end)] == sorted(starts)
        assert all(not there[end] and not there[start - 1] for start, end in spans if start)
