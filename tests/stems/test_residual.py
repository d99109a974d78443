from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from app import stems
from app.core.errors import NotFound
from app.stems import ResidualRequest
from tests.twins import ignore_progress

RATE_HZ = 22_050
Samples = npt.NDArray[np.float64]


def make_parts(frames: int) -> list[Samples]:
    """Return two stems and a little noise that neither holds, each (frames, channels)."""
    chance = np.random.default_rng(3)
    return [scale * chance.standard_normal((frames, 2)) for scale in (0.1, 0.05, 0.001)]


def write(path: Path, samples: Samples, rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, samples, rate_hz, subtype="PCM_24")
    return path


def subtract(folder: Path, mix: Path, *parts: Path) -> Samples:
    request = ResidualRequest(
        mix=mix,
        name=mix.name,
        stems=list(parts),
        target=folder / "residual.flac",
        picture=folder / "residual.peaks",
    )
    report = stems.RESIDUAL.perform(request, ignore_progress)
    samples, rate_hz = soundfile.read(request.target, always_2d=True)
    assert report.duration_seconds == pytest.approx(len(samples) / rate_hz)
    assert request.picture.read_bytes()[:4] == b"SFPK"
    return np.asarray(samples, np.float64)


@pytest.mark.parametrize("seconds", [0.01, 5.0, 11.3])
def test_the_residual_is_what_the_stems_lack_to_the_sample(tmp_path: Path, seconds: float) -> None:
    voice, drums, lack = make_parts(int(seconds * RATE_HZ))
    mix = write(tmp_path / "mix.wav", voice + drums + lack)
    residual = subtract(
        tmp_path, mix, write(tmp_path / "a.flac", voice), write(tmp_path / "b.flac", drums)
    )
    assert residual.shape == lack.shape
    # Mix, stems and residual are each rounded to 24 bits.
    assert np.abs(residual - lack).max() <= 4 / 2**23


def test_a_mix_of_another_rate_is_brought_to_that_of_the_stems(tmp_path: Path) -> None:
    seconds = np.arange(3 * 48_000) / 48_000
    tone = 0.5 * np.sin(2 * np.pi * 440 * seconds)[:, None]
    mix = write(tmp_path / "mix.wav", tone, 48_000)
    stem = write(tmp_path / "a.flac", np.zeros((3 * RATE_HZ, 2)))
    residual = subtract(tmp_path, mix, stem)
    assert residual.shape == (3 * RATE_HZ, 2)
    there = np.sin(2 * np.pi * 440 * np.arange(3 * RATE_HZ) / RATE_HZ) / 2
    inner = slice(RATE_HZ // 10, -RATE_HZ // 10)
    assert np.abs(residual[inner, 1] - there[inner]).max() < 0.001


def test_a_mix_that_decodes_to_less_than_it_did_ends_the_residual(tmp_path: Path) -> None:
    voice, drums, _ = make_parts(2 * RATE_HZ)
    mix = write(tmp_path / "mix.wav", (voice + drums)[:-100])
    residual = subtract(
        tmp_path, mix, write(tmp_path / "a.flac", voice), write(tmp_path / "b.flac", drums)
    )
    assert len(residual) == 2 * RATE_HZ - 100


def test_nothing_is_left_where_a_stem_is_gone(tmp_path: Path) -> None:
    voice, drums, _ = make_parts(RATE_HZ)
    mix, stem = write(tmp_path / "mix.wav", voice + drums), write(tmp_path / "a.flac", voice)
    with pytest.raises(NotFound):
        subtract(tmp_path, mix, stem, tmp_path / "gone.flac")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.flac", "mix.wav"]
