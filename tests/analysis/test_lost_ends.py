"""Music that leaves its tempo at one end, or for another: the beats go with it there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.analysis import TrackAnalysis
from app.analysis.rules.rhythm.counting import count_alike
from app.analysis.rules.rhythm.course import Course
from app.analysis.rules.rhythm.meter import Beat
from app.analysis.rules.rhythm.regions import find_steps
from app.analysis.rules.rhythm.tracking import track_beats
from tests.analysis.rendered import draw_song, render
from tests.analysis.songs import Part, Song, save, strike
from tests.analysis.songs import render as render_song
from tests.analysis.test_moving_tempo import met, strike_at

Listen = Callable[[Path], TrackAnalysis]

RATE_HZ = 100.0


def heights_at(beats_seconds: Sequence[float]) -> np.ndarray:
    """Return a second of silence after the last of the beats, and a full attack on each."""
    heights = np.zeros(round((beats_seconds[-1] + 1.0) * RATE_HZ))
    heights[np.round(np.array(beats_seconds) * RATE_HZ).astype(int)] = 1.0
    return heights


@pytest.mark.parametrize("slowest_bpm", [90.0, 75.0])
def test_eight_slower_beats_at_the_end_are_followed(
    listen: Listen, tmp_path: Path, slowest_bpm: float
) -> None:
    played = strike_at([120.0] * 96 + np.linspace(120, slowest_bpm, 8).tolist())

    heard = listen(save(strike(played), tmp_path / "end.wav"))

    assert met(played, heard.beats_seconds) > 0.985
    assert heard.tempo_bpm == pytest.approx(120.0, abs=0.02)
    assert heard.tempo_spans[0].tempo_bpm == pytest.approx(120.0, abs=0.1)
    assert heard.tempo_spans[-1].tempo_bpm < 110.0


def test_a_free_beginning_is_followed_back_from_where_the_tempo_is_kept(
    listen: Listen, tmp_path: Path
) -> None:
    free = [80, 84, 90, 97, 103, 108, 104, 98, 93, 90, 94, 100, 107, 112, 116, 118]
    played = strike_at([*map(float, free), *[118.0] * 80])

    heard = listen(save(strike(played), tmp_path / "free.wav"))

    assert met(played, heard.beats_seconds) > 0.97
    assert heard.tempo_bpm == pytest.approx(118.0, abs=0.02)
    assert heard.beats_seconds[0] == pytest.approx(played[0], abs=0.02)


def test_music_that_holds_and_goes_on_has_its_beats_after_the_hold(
    listen: Listen, tmp_path: Path
) -> None:
    steady = strike_at([110.0] * 140)
    played = [*steady[:90], *(beat + 0.32 for beat in steady[90:])]

    heard = listen(save(strike(played), tmp_path / "hold.wav"))

    assert met(played, heard.beats_seconds) > 0.97


@pytest.mark.parametrize("second_bpm", [128.0, 140.0])
def test_two_tracks_one_after_the_other_have_a_span_each(
    listen: Listen, tmp_path: Path, second_bpm: float
) -> None:
    songs = [Song(tempo_bpm=124.0), Song(tempo_bpm=second_bpm, tonic=2, seed=3)]
    first, second = (replace(song, parts=(Part(20),)) for song in songs)
    boundary = 20 * 4 * first.beat_seconds + 0.2
    sound = render_song(first)[: round(boundary * 44_100)]
    played = [*first.beats, *(second.beats + boundary)]

    path = save(np.concatenate([sound, render_song(second)]), tmp_path / "mix.wav")
    heard = listen(path)

    tempos = [span.tempo_bpm for span in heard.tempo_spans]
    assert tempos == pytest.approx([124.0, second_bpm], abs=0.1)
    assert met(played, heard.beats_seconds) > 0.97


@pytest.mark.parametrize(("seed", "style"), [(5003, "pop"), (5005, "reggae"), (4001, "breakbeat")])
def test_a_song_of_two_tempi_is_counted_alike_in_both(
    listen: Listen, tmp_path: Path, seed: int, style: str
) -> None:
    song = render(draw_song(seed, style=style, motion="two tempi", seconds=60.0))

    heard = listen(save(song.audio, tmp_path / "two.wav"))

    assert met(song.truth.beats_seconds, heard.beats_seconds) > 0.95
    assert len(heard.tempo_spans) == 2


@pytest.mark.parametrize("seed", [6000, 6006, 6014])
def test_a_breakdown_or_a_beatless_intro_is_no_reason_to_leave_a_steady_tempo(
    listen: Listen, tmp_path: Path, seed: int
) -> None:
    song = render(draw_song(seed, motion="steady", seconds=70.0))

    heard = listen(save(song.audio, tmp_path / "steady.wav"))

    assert heard.is_steady
    assert heard.tempo_bpm == pytest.approx(song.truth.tempo_bpm, abs=0.02)


def test_beats_are_tracked_through_a_ritardando_and_over_a_missing_one() -> None:
    played = strike_at([*[120.0] * 6, *np.linspace(120, 80, 12)])
    heights = heights_at([*played[:9], *played[10:]])

    tracked = track_beats(heights, period_seconds=0.5, start_seconds=played[0], rate_hz=RATE_HZ)

    assert tracked[: len(played) - 1] == pytest.approx(played[1:], abs=0.04)


def test_a_step_that_is_heard_as_a_slope_is_a_wide_one_and_a_ritardando_is_no_other() -> None:
    slide = np.concatenate([np.full(30, 127.0), np.linspace(127, 108, 14), np.full(40, 108.0)])
    slowing = np.concatenate([np.full(60, 120.0), np.linspace(120, 80, 30)])

    (step,) = find_steps(Course(np.arange(84.0), slide, 40.0))

    assert step.is_wide
    assert abs(step.seconds - 37) <= step.reach_seconds
    assert all(slope.is_wide for slope in find_steps(Course(np.arange(90.0), slowing, 20.0)))


def test_pieces_are_counted_alike_even_if_one_alone_is_more_likely_at_the_double() -> None:
    def beat(tempo_bpm: float, likelihood: float) -> Beat:
        return Beat(tempo_bpm, 0.0, likelihood, 1.0)

    pieces = [
        [beat(151.2, 6.15), beat(75.6, 6.08), beat(113.4, -0.87)],
        [beat(84.6, 6.03), beat(169.2, 4.74)],
    ]

    assert count_alike(pieces) == [75.6, 84.6]
    assert count_alike([]) == []
