"""Numbers as people read them, and back."""

import pytest

from app.core.units import (
    SILENCE_DB,
    bytes_to_words,
    db_to_gain,
    gain_to_db,
    seconds_to_position,
    seconds_to_samples,
    seconds_to_words,
)
from app.core.work import Report, part_of


@pytest.mark.parametrize(("gain", "level_db"), [(1.0, 0.0), (0.1, -20.0), (10.0, 20.0)])
def test_gains_and_decibels_are_each_other(gain: float, level_db: float) -> None:
    assert gain_to_db(gain) == pytest.approx(level_db)
    assert db_to_gain(level_db) == pytest.approx(gain)


@pytest.mark.parametrize("gain", [0.0, -1.0, 1e-300])
def test_nothing_has_a_level_that_json_can_say(gain: float) -> None:
    assert gain_to_db(gain) == SILENCE_DB


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0:00"),
        (45, "0:45"),
        (59.6, "1:00"),
        (187, "3:07"),
        (3723, "1:02:03"),
        (1e5, "27:46:40"),
    ],
)
def test_durations_are_written_as_on_a_record(seconds: float, words: str) -> None:
    assert seconds_to_words(seconds) == words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(0, "0 B"), (812, "812 B"), (1000, "1.0 kB"), (4_200_000, "4.2 MB"), (1.3e9, "1.3 GB")],
)
def test_sizes_are_written_in_powers_of_a_thousand(size_bytes: float, words: str) -> None:
    assert bytes_to_words(int(size_bytes)) == words


def test_a_time_is_the_nearest_sample() -> None:
    assert seconds_to_samples(1.0, 44_100) == 44_100
    assert seconds_to_samples(1 / 3, 44_100) == 14_700


def test_a_part_of_the_work_stays_within_its_part() -> None:
    said: list[tuple[float, str]] = []

    def report(fraction: float, phase: str) -> None:
        said.append((fraction, phase))

    second: Report = part_of(report, start=0.5, end=0.75)
    for fraction in (-1.0, 0.0, 0.5, 1.0, 2.0):
        second(fraction, "mixing")
    assert [fraction for fraction, _ in said] == [0.5, 0.5, 0.625, 0.75, 0.75]
    assert {phase for _, phase in said} == {"mixing"}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0:00.0"),
        (26.5, "0:26.5"),
        (0.25, "0:00.3"),
        (59.96, "1:00.0"),
        (3723.04, "1:02:03.0"),
    ],
)
def test_a_place_in_a_track_is_told_to_the_tenth(seconds: float, words: str) -> None:
    assert seconds_to_position(seconds) == words
