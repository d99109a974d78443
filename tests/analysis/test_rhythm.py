from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.analysis import TrackAnalysis
from tests.analysis.rendered import draw_song
from tests.analysis.rendered import render as render_song
from tests.analysis.songs import Part, Song, save

Listen = Callable[[Path], TrackAnalysis]
Hear = Callable[[Song], TrackAnalysis]

SONGS = [
    Song(tempo_bpm=70.0, pattern="ballad", lead_in_seconds=0.8).lasting(36),
    Song(tempo_bpm=76.33, pattern="rock", lead_in_seconds=1.3).lasting(36),
    Song(tempo_bpm=87.5, pattern="hiphop", lead_in_seconds=0.4).lasting(32),
    Song(tempo_bpm=100.0, pattern="ballad", mode="major", tonic=0).lasting(32),
    Song(tempo_bpm=110.41, pattern="rock", lead_in_seconds=2.0).lasting(32),
    Song(tempo_bpm=118.22, pattern="house", lead_in_seconds=0.1).lasting(32),
    Song(tempo_bpm=128.0, pattern="house", mode="major", tonic=7).lasting(32),
    Song(tempo_bpm=138.0, pattern="house", lead_in_seconds=0.61).lasting(32),
    Song(tempo_bpm=150.07, pattern="rock", lead_in_seconds=0.9).lasting(32),
    Song(tempo_bpm=174.0, pattern="breakbeat", lead_in_seconds=0.5).lasting(32),
    Song(tempo_bpm=175.0, pattern="rock").lasting(32),
    Song(tempo_bpm=96.0, pattern="waltz", lead_in_seconds=0.7).lasting(32),
    Song(tempo_bpm=150.0, pattern="waltz", mode="major", tonic=5).lasting(32),
]


def _name(song: Song) -> str:
    return f"{song.pattern}-{song.tempo_bpm}"


each_song = pytest.mark.parametrize("song", SONGS, ids=_name)


@each_song
def test_a_constant_tempo_is_found_within_a_fiftieth_of_a_beat_per_minute(
    hear: Hear, song: Song
) -> None:
    heard = hear(song)

    assert heard.tempo_bpm == pytest.approx(song.tempo_bpm, abs=0.02)
    assert heard.tempo_confidence > 0.8


@each_song
def test_every_beat_is_within_ten_milliseconds(hear: Hear, song: Song) -> None:
    beats = np.array(hear(song).beats_seconds)

    nearest = [np.abs(beats - beat).min() for beat in song.beats]

    assert max(nearest) < 0.010
    # The reverberation of the last drum may hold one beat more, the start one less.
    assert abs(len(beats) - len(song.beats)) <= 1


@each_song
def test_bars_begin_where_they_were_played(hear: Hear, song: Song) -> None:
    heard = hear(song)
    downbeats = np.array(heard.downbeats_seconds)

    assert heard.beats_per_bar == song.beats_per_bar
    assert max(np.abs(downbeats - bar).min() for bar in song.downbeats) < 0.010
    assert set(heard.downbeats_seconds) <= set(heard.beats_seconds)


def test_music_without_drums_has_a_tempo_too(hear: Hear) -> None:
    song = Song(tempo_bpm=104.0, pattern="none", lead_in_seconds=0.5).lasting(32)

    heard = hear(song)

    # The slow attack of chords leaves more room for error than a drum does.
    assert heard.tempo_bpm == pytest.approx(104.0, abs=0.05)


def test_the_grid_runs_through_a_part_without_drums(hear: Hear) -> None:
    parts = (Part(8), Part(8, drums=False, bass=False), Part(8))
    song = Song(tempo_bpm=126.0, parts=parts)

    beats = np.array(hear(song).beats_seconds)

    assert np.ptp(np.diff(beats)) < 0.0001
    assert max(np.abs(beats - beat).min() for beat in song.beats) < 0.010


def test_beats_begin_with_the_music_and_not_with_the_silence_before_it(hear: Hear) -> None:
    song = Song(tempo_bpm=120.0, lead_in_seconds=3.2).lasting(28)

    assert hear(song).beats_seconds[0] == pytest.approx(3.2, abs=0.010)


@each_song
def test_a_steady_song_says_so_and_offers_other_ways_to_count(hear: Hear, song: Song) -> None:
    heard = hear(song)

    assert heard.is_steady
    assert [span.tempo_bpm for span in heard.tempo_spans] == [heard.tempo_bpm]
    others = {other.kind: other for other in heard.tempo_alternatives}
    assert others["half"].tempo_bpm == pytest.approx(song.tempo_bpm / 2, abs=0.02)
    shifted = others["shifted"].first_downbeat_seconds
    assert min(abs(shifted - bar) for bar in heard.downbeats_seconds) > 0.1
    assert all(other.confidence < heard.tempo_confidence for other in heard.tempo_alternatives)


def test_a_song_in_six_eight_has_two_beats_in_a_bar(listen: Listen, tmp_path: Path) -> None:
    song = render_song(draw_song(107, style="ballad", motion="steady", seconds=45.0))

    heard = listen(save(song.audio, tmp_path / "ballad.wav"))

    assert heard.tempo_bpm == pytest.approx(song.plan.tempo_bpm, abs=0.02)
    assert heard.beats_per_bar == 2


def test_half_time_at_140_is_counted_at_140(listen: Listen, tmp_path: Path) -> None:
    song = render_song(draw_song(2, style="dubstep", motion="steady", seconds=45.0))

    heard = listen(save(song.audio, tmp_path / "dubstep.wav"))

    assert heard.tempo_bpm == pytest.approx(song.plan.tempo_bpm, abs=0.02)
