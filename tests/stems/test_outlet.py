"""What engines write through: any order in, whole files out, or nothing."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from app.core import audio
from app.core.errors import InvalidInput, StorageFailed
from app.stems.errors import BrokenSound
from app.stems.outlet import StemFiles
from app.stems.ports import Recipe
from app.stems.rules.pyramid import PyramidBuilder
from app.stems.rules.summing import FULL_SCALE

RATE_HZ = 8_000
FRAMES = 30_000
SOURCES = ("drums", "bass", "other", "vocals")
HOUSE_ORDER = ["vocals", "drums", "bass", "other"]
GRID = 1 / FULL_SCALE

Sound = npt.NDArray[np.float32]


def noise(*, seed: int = 1, sources: int = 4, channels: int = 2, frames: int = FRAMES) -> Sound:
    """Return stems on the 24-bit grid, so that whatever is written must come back unchanged."""
    random = np.random.default_rng(seed)
    steps = random.integers(-(1 << 20), 1 << 20, (sources, channels, frames))
    return (steps / FULL_SCALE).astype(np.float32)


def open_files(
    folder: Path, *, frames: int = FRAMES, channels: int = 2, **recipe: Any
) -> StemFiles:
    """Open an outlet for four sources."""
    wanted = Recipe.model_validate({"engine": "draft", **recipe})
    return StemFiles(
        folder, SOURCES, rate_hz=RATE_HZ, channels=channels, frames=frames, recipe=wanted
    )


def write_all(files: StemFiles, stems: Sound, *, cuts: Sequence[int] = ()) -> None:
    """Write everything in pieces, in the order of ``cuts`` or from front to back."""
    mix = stems.sum(axis=0)
    edges: list[int] = sorted({0, FRAMES, *cuts})
    spans = dict(pairwise(edges))
    for start in [*cuts, *(one for one in spans if one not in cuts)]:
        end = spans[start]
        files.write(start, mix[:, start:end], stems[..., start:end])


def stem_of(stems: Sound, name: str) -> Sound:
    """Return one of the sources."""
    return stems[SOURCES.index(name)]


def left_in(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("cuts", [[], [20_000, 7, 12_345], [29_999, 0, 15_000, 1]])
def test_stems_come_back_to_the_bit_whatever_the_order(tmp_path: Path, cuts: list[int]) -> None:
    stems = noise()
    with open_files(tmp_path) as files:
        write_all(files, stems, cuts=cuts)
    assert list(files.paths) == HOUSE_ORDER
    for name, path in files.paths.items():
        read, rate_hz = audio.read(path)
        assert rate_hz == RATE_HZ
        assert np.array_equal(read, stem_of(stems, name))
    assert files.duration_seconds == FRAMES / RATE_HZ
    assert files.residual_db == -120


@pytest.mark.parametrize("cuts", [[], [20_000, 7, 12_345]])
def test_the_picture_beside_a_stem_is_the_one_drawn_of_it(tmp_path: Path, cuts: list[int]) -> None:
    stems = noise()
    with open_files(tmp_path) as files:
        write_all(files, stems, cuts=cuts)
    for name, path in files.paths.items():
        builder = PyramidBuilder(RATE_HZ)
        builder.add(stem_of(stems, name))
        assert path.with_suffix(".peaks").read_bytes() == builder.render()


def test_while_stems_are_made_none_has_its_name(tmp_path: Path) -> None:
    stems = noise()
    with open_files(tmp_path) as files:
        write_all(files, stems)
        assert not any(path.exists() for path in files.paths.values())
    assert left_in(tmp_path) == sorted(
        ["live", *(f"{name}.{kind}" for name in SOURCES for kind in ("flac", "peaks"))]
    )


def test_an_engine_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_files(tmp_path) as files:
        files.write(0, noise()[0, :, :100], noise()[..., :100])
        raise ZeroDivisionError
    assert left_in(tmp_path) == []


def test_frames_that_never_come_are_an_error_that_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="29900 frames were never"), open_files(tmp_path) as files:
        files.write(0, noise()[0, :, :100], noise()[..., :100])
    assert left_in(tmp_path) == []


def test_a_frame_comes_once_and_belongs_to_the_recording(tmp_path: Path) -> None:
    stems = noise()
    with pytest.raises(ValueError, match="there already"), open_files(tmp_path) as files:
        files.write(50, stems[0, :, :100], stems[..., :100])
        files.write(0, stems[0, :, :51], stems[..., :51])
    with pytest.raises(ValueError, match="there are 30000"), open_files(tmp_path) as files:
        files.write(FRAMES - 1, stems[0, :, :2], stems[..., :2])
    assert left_in(tmp_path) == []


def test_what_is_no_number_is_refused_with_a_way_out(tmp_path: Path) -> None:
    stems = noise()
    stems[2, 0, 17] = np.nan
    with pytest.raises(BrokenSound, match="fp32"), open_files(tmp_path) as files:
        write_all(files, stems)
    assert left_in(tmp_path) == []


def test_a_disk_without_the_room_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"takes up to .* free"):
        open_files(tmp_path, frames=1 << 50).__enter__()
    assert left_in(tmp_path) == []


def test_a_disk_that_refuses_later_is_heard_by_the_engine_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    stems = noise()
    with pytest.raises(StorageFailed, match="try again"), open_files(folder) as files:
        for name in ("written.json", "shape.json"):
            (folder / "live" / name).unlink()
        (folder / "live" / "written.json").mkdir()
        write_all(files, stems)
    assert left_in(folder) == []


def test_some_stems_are_kept_and_the_others_become_the_rest(tmp_path: Path) -> None:
    stems = noise()
    with open_files(tmp_path, keep=["drums", "bass"], rest=True) as files:
        write_all(files, stems)
    assert list(files.paths) == ["drums", "bass", "rest"]
    rest = stem_of(stems, "other") + stem_of(stems, "vocals")
    assert np.array_equal(audio.read(files.paths["rest"])[0], rest)
    assert files.residual_db == -120


def test_beside_vocals_the_rest_is_the_instrumental(tmp_path: Path) -> None:
    stems = noise()
    with open_files(tmp_path, keep=["vocals"], rest=True) as files:
        write_all(files, stems)
    assert list(files.paths) == ["vocals", "instrumental"]
    instrumental = stems[:3].sum(axis=0)
    assert np.array_equal(audio.read(files.paths["instrumental"])[0], instrumental)


def test_without_the_rest_only_what_is_kept_is_written(tmp_path: Path) -> None:
    with open_files(tmp_path, keep=["bass"]) as files:
        write_all(files, noise())
    assert list(files.paths) == ["bass"]
    assert files.residual_db == -120


def test_a_stem_that_there_is_not_cannot_be_kept(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"'piano' to keep\. This model gives vocals, drums"):
        open_files(tmp_path, keep=["piano"])


@pytest.mark.parametrize("more", [{}, {"keep": ["vocals"], "rest": True}])
def test_completed_stems_add_up_to_the_mix_exactly(tmp_path: Path, more: dict[str, Any]) -> None:
    stems = noise()
    mix = stems.sum(axis=0) + np.float32(0.25)
    with open_files(tmp_path, complete=True, **more) as files:
        files.write(0, mix, stems)
    total = sum(audio.read(path)[0].astype(np.float64) for path in files.paths.values())
    assert np.abs(total - mix).max() <= GRID / 2
    assert np.array_equal(audio.read(files.paths["vocals"])[0], stem_of(stems, "vocals"))


def test_a_rest_beyond_full_scale_keeps_the_sum(tmp_path: Path) -> None:
    stems = noise()
    stems[:3, :, 100:110] = np.float32(0.5)
    stems[3, :, 100:110] = np.float32(-0.9)
    with open_files(tmp_path, keep=["vocals"], rest=True) as files:
        write_all(files, stems)
    total = sum(audio.read(path)[0].astype(np.float64) for path in files.paths.values())
    assert np.array_equal(total, stems.sum(axis=0, dtype=np.float64))


def test_the_quality_is_measured_on_what_is_written(tmp_path: Path) -> None:
    with open_files(tmp_path, keep=["vocals"], rest=True) as files:
        write_all(files, noise(), cuts=[12_345])
    assert [stem.name for stem in files.quality.stems] == ["vocals", "instrumental"]
    assert files.quality.verdicts[0].key == "residual_exact"


def test_one_channel_is_enough(tmp_path: Path) -> None:
    stems = noise(channels=1)
    with open_files(tmp_path, channels=1) as files:
        write_all(files, stems, cuts=[15_000])
    assert np.array_equal(audio.read(files.paths["bass"])[0], stem_of(stems, "bass"))
