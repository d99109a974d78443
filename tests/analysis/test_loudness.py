import numpy as np
import numpy.typing as npt
import pyloudnorm
import pytest

from app.analysis.rules.loudness import Loudness, LoudnessMeter
from app.core.units import SILENCE_DB

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
