import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyloudnorm
import pytest
import soundfile
from imageio_ffmpeg import get_ffmpeg_exe

from app.analysis import TrackAnalysis
from app.analysis.rules.level.loudness import Loudness, LoudnessMeter, loudness_rows, replay_gain
from app.core.units import SILENCE_DB
from tests.analysis.songs import Song

Sound = npt.NDArray[np.float32]


def measure(sound: Sound, rate_hz: int, *, block: int = 70_001) -> Loudness:
    meter = LoudnessMeter(rate_hz, len(sound))
    for start in range(0, sound.shape[1], block):
        meter.push(sound[:, start : start + block])
    return meter.finish()


def tone(levels_db: list[float], *, rate_hz: int = 48_000, seconds: float = 20.0) -> Sound:
    """Return a stereo sine of 1 kHz that steps through levels (peak, in dBFS)."""
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    sine = np.sin(2 * np.pi * 1000 * time)
    mono = np.concatenate([10 ** (level / 20) * sine for level in levels_db])
    return np.stack([mono, mono]).astype(np.float32)


def swelling_noise(rate_hz: int, channels: int) -> Sound:
    generator = np.random.default_rng(rate_hz)
    time = np.arange(12 * rate_hz) / rate_hz
    swell = 0.02 + np.abs(np.sin(0.4 * time))
    return (generator.normal(0, 0.1, (channels, len(time))) * swell).astype(np.float32)


@pytest.mark.parametrize(
    ("rate_hz", "channels"), [(8000, 1), (22_050, 2), (44_100, 2), (48_000, 1), (96_000, 2)]
)
def test_streamed_loudness_agrees_with_pyloudnorm(rate_hz: int, channels: int) -> None:
    sound = swelling_noise(rate_hz, channels)
    reference = pyloudnorm.Meter(rate_hz, filter_class="DeMan")

    expected = reference.integrated_loudness(sound.T.astype(np.float64))

    assert measure(sound, rate_hz).integrated_lufs == pytest.approx(expected, abs=0.1)


def test_the_reference_tone_of_ebu_tech_3341_reads_minus_23() -> None:
    assert measure(tone([-23.0]), 48_000).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_quiet_stretches_are_gated_as_in_ebu_tech_3341() -> None:
    # Test case 4 of EBU Tech 3341: what is far below does not pull the result down.
    sound = tone([-72.0, -36.0, *[-23.0] * 6, -36.0, -72.0], seconds=10.0)

    assert measure(sound, 48_000).integrated_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(
    ("levels_db", "range_lu"),
    [([-20.0, -30.0], 10.0), ([-20.0, -15.0], 5.0), ([-40.0, -20.0], 20.0)],
)
def test_loudness_range_meets_the_test_cases_of_ebu_tech_3342(
    levels_db: list[float], range_lu: float
) -> None:
    assert measure(tone(levels_db), 48_000).range_lu == pytest.approx(range_lu, abs=1.0)


def test_the_result_does_not_depend_on_the_size_of_the_blocks() -> None:
    sound = swelling_noise(44_100, 2)

    small, large = measure(sound, 44_100, block=4_410), measure(sound, 44_100, block=10**6)

    assert small.integrated_lufs == pytest.approx(large.integrated_lufs, abs=1e-9)
    assert small.true_peak_db == pytest.approx(large.true_peak_db, abs=1e-5)
    assert len(small.momentary_lufs) == len(large.momentary_lufs)


def test_the_true_peak_is_found_between_the_samples() -> None:
    time = np.arange(48_000)
    sine = (0.5 * np.sin(np.pi / 2 * time + np.pi / 4)).astype(np.float32)[None]

    heard = measure(sine, 48_000)

    assert heard.sample_peak_db == pytest.approx(-9.03, abs=0.01)
    # The tolerance of EBU Tech 3341 for true peaks is +0.2/-0.4 dB.
    assert -6.02 - 0.4 < heard.true_peak_db < -6.02 + 0.2


def test_a_peak_on_the_border_of_two_blocks_is_found() -> None:
    sound = np.zeros((1, 2000), dtype=np.float32)
    sound[0, 999:1001] = 0.5

    whole, halves = measure(sound, 48_000), measure(sound, 48_000, block=1000)

    assert halves.true_peak_db == pytest.approx(whole.true_peak_db, abs=1e-6)
    assert whole.true_peak_db > whole.sample_peak_db


def test_surround_channels_weigh_more_and_the_effects_channel_nothing() -> None:
    mono = tone([-23.0], seconds=5.0)[:1]
    silent = np.zeros_like(mono)
    front = measure(np.concatenate([mono, *[silent] * 5]), 48_000)
    effects = measure(np.concatenate([*[silent] * 3, mono, *[silent] * 2]), 48_000)
    back = measure(np.concatenate([*[silent] * 5, mono]), 48_000)

    assert back.integrated_lufs - front.integrated_lufs == pytest.approx(1.49, abs=0.01)
    assert effects.integrated_lufs == SILENCE_DB


def test_silence_reads_the_floor_and_not_infinity() -> None:
    heard = measure(np.zeros((2, 48_000 * 4), dtype=np.float32), 48_000)

    assert heard.integrated_lufs == SILENCE_DB
    assert heard.true_peak_db == SILENCE_DB
    assert heard.range_lu == 0


def test_a_tenth_of_a_second_has_a_loudness_but_no_range() -> None:
    heard = measure(tone([-23.0], seconds=0.13), 48_000)

    assert heard.integrated_lufs == pytest.approx(-23.0, abs=1.5)
    assert heard.range_lu is None


def by_ffmpeg(sound: Sound, rate_hz: int, path: Path) -> dict[str, float]:
    """Return what the meter of ffmpeg shows, to the tenth, and its loudest short-term value."""
    soundfile.write(path, sound.T, rate_hz, subtype="FLOAT")
    program = [get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", str(path)]
    meter = ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run([*program, *meter], capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    loudest = max(float(value) for value in re.findall(r" S:\s*(-?[\d.]+)", said))
    figures = re.findall(r"(I|LRA|Peak):\s*(-?[\d.]+)", summary)
    return {"S": loudest, **{str(name): float(value) for name, value in figures}}


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_every_figure_agrees_with_the_meter_of_ffmpeg(rate_hz: int, tmp_path: Path) -> None:
    time = np.arange(24 * rate_hz) / rate_hz
    sides = np.sign(np.sin(2 * np.pi * 997 * time)) * (0.06 + 0.24 * (time % 5 < 2.5))
    sound = np.stack([swelling_noise(rate_hz, 1)[0].repeat(2), sides]).astype(np.float32)

    expected = by_ffmpeg(sound, rate_hz, tmp_path / "sound.wav")
    heard = measure(sound, rate_hz)

    # The other meter shows tenths.
    assert heard.integrated_lufs == pytest.approx(expected["I"], abs=0.1)
    assert heard.range_lu == pytest.approx(expected["LRA"], abs=0.1)
    assert heard.short_term_max_lufs == pytest.approx(expected["S"], abs=0.1)
    # The tolerance of EBU Tech 3341 for true peaks is +0.2/-0.4 dB.
    assert -0.4 < heard.true_peak_db - expected["Peak"] < 0.2


@pytest.mark.parametrize(
    ("lufs", "peak_db", "gain_db"),
    [(-23.0, -10.0, 5.0), (-8.0, 0.4, -10.0), (-30.0, -6.0, 5.0), (-120.0, -90.0, 0.0)],
    ids=["quiet", "loud", "quiet with a peak", "too quiet to measure"],
)
def test_the_gain_leads_to_minus_18_as_far_as_the_peak_allows(
    lufs: float, peak_db: float, gain_db: float
) -> None:
    assert replay_gain(lufs, peak_db) == pytest.approx(gain_db)


def test_loudness_over_time_lies_where_it_is_heard() -> None:
    rows = loudness_rows(measure(tone([-60.0, -20.0], seconds=5.0), 48_000), step_seconds=0.2)

    momentary, short_term = rows.T
    assert len(rows) == 50
    assert momentary[:23] == pytest.approx(-60.0, abs=0.2)
    assert momentary[27:] == pytest.approx(-20.0, abs=0.2)
    # Three seconds around 5 s hold both, half of the power of the louder one.
    assert short_term[25] == pytest.approx(-23.0, abs=0.5)
    assert short_term[-1] == pytest.approx(-20.0, abs=0.2)


def test_silence_over_time_is_the_gate_of_the_meter() -> None:
    rows = loudness_rows(measure(np.zeros((1, 48_000), np.float32), 48_000), step_seconds=0.2)

    assert rows.tolist() == [[-70.0, -70.0]] * 5


def test_the_analysis_carries_loudness_over_time_and_a_gain(
    hear: Callable[[Song], TrackAnalysis],
) -> None:
    heard = hear(Song().lasting(16))

    frames = heard.frames["loudness"]
    assert frames.names == ["momentary_lufs", "short_term_lufs"]
    rows = frames.unpack()
    assert rows[:, 1].max() == pytest.approx(heard.short_term_max_lufs, abs=0.1)
    assert heard.gain_db is not None
    assert heard.gain_db <= -1.0 - (heard.true_peak_db or 0.0) + 0.01
