from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.core.audio import PageCutter, PcmShape
from app.core.errors import NotFound, UnusableAudio

FRAMES = 2_500


@pytest.fixture
def steps() -> np.ndarray:
    """Return random samples of 16 bits."""
    return np.random.default_rng(1).integers(-(1 << 15), 1 << 15, (FRAMES, 2), dtype=np.int16)


@pytest.fixture
def file(tmp_path: Path, steps: np.ndarray) -> Path:
    """Return a FLAC of 16 bits."""
    soundfile.write(tmp_path / "song.flac", steps, 44_100, subtype="PCM_16")
    return tmp_path / "song.flac"


def test_pages_in_any_order_are_exactly_what_the_file_holds(file: Path, steps: np.ndarray) -> None:
    cutter = PageCutter()
    pages = {index: cutter.cut(file, index, page_frames=1_000) for index in (2, 0, 1)}
    assert b"".join(pages[index] for index in range(3)) == steps.astype("<i2").tobytes()
    assert len(pages[2]) == 500 * 4
    assert cutter.shape(file) == PcmShape(frames=FRAMES, rate_hz=44_100, channels=2)


def test_what_is_wider_than_16_bits_is_rounded_and_never_wraps(tmp_path: Path) -> None:
    samples = np.array([-1.5, -1.0, 0.4 / 32_768, 0.6 / 32_768, 1.0, 1.5])
    soundfile.write(tmp_path / "loud.wav", samples, 44_100, subtype="FLOAT")
    page = PageCutter().cut(tmp_path / "loud.wav", 0, page_frames=10)
    assert np.frombuffer(page, "<i2").tolist() == [-32_768, -32_768, 0, 1, 32_767, 32_767]


def test_a_page_past_the_end_and_a_file_that_is_gone_are_not_found(file: Path) -> None:
    cutter = PageCutter()
    for index in (-1, 3):
        with pytest.raises(NotFound, match="no such page"):
            cutter.cut(file, index, page_frames=1_000)
    with pytest.raises(NotFound, match="Import it again"):
        cutter.cut(file.with_name("gone.flac"), 0, page_frames=1_000)


def test_a_broken_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "broken.flac").write_bytes(b"fLaC and nothing else")
    with pytest.raises(UnusableAudio, match="damaged"):
        PageCutter().cut(tmp_path / "broken.flac", 0, page_frames=1_000)


def test_no_more_files_stay_open_than_were_allowed(file: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    cutter = PageCutter(most_files=2)
    for number in range(8):
        copy = file.with_name(f"copy-{number}.flac")
        copy.write_bytes(file.read_bytes())
        cutter.cut(copy, 0, page_frames=1_000)
    assert len(list(Path("/proc/self/fd").iterdir())) - before <= 3
