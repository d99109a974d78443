from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from app.analysis import ANALYSE, AnalysisRequest, KnownGrid, TrackAnalysis
from app.core.errors import NotFound, UnusableAudio
from tests.analysis.songs import RATE_HZ, Song, render, save, strike
from tests.twins import ignore_progress

Listen = Callable[[Path], TrackAnalysis]

SONG = Song(tempo_bpm=124.0, tonic=9, mode="minor").lasting(28)
NOISE = np.random.default_rng(7)


def test_silence_is_refused_with_its_name_and_a_next_step(listen: Listen, tmp_path: Path) -> None:
    path = save(np.zeros(5 * RATE_HZ, dtype=np.float32), tmp_path / "quiet.wav")

    with pytest.raises(UnusableAudio, match=r"'quiet.wav' is silent .* Choose a file"):
        listen(path)


def test_a_file_that_is_not_there_is_not_found(listen: Listen, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        listen(tmp_path / "gone.wav")


@pytest.mark.parametrize("samples", [1, 10, 2000, RATE_HZ // 2, RATE_HZ, int(1.9 * RATE_HZ)])
def test_a_very_short_file_has_loudness_and_no_tempo(
    listen: Listen, tmp_path: Path, samples: int
) -> None:
    heard = listen(save(render(SONG)[200 : 200 + samples], tmp_path / "short.wav"))

    assert heard.tempo_bpm is None
    assert heard.beats_seconds == heard.downbeats_seconds == []
    assert heard.loudness_lufs is not None
    assert heard.loudness_lufs > -60
    assert heard.loudness_range_lu is None
    assert len(heard.sections) == 1
    assert heard.key_confidence < 0.2


def test_a_few_seconds_have_little_confidence(listen: Listen, tmp_path: Path) -> None:
    heard = listen(save(render(SONG)[: 4 * RATE_HZ], tmp_path / "short.wav"))

    assert heard.tempo_confidence < 0.5


def test_a_steady_tone_has_neither_pulse_nor_key(listen: Listen, tmp_path: Path) -> None:
    time = np.arange(20 * RATE_HZ) / RATE_HZ
    tone = 0.3 * np.sin(2 * np.pi * 220 * time)

    heard = listen(save(tone.astype(np.float32), tmp_path / "tone.wav"))

    assert (heard.tempo_bpm, heard.key) == (None, None)
    assert heard.sections


def test_a_swelling_pad_has_a_key_and_no_pulse(listen: Listen, tmp_path: Path) -> None:
    time = np.arange(30 * RATE_HZ) / RATE_HZ
    pad = np.zeros(len(time))
    for pitch, swell in ((110, 0.05), (220, 0.063), (261.63, 0.076), (329.63, 0.089)):
        pad += np.sin(2 * np.pi * pitch * time) * (1 + 0.3 * np.sin(2 * np.pi * swell * time))

    heard = listen(save((0.1 * pad).astype(np.float32), tmp_path / "pad.wav"))

    assert heard.tempo_bpm is None
    assert heard.key == "A minor"
    assert heard.cues


def test_noise_has_neither_pulse_nor_key(listen: Listen, tmp_path: Path) -> None:
    noise = NOISE.normal(0, 0.1, 20 * RATE_HZ).astype(np.float32)

    heard = listen(save(noise, tmp_path / "noise.wav"))

    assert (heard.tempo_bpm, heard.key) == (None, None)


def test_an_unsteady_drummer_has_less_confidence_than_a_machine(
    listen: Listen, tmp_path: Path
) -> None:
    machine = np.arange(0.2, 30, 0.5)
    human = 0.2 + np.cumsum(0.5 + np.random.default_rng(1).normal(0, 0.012, len(machine)))

    steady = listen(save(strike(list(machine)), tmp_path / "machine.wav"))
    unsteady = listen(save(strike(list(human)), tmp_path / "human.wav"))

    assert unsteady.tempo_confidence < steady.tempo_confidence - 0.05
    assert (steady.is_steady, unsteady.is_steady) == (True, False)


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 48_000, 96_000])
def test_any_sample_rate_gives_the_same_tempo_and_key(
    listen: Listen, tmp_path: Path, rate_hz: int
) -> None:
    sound = soxr.resample(render(SONG), RATE_HZ, rate_hz)

    heard = listen(save(sound, tmp_path / "song.wav", rate_hz=rate_hz))

    assert heard.tempo_bpm == pytest.approx(124.0, abs=0.02)
    assert heard.key == "A minor"
    assert max(min(abs(beat - b) for b in heard.beats_seconds) for beat in SONG.beats) < 0.010


@pytest.mark.parametrize("channels", [(1.0, 1.0), (1.0, -1.0), (1.0, 0.0), (0.3,) * 6])
def test_any_channels_give_the_same_tempo_and_key(
    listen: Listen, tmp_path: Path, channels: tuple[float, ...]
) -> None:
    sound = np.outer(channels, render(SONG)).astype(np.float32)

    heard = listen(save(sound, tmp_path / "song.wav"))

    assert heard.tempo_bpm == pytest.approx(124.0, abs=0.02)
    assert heard.key == "A minor"


@pytest.mark.parametrize("gain", [0.02, 8.0])
def test_quiet_and_clipped_music_keeps_its_tempo_and_key(
    listen: Listen, tmp_path: Path, gain: float
) -> None:
    sound = np.clip(gain * render(SONG), -1, 1).astype(np.float32)

    heard = listen(save(sound, tmp_path / "song.wav"))

    assert heard.tempo_bpm == pytest.approx(124.0, abs=0.02)
    assert heard.key == "A minor"


def test_a_constant_voltage_is_no_music_but_no_crash(listen: Listen, tmp_path: Path) -> None:
    heard = listen(save(np.full(5 * RATE_HZ, 0.5, dtype=np.float32), tmp_path / "dc.wav"))

    assert (heard.tempo_bpm, heard.key) == (None, None)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_louder_than_any_sound_is_refused(listen: Listen, tmp_path: Path) -> None:
    sound = np.full(RATE_HZ, 1e30, dtype=np.float32)
    sound[::2] *= -1
    soundfile.write(tmp_path / "huge.wav", sound, RATE_HZ, subtype="FLOAT")

    with pytest.raises(UnusableAudio, match=r"'huge.wav' is louder .* Export it again"):
        listen(tmp_path / "huge.wav")


def test_a_bar_that_begins_where_the_track_ends_is_none(tmp_path: Path) -> None:
    path = save(render(SONG)[: 6 * RATE_HZ], tmp_path / "short.wav")
    grid = KnownGrid(
        tempo_bpm=120.0, beats_per_bar=4, beats_seconds=[5.5, 6.0], downbeats_seconds=[6.0]
    )
    request = AnalysisRequest(source=path, name="short", features=("structure",), grid=grid)

    heard = ANALYSE.perform(request, ignore_progress)

    assert all(part.end_seconds > part.start_seconds for part in heard.sections)
