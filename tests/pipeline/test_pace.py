"""How long work still takes: nothing until it can be trusted, then near the truth and calm."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.pipeline import remaining_seconds
from app.pipeline.rules import (
    Pace,
    duration_to_words,
    kind_of_phase,
    measure_pace,
    to_sentence,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def follow(reports: Iterable[tuple[float, float]]) -> Iterator[tuple[float, Pace | None]]:
    """Yield the moment and the pace after each report, a pair of moment and fraction."""
    pace: Pace | None = None
    for moment, fraction in reports:
        pace = measure_pace(pace, fraction, moment=moment)
        yield moment, pace


def every(
    seconds: float, *, until: float, fraction_at: Callable[[float], float]
) -> list[tuple[float, float]]:
    count = round(until / seconds)
    return [(step * seconds, fraction_at(step * seconds)) for step in range(count)]


def test_an_even_pace_tells_the_end_to_the_point() -> None:
    reports = every(0.5, until=100.0, fraction_at=lambda moment: moment / 100.0)
    ends = [pace.end for _, pace in follow(reports) if pace and pace.end is not None]
    assert len(ends) > 180
    assert ends == [pytest.approx(100.0)] * len(ends)


def test_nothing_is_said_before_two_seconds_and_before_a_twentieth() -> None:
    quick = every(0.1, until=10.0, fraction_at=lambda moment: moment / 10.0)
    slow = every(1.0, until=1000.0, fraction_at=lambda moment: moment / 1000.0)
    for reports, first_at in ((quick, 2.1), (slow, 51.0)):
        said = [moment for moment, pace in follow(reports) if pace and pace.end is not None]
        assert said[0] == pytest.approx(first_at, abs=1.01 * (reports[1][0] - reports[0][0]))


def test_what_passes_before_the_first_progress_does_not_count() -> None:
    """Starting a child and importing torch says nothing about how fast stems are made."""
    reports = [(0.0, 0.0), (60.0, 0.0)]
    reports += [(60.0 + step, step / 50.0) for step in range(1, 50)]
    ends = [pace.end for _, pace in follow(reports) if pace and pace.end is not None]
    assert ends == [pytest.approx(110.0)] * len(ends)


def test_weights_that_were_there_already_are_no_progress() -> None:
    """An attempt that begins at one half is not twice as fast."""
    reports = [(float(step), 0.5 + step / 200.0) for step in range(100)]
    ends = [pace.end for _, pace in follow(reports) if pace and pace.end is not None]
    assert ends == [pytest.approx(100.0)] * len(ends)


def test_a_machine_that_becomes_slower_is_noticed_within_a_minute() -> None:
    def fraction_at(moment: float) -> float:
        return moment / 200.0 if moment < 50 else 0.25 + (moment - 50) / 400.0

    late = [
        pace.end
        for moment, pace in follow(every(1.0, until=300.0, fraction_at=fraction_at))
        if pace and pace.end is not None and moment > 110
    ]
    assert min(late) > 0.9 * 350
    assert max(late) < 1.1 * 350


def test_a_phase_on_another_device_is_judged_by_itself() -> None:
    """A graphics card that ran out of memory was thirty times as fast as what goes on."""
    pace: Pace | None = None
    for step in range(1, 31):
        pace = measure_pace(pace, step / 100.0, moment=step / 10.0)
    assert pace is not None
    assert pace.end == pytest.approx(10.0)
    for step in range(10):
        moment, fraction = 3.0 + 3.0 * step, 0.3 + step / 100.0
        pace = measure_pace(pace, fraction, moment=moment, is_new_phase=step == 0)
    assert pace is not None
    assert pace.end == pytest.approx(3.0 + 3.0 * 70, rel=0.1)


def test_fetching_weights_tells_nothing_about_what_comes_after() -> None:
    fetch = [(float(step), step / 60.0 * 0.05) for step in range(1, 61)]
    assert [pace.end for _, pace in follow(fetch) if pace] == [None] * 60


def test_the_end_does_not_jump_about_when_steps_are_uneven() -> None:
    """Networks report once for each segment; some take half as long again as others."""
    lengths = [3.0 if step % 2 else 2.0 for step in range(60)]
    moments = [sum(lengths[:step]) for step in range(60)]
    ends = [
        pace.end
        for _, pace in follow([(moment, step / 60) for step, moment in enumerate(moments)])
        if pace and pace.end is not None
    ]
    assert all(abs(after - before) < 0.1 * 150 for before, after in pairwise(ends))
    assert all(abs(end - 150) < 0.15 * 150 for end in ends)


def test_work_that_stands_still_has_no_end() -> None:
    stuck = [(float(step), min(step / 100.0, 0.3)) for step in range(2000)]
    *_, (_, pace) = follow(stuck)
    assert pace is not None
    assert pace.end is None


def test_work_that_is_done_has_no_end_either() -> None:
    *_, (_, pace) = follow([(float(step), step / 10.0) for step in range(11)])
    assert pace is not None
    assert pace.end is None


@dataclass(frozen=True)
class Running:
    """What a page knows of a job."""

    worker: str | None
    expected_at: datetime | None


def test_a_job_still_takes_until_the_moment_it_is_expected_at() -> None:
    job = Running("host:1:0", NOON + timedelta(seconds=90))
    assert remaining_seconds(job, NOON) == 90.0
    assert remaining_seconds(job, NOON + timedelta(seconds=89)) == 1.0


def test_nobody_can_tell_of_a_job_that_is_late_or_waits_or_has_no_pace() -> None:
    job = Running("host:1:0", NOON)
    assert remaining_seconds(job, NOON) is None
    assert remaining_seconds(job, NOON + timedelta(hours=1)) is None
    before = NOON - timedelta(minutes=1)
    assert remaining_seconds(job, before) == 60.0
    assert remaining_seconds(replace(job, worker=None), before) is None
    assert remaining_seconds(replace(job, expected_at=None), before) is None


def test_phases_that_differ_in_numbers_only_are_of_one_kind() -> None:
    assert kind_of_phase("htdemucs: 1.2 MB of 80.0 MB") == kind_of_phase("htdemucs: 79 kB of 80 MB")
    assert kind_of_phase("loading htdemucs") != kind_of_phase("separating (cpu, fp32)")


def test_words_become_a_sentence() -> None:
    assert to_sentence("asked  for", 500) == "Asked for."
    assert to_sentence("Is this one?", 500) == "Is this one?"
    assert to_sentence("a" * 20, 10) == "Aaaaaaaaa…"


def test_durations_are_said_in_seconds_and_then_in_minutes() -> None:
    said = [duration_to_words(seconds) for seconds in (0.04, 1, 12.44, 59.94, 60, 187.6, 4000)]
    assert said == [
        *("0 seconds", "1 second", "12.4 seconds", "59.9 seconds"),
        *("1:00 minutes", "3:07 minutes", "66:40 minutes"),
    ]
