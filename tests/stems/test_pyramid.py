import struct

import numpy as np
import numpy.typing as npt
import pytest

from app.core.units import Audio
from app.stems.rules.pyramid import (
    BANDS,
    FACTOR,
    HOP_SAMPLES,
    LEVELS,
    PyramidBuilder,
    coarsen,
    read_level,
)

RATE_HZ = 44_100


def tone(hz: float, *, samples: int = RATE_HZ) -> Audio:
    """Return a tone at half of full scale, both channels alike."""
    wave = 0.5 * np.sin(2 * np.pi * hz * np.arange(samples) / RATE_HZ)
    return np.stack([wave, wave]).astype(np.float32)


def finest(content: bytes) -> npt.NDArray[np.uint8]:
    """Return the columns of the finest level."""
    columns = struct.unpack("<4s7I", content[:32])[-1]
    return np.frombuffer(content[32 : 32 + columns * BANDS], np.uint8).reshape(-1, BANDS)


def draw(audio: Audio, *, block: int = 10_000) -> bytes:
    """Draw audio that comes in blocks."""
    builder = PyramidBuilder(RATE_HZ)
    for start in range(0, audio.shape[1], block):
        builder.add(audio[:, start : start + block])
    return builder.render()


@pytest.mark.parametrize(("hz", "band"), [(60, 1), (700, 2), (9_000, 3)])
def test_a_tone_is_seen_in_its_band_and_hardly_in_the_others(hz: float, band: int) -> None:
    # Where a tone is cut off there is a click, which all bands show.
    columns = finest(draw(tone(hz)))[300:-20].astype(np.float64) / 255
    levels = (columns**2).max(axis=0)
    assert levels[0] == pytest.approx(0.5, abs=0.01)
    assert levels[band] == pytest.approx(0.5, abs=0.05)
    others = [level for place, level in enumerate(levels) if place not in (0, band)]
    assert max(others) < 0.05


def test_the_picture_does_not_depend_on_the_blocks() -> None:
    song = tone(440, samples=5 * HOP_SAMPLES + 17)
    assert draw(song, block=7) == draw(song, block=10_000) == draw(song, block=HOP_SAMPLES)


def test_what_is_loud_in_a_band_is_drawn_where_it_is_heard() -> None:
    silence = np.zeros((2, RATE_HZ), np.float32)
    burst = np.concatenate([silence, tone(60), silence], axis=1)
    columns = finest(draw(burst))
    loud = np.flatnonzero(columns[:, 1] > 128)
    assert loud[0] * HOP_SAMPLES == pytest.approx(RATE_HZ, abs=0.01 * RATE_HZ)
    assert loud[-1] * HOP_SAMPLES == pytest.approx(2 * RATE_HZ, abs=0.01 * RATE_HZ)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 96_000, 192_000])
def test_bands_are_the_same_at_any_rate(rate_hz: int) -> None:
    time = np.arange(rate_hz) / rate_hz
    builder = PyramidBuilder(rate_hz)
    builder.add((0.5 * np.sin(2 * np.pi * 60 * time)).astype(np.float32)[None])
    middle = finest(builder.render())[20:-20].astype(np.float64) / 255
    levels = (middle[len(middle) // 4 : -len(middle) // 4] ** 2).max(axis=0)
    assert levels[:2] == pytest.approx(0.5, abs=0.01)
    assert max(levels[2:]) < 0.05


def test_a_level_is_read_out_of_a_whole_pyramid() -> None:
    content = draw(tone(440))
    coarse = coarsen(finest(content))
    assert read_level(content, 0, start=0, end=3) == finest(content)[:3].tobytes()
    assert read_level(content, 1, start=5, end=1 << 30) == coarse[5:].tobytes()
    assert read_level(content, 1, start=1 << 30, end=1 << 31) == b""


def test_a_coarser_level_keeps_the_highest_of_what_it_joins() -> None:
    columns = np.arange(6 * BANDS, dtype=np.uint8).reshape(6, BANDS)
    assert np.array_equal(coarsen(columns), columns[[FACTOR - 1, 5]])


def test_silence_and_nothing_at_all_have_a_picture() -> None:
    assert not finest(draw(np.zeros((1, 1_000), np.float32))).any()
    assert len(draw(np.zeros((2, 0), np.float32))) == 32
    assert struct.unpack("<4s7I", draw(tone(440))[:32])[4] == LEVELS


def test_what_is_louder_than_full_scale_fills_the_picture() -> None:
    assert finest(draw(3 * tone(440)))[:, 0].max() == 255
