"""Notes of stems: bass lines, melodies, drums and chords whose notes are known."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app import analysis
from app.analysis import TranscriptionRequest
from app.analysis.rules.stems.drum_events import DrumListener
from app.analysis.rules.transcription.chords import ChordListener
from app.analysis.rules.transcription.pitches import VOICE, PitchListener
from app.core.errors import InvalidInput, NotFound
from app.sources.rules.singing import Syllable, sing
from tests.analysis.notes import Note, f_measure, piano, play, saw, sine, write_down
from tests.analysis.songs import HATS, KICKS, RATE_HZ, SNARES, Part, Song, render, save

BEAT = 60.0 / 124.0


def line(pitches: list[int], *, step: float, length: float) -> list[Note]:
    """Return notes one after the other, each so much of a step long."""
    return [
        (0.3 + number * step, 0.3 + (number + length) * step, pitch)
        for number, pitch in enumerate(pitches)
    ]


WALK = line([28, 28, 31, 33, 40, 38, 36, 35, 28, 40, 33, 33, 45, 43] * 4, step=BEAT / 2, length=0.9)
TUNE = line([60, 62, 64, 67, 67, 72, 71, 69, 64, 60, 76, 74] * 3, step=BEAT, length=0.85)


@pytest.mark.parametrize("tone", [saw, piano, sine])
def test_a_bass_line_is_written_down_note_for_note(tmp_path: Path, tone: object) -> None:
    heard = write_down(play(WALK, tone), tmp_path, stem_type="bass")  # pyright: ignore[reportArgumentType]
    assert f_measure(WALK, heard) >= 0.9
    assert all(other[0] >= one[1] - 1e-4 for one, other in pairwise(heard))  # one voice


def test_a_melody_is_written_down_note_for_note(tmp_path: Path) -> None:
    heard = write_down(play(TUNE, saw), tmp_path, stem_type="vocals")
    assert f_measure(TUNE, heard) >= 0.95
    ends = [abs(one[1] - note[1]) for one, note in zip(heard, TUNE, strict=True)]
    assert max(ends) < 0.06  # to the length of a look


def test_a_singer_with_vowels_glides_and_vibrato_is_written_down(tmp_path: Path) -> None:
    notes = [64, 64, 67, 69, 69, 72, 69, 65, 69, 67, 65, 64, 68, 71]
    sung = tuple(
        Syllable(1.0 + number, 0.8, note, "aeiou"[number % 5]) for number, note in enumerate(notes)
    )
    truth = [(one.beat * BEAT, (one.beat + one.beats) * BEAT, one.note) for one in sung]
    sound = sing(sung, beats=len(notes) + 2.0, beat_seconds=BEAT)
    assert f_measure(truth, write_down(sound, tmp_path, stem_type="vocals")) >= 0.9


def test_a_track_that_is_tuned_otherwise_keeps_its_notes(tmp_path: Path) -> None:
    sound = play(WALK, saw, tuning_cents=42.0)
    heard = write_down(sound, tmp_path, stem_type="bass", tuning_cents=42.0)
    assert f_measure(WALK, heard) >= 0.9


def test_what_is_played_softer_is_written_softer(tmp_path: Path) -> None:
    notes = line([40, 43, 45, 47], step=0.5, length=0.8)
    heard = write_down(play(notes, saw, gains=[1.0, 0.5, 0.25, 1.0]), tmp_path, stem_type="bass")
    loud, half, quarter, again = (velocity for *_, velocity in heard)
    assert loud == pytest.approx(again, rel=0.1)
    assert 1.2 < loud / half < 1.6  # a root of two, as General MIDI has it
    assert 1.2 < half / quarter < 1.6


def test_chords_are_written_down_mostly(tmp_path: Path) -> None:
    chords = [(57, 60, 64), (53, 57, 60), (50, 53, 57), (52, 56, 59), (48, 52, 55, 59)] * 4
    truth = [
        (0.5 + number * 2 * BEAT, 0.5 + (number + 0.9) * 2 * BEAT, pitch)
        for number, chord in enumerate(chords)
        for pitch in chord
    ]
    assert f_measure(truth, write_down(play(truth, piano), tmp_path, stem_type="piano")) >= 0.8
    assert f_measure(truth, write_down(play(truth, saw), tmp_path, stem_type="other")) >= 0.6


def test_drums_are_notes_of_general_midi(tmp_path: Path) -> None:
    song = Song(pattern="rock", parts=(Part(8, bass=False, chords=False),))
    heard = write_down(render(song), tmp_path, stem_type="drums")
    for pitch, places in ((36, KICKS), (38, SNARES), (42, HATS)):
        truth = [
            (struck, struck + 0.1, pitch)
            for downbeat in song.downbeats
            for struck in (downbeat + place * song.beat_seconds for place in places["rock"])
        ]
        assert f_measure(truth, [note for note in heard if note[2] == pitch]) >= 0.9, pitch
    assert {pitch for _, _, pitch, _ in heard} == {36, 38, 42}


@pytest.mark.parametrize("stem_type", ["bass", "vocals", "drums", "other"])
@pytest.mark.parametrize("level", [0.0, 1e-5])
def test_a_stem_with_nothing_in_it_has_no_notes(
    tmp_path: Path, stem_type: str, level: float
) -> None:
    chance = np.random.default_rng(1)
    sound = (level * chance.standard_normal(3 * RATE_HZ)).astype(np.float32)
    assert write_down(sound, tmp_path, stem_type=stem_type) == []


@pytest.mark.parametrize("stem_type", ["bass", "vocals", "drums", "other"])
def test_a_sound_of_a_moment_is_no_trouble(tmp_path: Path, stem_type: str) -> None:
    sound = np.full(40, 0.5, dtype=np.float32)
    assert len(write_down(sound, tmp_path, stem_type=stem_type)) <= 1


@pytest.mark.parametrize("stem_type", ["bass", "other"])
def test_noise_is_not_full_of_notes(tmp_path: Path, stem_type: str) -> None:
    sound = 0.1 * np.random.default_rng(2).standard_normal(5 * RATE_HZ).astype(np.float32)
    assert len(write_down(sound, tmp_path, stem_type=stem_type)) < 30


def test_it_is_the_same_however_a_stream_is_cut_so_that_an_hour_fits_into_memory() -> None:
    sound = play(TUNE[:6], saw)[::2]
    for make in (lambda: PitchListener(VOICE), ChordListener, DrumListener):
        whole, parts = make(), make()
        whole.push(sound)
        for start in range(0, len(sound), 3_000):
            parts.push(sound[start : start + 3_000])
        one, other = whole.finish(), parts.finish()
        one, other = (it if isinstance(it, np.ndarray) else it.hz for it in (one, other))
        assert one.shape == other.shape
        assert np.allclose(one, other, rtol=1e-3, atol=1e-4)


def test_the_engine_follows_the_stem_and_can_be_chosen(tmp_path: Path) -> None:
    assert analysis.choose_transcriber("bass").name == "melody"
    assert analysis.choose_transcriber("drums").name == "drums"
    assert analysis.choose_transcriber("piano").name == "chords"
    heard = write_down(play(TUNE, saw), tmp_path, stem_type="synth", engine="melody")
    assert f_measure(TUNE, heard) >= 0.95
    with pytest.raises(NotFound, match="Did you mean 'melody'"):
        analysis.choose_transcriber("bass", "melodi")


def test_an_instrumental_is_refused_with_a_way_out() -> None:
    with pytest.raises(InvalidInput, match="apart into single stems"):
        analysis.choose_transcriber("instrumental")


@pytest.mark.parametrize("stem_type", ["bass", "drums", "other"])
def test_progress_only_rises(tmp_path: Path, stem_type: str) -> None:
    steps: list[float] = []
    source = save(play(WALK, piano), tmp_path / "stem.wav")
    request = TranscriptionRequest(source=source, name="stem", stem_type=stem_type)
    analysis.TRANSCRIBE.perform(request, lambda fraction, _phase: steps.append(fraction))
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0.0, 1.0)
