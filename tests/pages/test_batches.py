"""What is said about batches: how far, and how long, in words that promise nothing."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from app.pipeline import BatchView, ItemState
from pages.library.words import say_how_far, say_what_is_missing, words_of_length

MOMENT = datetime(2026, 11, 20, tzinfo=UTC)


def batch(*, expected_seconds: float | None = None, **changes: Any) -> BatchView:
    counts = {state: changes.pop(state.value, 0) for state in ItemState}
    said: dict[str, Any] = {"paused_at": None, "ended_at": None, **changes}
    return BatchView(
        id=uuid4(),
        title="Friday",
        stage="separate",
        engine="draft",
        model="draft",
        created_at=MOMENT,
        counts=counts,
        progress=0.5,
        duration_seconds=100.0,
        expected_seconds=expected_seconds,
        running=(),
        **said,
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "about 1 min"),
        (89.0, "about 1 min"),
        (600.0, "about 10 min"),
        (59 * 60.0, "about 59 min"),
        (3_599.0, "about 1 h"),
        (4_700.0, "about 1 h 20 min"),
        (7_200.0, "about 2 h"),
        (7_170.0, "about 2 h"),
        (90_000.0, "about 25 h"),
        (91_000.0, "about 26 h"),
    ],
)
def test_a_length_is_rounded_so_that_nothing_is_promised(seconds: float, words: str) -> None:
    assert words_of_length(seconds) == words


def test_a_batch_says_what_is_done_what_failed_and_what_is_left() -> None:
    working = batch(waiting=5, running=2, completed=2, there=1, failed=1, expected_seconds=4_700.0)
    assert say_how_far(working) == "3 of 11 done · 1 failed · about 1 h 20 min left"
    assert say_how_far(batch(waiting=3)) == "0 of 3 done"
    paused = batch(waiting=3, paused_at=MOMENT, expected_seconds=60.0)
    assert say_how_far(paused) == "Paused · 0 of 3 done · about 1 min left"
    over = batch(completed=1, cancelled=2, ended_at=MOMENT)
    assert say_how_far(over) == "1 of 3 done · 2 cancelled"


def test_what_is_missing_is_counted_and_timed_where_that_is_known() -> None:
    assert say_what_is_missing(1, None) == "1 track"
    assert say_what_is_missing(128, 4_700.0) == "128 tracks · about 1 h 20 min"
    assert say_what_is_missing(0, None).startswith("Every track has stems")
