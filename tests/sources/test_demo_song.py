from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
from numpy.testing import assert_array_equal
from scipy.signal import (
    resample_poly,  # pyright: ignore[reportUnknownVariableType]
)

from app.core.audio import inspect, read
from app.sources import DemoSong, render_demo_song, write_demo_song
from app.sources.rules.score import PARTS
from tests.twins import ignore_progress


@pytest.fixture(scope="module")
def song() -> DemoSong:
    return render_demo_song()


def part_of(song: DemoSong, stem: str, label: str) -> np.ndarray:
    """Return a stem's samples in the first section called ``label``."""
    section = next(section for section in song.sections if section.label == label)
    start, end = (round(s * song.rate_hz) for s in (section.start_seconds, section.end_seconds))
    return song.stems[stem][:, start:end]


def level_db(samples: np.ndarray) -> float:
    return 10 * float(np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-12))


def test_the_stems_sum_to_the_mix_exactly_in_any_order(song: DemoSong) -> None:
    vocals, drums, bass, other = (song.stems[n] for n in ("vocals", "drums", "bass", "other"))

    assert list(song.stems) == ["vocals", "drums", "bass", "other"]
    assert_array_equal(vocals + drums + bass + other, song.mix)
    assert_array_equal(other + (bass + (drums + vocals)), song.mix)
    assert song.mix.dtype == np.float32


def test_sections_are_whole_bars_that_follow_each_other_for_45_seconds(song: DemoSong) -> None:
    bar_seconds = song.beats_per_bar * 60 / song.tempo_bpm
    bars = [(s.end_seconds - s.start_seconds) / bar_seconds for s in song.sections]

    assert bars == pytest.approx([4, 4, 2, 4, 4, 4, 2], abs=1e-9)
    assert song.sections[0].start_seconds == song.first_beat_seconds
    for before, after in zip(song.sections, song.sections[1:], strict=False):
        assert before.end_seconds == after.start_seconds
    assert song.sections[-1].end_seconds == pytest.approx(45.25)
    assert song.mix.shape == (2, round(45.75 * 44_100))


def test_each_section_begins_with_the_kicks_of_its_score(song: DemoSong) -> None:
    drums = song.stems["drums"].mean(axis=0)
    # The kick's body lies below 150 Hz: a moving mean of 3 ms leaves little else of the drums.
    low = np.convolve(drums, np.hanning(301) / 150, mode="same")
    beat_samples = 60 / song.tempo_bpm * song.rate_hz
    for section, part in zip(song.sections, PARTS, strict=True):
        start = section.start_seconds * song.rate_hz
        for beat in range(4):
            at = round(start + beat * beat_samples)
            hit = np.abs(low[at : at + 2_000]).max()
            before = np.abs(low[at - 1_500 : at - 200]).max() if at > 1_500 else 0.0
            expected = float(beat) in part.kicks
            assert (hit > 3 * before + 0.02) == expected, (section.label, beat)


def test_the_tempo_is_in_the_kicks_to_a_thousandth(song: DemoSong) -> None:
    low = np.convolve(song.stems["drums"].mean(axis=0) ** 2, np.ones(64) / 64, mode="same")
    onsets = np.flatnonzero((low[1:] > 1e-3) & (low[:-1] <= 1e-3))
    first, drop = song.first_beat_seconds, song.sections[3].start_seconds
    found = [onsets[np.argmin(np.abs(onsets - at * song.rate_hz))] for at in (first, drop)]
    beats = 40  # ten bars lie between the two

    tempo_bpm = 60 * beats * song.rate_hz / (found[1] - found[0])
    assert tempo_bpm == pytest.approx(song.tempo_bpm, abs=0.05)
    assert abs(found[0] / song.rate_hz - first) < 0.005


def test_it_is_as_loud_as_a_record_and_does_not_clip(song: DemoSong) -> None:
    loudness_lufs = pyloudnorm.Meter(song.rate_hz).integrated_loudness(song.mix.T)
    true_peak = np.abs(resample_poly(song.mix, 4, 1, axis=1)).max()

    assert loudness_lufs == pytest.approx(-12.0, abs=0.3)
    assert 20 * np.log10(true_peak) < -1.0


def test_each_stem_plays_where_the_score_says(song: DemoSong) -> None:
    assert not part_of(song, "vocals", "intro").any()
    assert not part_of(song, "bass", "intro").any()
    for stem in song.stems:
        assert level_db(part_of(song, stem, "drop")) > -30
    assert (
        level_db(part_of(song, "drums", "breakdown")) < level_db(part_of(song, "drums", "drop")) - 5
    )
    assert level_db(part_of(song, "vocals", "breakdown")) > -30


def test_bass_is_low_and_in_the_middle_and_the_voice_is_central(song: DemoSong) -> None:
    bass = song.stems["bass"]
    spectrum = np.abs(np.fft.rfft(bass[0])) ** 2
    frequencies_hz = np.fft.rfftfreq(bass.shape[1], 1 / song.rate_hz)
    left, right = song.stems["vocals"]

    assert spectrum[frequencies_hz < 500].sum() > 0.95 * spectrum.sum()
    assert np.abs(bass[0] - bass[1]).max() < 1e-6
    assert level_db(left - right) < level_db(left + right) - 12


def test_the_notes_are_those_of_a_minor(song: DemoSong) -> None:
    mono = song.mix.mean(axis=0)
    spectrum = np.abs(np.fft.rfft(mono)) ** 2
    frequencies_hz = np.fft.rfftfreq(len(mono), 1 / song.rate_hz)
    here = (frequencies_hz > 200) & (frequencies_hz < 1_000)
    pitch = np.rint(12 * np.log2(frequencies_hz[here] / 440)).astype(int) % 12
    strength = np.bincount(pitch, weights=spectrum[here], minlength=12)

    in_key = [0, 2, 3, 5, 7, 8, 10, 11]  # A B C D E F G, and the G sharp of the dominant
    assert strength.argmax() in {0, 3, 7}
    assert strength[in_key].sum() > 0.95 * strength.sum()


def test_no_stem_jumps_or_ends_abruptly(song: DemoSong) -> None:
    for stem in ("vocals", "bass"):
        second = np.abs(np.diff(song.stems[stem], n=2, axis=1))
        assert second.max() < 0.15, stem  # a click is a jump of full height in one sample
    assert np.abs(song.mix[:, :1_000]).max() < 1e-3
    assert np.abs(song.mix[:, -50:]).max() < 1e-4


def test_it_is_the_same_song_every_time(song: DemoSong) -> None:
    assert_array_equal(render_demo_song().mix, song.mix)


def test_it_is_written_with_its_names_and_read_back_exactly(tmp_path: Path) -> None:
    path = tmp_path / "demo.flac"

    song = write_demo_song(path)

    audio, rate_hz = read(path)
    found = inspect(path, name="demo", max_duration_seconds=60, report=ignore_progress)
    assert rate_hz == song.rate_hz
    assert_array_equal(audio, song.mix)
    assert (found.tags.title, found.tags.artist) == (song.title, song.artist)
    assert soundfile.info(path).subtype == "PCM_24"
