from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from app import analysis
from app.analysis import TrackAnalysis
from app.analysis.rules.harmony.chords import Chord, ChordRun
from app.analysis.rules.harmony.key_chords import support_keys
from app.analysis.rules.harmony.keys import Key, all_keys
from app.core.errors import InvalidInput
from tests.analysis.songs import RATE_HZ, Song, render, save

Hear = Callable[[Song], TrackAnalysis]
Listen = Callable[[Path], TrackAnalysis]

WHEELS = {
    "Ab major": ("4B", "9d"),
    "B major": ("1B", "6d"),
    "F# major": ("2B", "7d"),
    "Db major": ("3B", "8d"),
    "Eb major": ("5B", "10d"),
    "Bb major": ("6B", "11d"),
    "F major": ("7B", "12d"),
    "C major": ("8B", "1d"),
    "G major": ("9B", "2d"),
    "D major": ("10B", "3d"),
    "A major": ("11B", "4d"),
    "E major": ("12B", "5d"),
    "G# minor": ("1A", "6m"),
    "Eb minor": ("2A", "7m"),
    "Bb minor": ("3A", "8m"),
    "F minor": ("4A", "9m"),
    "C minor": ("5A", "10m"),
    "G minor": ("6A", "11m"),
    "D minor": ("7A", "12m"),
    "A minor": ("8A", "1m"),
    "E minor": ("9A", "2m"),
    "B minor": ("10A", "3m"),
    "F# minor": ("11A", "4m"),
    "C# minor": ("12A", "5m"),
}

SONGS = [
    Song(tonic=9, mode="minor", loop=(0, 8, 3, 10), detune_cents=30).lasting(32),
    Song(tonic=0, mode="minor", loop=(0, 10, 8, 10), tempo_bpm=140).lasting(32),
    Song(tonic=2, mode="minor", loop=(0, 5, 7, 0), tempo_bpm=100, pattern="rock").lasting(32),
    Song(tonic=6, mode="minor", loop=(0, 3, 10, 5), tempo_bpm=170, pattern="breakbeat").lasting(32),
    Song(tonic=0, mode="major", loop=(0, 7, 9, 5), detune_cents=-40).lasting(32),
    Song(tonic=3, mode="major", loop=(0, 9, 5, 7), tempo_bpm=90, pattern="hiphop").lasting(32),
    Song(tonic=8, mode="major", loop=(0, 5, 7, 0), tempo_bpm=110, pattern="rock").lasting(32),
    Song(tonic=11, mode="major", loop=(0, 7, 9, 5), tempo_bpm=120, pattern="none").lasting(32),
]


def test_all_keys_have_their_place_on_both_wheels() -> None:
    assert {key.name: (key.camelot, key.open_key) for key in all_keys()} == WHEELS


def test_relative_keys_share_a_number_on_the_wheel() -> None:
    for key in all_keys():
        assert key.camelot[:-1] == key.relative.camelot[:-1]
        assert key.relative.relative == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A minor", Key(9, "minor")),
        ("Am", Key(9, "minor")),
        ("a min", Key(9, "minor")),
        ("Bb", Key(10, "major")),
        ("A# maj", Key(10, "major")),
        ("C♯ minor", Key(1, "minor")),
        ("Cb major", Key(11, "major")),
    ],
)
def test_keys_are_read_however_they_are_spelt(text: str, key: Key) -> None:
    assert analysis.parse_key(text) == key


def test_a_key_by_name_is_found_on_the_wheels() -> None:
    assert analysis.name_to_camelot("F# minor") == "11A"
    assert analysis.name_to_open_key("Gb minor") == "4m"


@pytest.mark.parametrize("text", ["", "H minor", "A minor 7", "8A"])
def test_what_is_no_key_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="Write it like 'A minor'"):
        analysis.parse_key(text)


@pytest.mark.parametrize("song", SONGS, ids=lambda song: f"{song.tonic}-{song.mode}-{song.pattern}")
def test_a_song_is_in_the_key_it_was_played_in_and_not_in_its_relative(
    hear: Hear, song: Song
) -> None:
    heard = hear(song)
    key = Key(song.tonic, song.mode)

    assert (heard.key, heard.camelot, heard.open_key) == (key.name, key.camelot, key.open_key)
    assert heard.key_runner_up != heard.key
    assert heard.tuning_cents == pytest.approx(song.detune_cents, abs=6)


def test_drums_alone_have_no_key(hear: Hear) -> None:
    song = Song(pattern="rock").lasting(16)
    drums = replace(song, parts=(replace(song.parts[0], bass=False, chords=False),))

    heard = hear(drums)

    assert (heard.key, heard.camelot, heard.open_key, heard.key_runner_up) == (None,) * 4
    assert heard.key_confidence == 0
    assert heard.tempo_bpm is not None
    assert heard.energy is not None


def test_a_song_that_stays_in_its_key_has_one_span_of_it(hear: Hear) -> None:
    for song in SONGS:
        heard = hear(song)

        assert [span.key for span in heard.key_spans] == [heard.key]
        assert heard.key_spans[0].camelot == heard.camelot
        assert heard.key_spans[0].confidence == heard.key_confidence


@pytest.mark.parametrize(("steps", "mode"), [(1, "major"), (2, "minor"), (-3, "minor")])
def test_a_song_that_moves_to_another_key_says_when(
    listen: Listen, tmp_path: Path, steps: int, mode: Literal["major", "minor"]
) -> None:
    before = Song(tonic=5, mode=mode).lasting(32)
    after = replace(before, tonic=(5 + steps) % 12).lasting(16)
    turn_seconds = before.bars * before.beats_per_bar * before.beat_seconds
    first = render(before)[: round(turn_seconds * RATE_HZ)]

    heard = listen(save(np.concatenate([first, render(after)]), tmp_path / "song.wav"))

    names = [Key(5, mode).name, Key(after.tonic, mode).name]
    assert [span.key for span in heard.key_spans] == names
    # The last chord before may be one of both keys.
    bar_seconds = before.beats_per_bar * before.beat_seconds
    assert heard.key_spans[1].start_seconds == pytest.approx(turn_seconds, abs=bar_seconds + 0.1)
    assert heard.key_spans[0].end_seconds == heard.key_spans[1].start_seconds
    assert heard.key == names[0]


def test_seventh_chords_do_not_make_a_minor_key_its_relative_major() -> None:
    # i7 iv7 are the notes of the relative's I6 and II: only the roots and the openings tell.
    runs = [
        ChordRun(8 * n, 8 * n + 8, Chord(9 if n % 2 == 0 else 2, "min7"), 0.9) for n in range(8)
    ]

    support = support_keys(runs, openings=[0, 16, 32, 48])

    assert all_keys()[int(np.argmax(support))] == Key(9, "minor")


def test_no_chords_speak_for_no_key() -> None:
    assert not support_keys([ChordRun(0, 8, None, 1.0)], openings=[0]).any()
