from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app import analysis
from app.analysis import AnalysisRequest, TrackAnalysis
from app.analysis.ports import KnownGrid
from app.analysis.rules.harmony.chords import INTERVALS, Chord, Quality
from app.analysis.rules.harmony.keys import Key, all_keys
from app.analysis.rules.harmony.spelling import write_chord, write_note
from tests.analysis.songs import RATE_HZ, Part, Song, save
from tests.twins import ignore_progress

Hear = Callable[[Song], TrackAnalysis]
Spans = list[tuple[float, float, str]]

BEAT_SECONDS = 0.5


def strum(chords: list[Chord | None], path: Path, *, detune_cents: float = 0.0) -> Path:
    """Write chords of four beats each at 120 BPM, with a click on every beat; None is a rest."""
    out = np.zeros(round(len(chords) * 4 * BEAT_SECONDS * RATE_HZ) + RATE_HZ, dtype=np.float32)
    time = np.arange(round(BEAT_SECONDS * RATE_HZ)) / RATE_HZ
    click = np.random.default_rng(1).uniform(-0.3, 0.3, 400) * np.linspace(1.0, 0.0, 400)
    for beat in range(4 * len(chords)):
        start = round(beat * BEAT_SECONDS * RATE_HZ)
        out[start : start + len(click)] += click.astype(np.float32)
        chord = chords[beat // 4]
        if chord is None:
            continue
        pitches = [36 + chord.root, *(60 + (note - 60) % 12 for note in chord.notes)]
        for pitch in pitches:
            hertz = 440 * 2 ** ((pitch + detune_cents / 100 - 69) / 12)
            waves = [np.sin(2 * np.pi * hertz * k * time) * 0.6**k for k in range(1, 7)]
            out[start : start + len(time)] += (0.1 * np.sum(waves, axis=0)).astype(np.float32)
    return save(out, path)


def listen(path: Path, *, key: str | None = None) -> TrackAnalysis:
    request = AnalysisRequest(source=path, name="song", features=("chords", "key"), key=key)
    return analysis.ANALYSE.perform(request, ignore_progress)


def at(heard: TrackAnalysis, seconds: float) -> str:
    """Return the chord at a time."""
    found = [c.chord for c in heard.chords if c.start_seconds <= seconds < c.end_seconds]
    return found[0] if found else "N"


def test_the_chords_of_a_song_are_heard_where_they_are_played(hear: Hear) -> None:
    song = Song(tonic=9, mode="minor", loop=(0, 8, 3, 10)).lasting(32)  # Am F C G

    heard = hear(song)

    bar = 4 * song.beat_seconds
    played = ["Am", "F", "C", "G"] * (song.bars // 4)
    bars = [at(heard, (number + 0.5) * bar) for number in range(len(played))]
    assert bars == played
    edges = [chord.start_seconds for chord in heard.chords[1:]]
    nearest = [min(abs(edge - number * bar) for number in range(song.bars)) for edge in edges]
    assert max(nearest) < 0.03


@pytest.mark.parametrize("quality", list(INTERVALS))
def test_every_kind_of_chord_is_told_apart(quality: Quality, tmp_path: Path) -> None:
    home: list[Chord | None] = [Chord(0, "maj"), Chord(5, "maj"), Chord(7, "maj"), Chord(0, "maj")]
    asked = Chord(2, quality)

    heard = listen(strum([*home, asked, *home, asked], tmp_path / "song.wav"))

    for start in (4, 9):
        assert at(heard, (start + 0.5) * 4 * BEAT_SECONDS) == write_chord(asked, Key(0, "major"))


def test_chords_that_are_out_of_tune_are_heard_as_what_they_are(tmp_path: Path) -> None:
    chords: list[Chord | None] = [
        Chord(9, "min7"),
        Chord(2, "7"),
        Chord(7, "maj7"),
        Chord(0, "maj"),
    ]

    heard = listen(strum(chords * 3, tmp_path / "song.wav", detune_cents=38.0))

    assert [at(heard, 2.0 * bar + 1.0) for bar in range(4)] == ["Am7", "D7", "Gmaj7", "C"]
    assert heard.tuning_cents == pytest.approx(38.0, abs=6.0)


def test_where_nobody_plays_there_is_no_chord(tmp_path: Path) -> None:
    music: list[Chord | None] = [Chord(0, "maj"), Chord(9, "min"), Chord(5, "maj"), Chord(7, "maj")]

    heard = listen(strum([*music, *[None] * 4, *music], tmp_path / "song.wav"))

    assert at(heard, 12.0) == "N"
    assert at(heard, 1.0) == "C"
    assert at(heard, 17.0) == "C"


def test_drums_alone_are_no_chords(hear: Hear) -> None:
    drums = Song(pattern="rock", parts=(Part(8, bass=False, chords=False),))

    assert {chord.chord for chord in hear(drums).chords} <= {"N"}


def test_spans_follow_each_other_and_say_how_sure_they_are(hear: Hear) -> None:
    chords = hear(Song(tonic=0, mode="major", loop=(0, 7, 9, 5)).lasting(32)).chords

    for before, after in pairwise(chords):
        assert before.end_seconds == after.start_seconds
        assert before.chord != after.chord
    assert all(0 <= chord.confidence <= 1 for chord in chords)
    assert np.mean([chord.confidence for chord in chords]) > 0.8


def test_a_key_that_a_hand_has_set_is_the_one_that_chords_are_spelt_in(tmp_path: Path) -> None:
    chords: list[Chord | None] = [
        Chord(6, "maj"),
        Chord(11, "maj"),
        Chord(1, "maj"),
        Chord(6, "maj"),
    ]
    path = strum(chords * 3, tmp_path / "song.wav")

    heard, by_hand = listen(path), listen(path, key="Bb minor")

    assert heard.key == by_hand.key == "F# major"
    assert {chord.chord for chord in heard.chords} == {"F#", "B", "C#"}
    assert {chord.chord for chord in by_hand.chords} == {"Gb", "B", "Db"}


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (Key(0, "major"), "C Db D Eb E F F# G Ab A Bb B"),
        (Key(4, "major"), "C C# D D# E F F# G G# A A# B"),
        (Key(6, "major"), "C C# D D# E E# F# G G# A A# B"),
        (Key(9, "minor"), "C C# D D# E F F# G G# A Bb B"),
        (Key(3, "minor"), "C Db D Eb E F Gb G Ab A Bb Cb"),
    ],
    ids=lambda value: value.name if isinstance(value, Key) else "",
)
def test_notes_are_spelt_as_the_key_has_them(key: Key, names: str) -> None:
    assert " ".join(write_note(note, key) for note in range(12)) == names


def test_the_notes_of_a_scale_have_a_letter_each() -> None:
    for key in all_keys():
        steps = (0, 2, 4, 5, 7, 9, 11) if key.mode == "major" else (0, 2, 3, 5, 7, 8, 10)
        names = [write_note((key.tonic + step) % 12, key) for step in steps]
        assert len({name[0] for name in names}) == 7, key.name
        assert names[0] == key.name.split()[0]


def test_chords_lie_on_the_beats_of_a_grid_that_a_hand_has_made(tmp_path: Path) -> None:
    chords: list[Chord | None] = [
        Chord(0, "maj"),
        Chord(5, "maj"),
        Chord(7, "maj"),
        Chord(9, "min"),
    ]
    path = strum(chords * 2, tmp_path / "song.wav")
    beats = [round(0.25 + number * BEAT_SECONDS, 3) for number in range(31)]
    grid = KnownGrid(
        tempo_bpm=120.0, beats_per_bar=4, beats_seconds=beats, downbeats_seconds=beats[3::4]
    )
    request = AnalysisRequest(source=path, name="song", features=("chords",), grid=grid)

    heard = analysis.ANALYSE.perform(request, ignore_progress)

    assert heard.chords[0].start_seconds == beats[0]
    assert {chord.start_seconds for chord in heard.chords} <= set(beats)
    assert heard.chords[-1].end_seconds <= heard.duration_seconds


def test_music_without_a_pulse_has_chords_too(tmp_path: Path) -> None:
    time = np.arange(6 * RATE_HZ) / RATE_HZ
    swell = np.sin(np.pi * time / 6) ** 2
    pads = [
        np.sum([np.sin(2 * np.pi * 440 * 2 ** ((n - 69) / 12) * time) for n in notes], axis=0)
        * swell
        for notes in ([45, 57, 60, 64], [41, 57, 60, 65], [43, 59, 62, 67])
    ]
    path = save((0.1 * np.concatenate(pads)).astype(np.float32), tmp_path / "pad.wav")

    heard = analysis.ANALYSE.perform(AnalysisRequest(source=path, name="pad"), ignore_progress)

    assert heard.tempo_bpm is None
    assert [at(heard, middle) for middle in (3.0, 9.0, 15.0)] == ["Am", "F", "G"]
