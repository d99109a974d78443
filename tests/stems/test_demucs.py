import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import stems
from app.core.errors import InvalidInput, NotFound, Unavailable
from app.core.units import Audio
from app.stems.live import LiveStems
from tests.stems.tiny_model import FOUR, SIX, write_tiny_checkpoint
from tests.twins import ignore_progress

RATE_HZ = 44_100


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three foreign models."""
    folder = tmp_path_factory.mktemp("models")
    write_tiny_checkpoint(folder)
    write_tiny_checkpoint(folder, "tiny_6s", SIX)
    weights = [[1.0, 0.0, 0.5, 1.0], [0.0, 1.0, 0.5, 3.0]]
    write_tiny_checkpoint(folder, "tiny_bag", networks=2, weights=weights)
    return folder


def ask(tmp_path: Path, models: Path, **changes: object) -> stems.SeparationRequest:
    folder = tmp_path / "stems"
    folder.mkdir(exist_ok=True)
    return stems.SeparationRequest(
        source=tmp_path / "song.wav",
        name="My song",
        folder=folder,
        engine="demucs",
        model="tiny",
        models_folder=models,
        weights_url="http://127.0.0.1:9/",
        device="cpu",
        precision="fp32",
    ).model_copy(update=changes)


def write_noise(
    tmp_path: Path, *, seconds: float = 2.3, channels: int = 2, rate_hz: int = RATE_HZ
) -> Audio:
    random = np.random.default_rng(5)
    audio = (0.1 * random.standard_normal((channels, round(seconds * rate_hz)))) + 0.01
    soundfile.write(tmp_path / "song.wav", audio.T, rate_hz, subtype="FLOAT")
    return audio.astype(np.float32)


def read(report: stems.SeparationReport, name: str) -> Audio:
    wave = soundfile.read(report.stems[name], dtype="float32", always_2d=True)[0].T
    return np.asarray(wave, np.float32)


@pytest.mark.parametrize("model", ["tiny", "tiny_6s", "tiny_bag"])
def test_the_stems_are_those_of_demucs_itself(tmp_path: Path, models: Path, model: str) -> None:
    import torch
    from demucs.api import Separator

    mix = write_noise(tmp_path)
    report = stems.SEPARATE.perform(ask(tmp_path, models, model=model), ignore_progress)
    theirs = Separator(model, repo=models, shifts=0, device="cpu")
    _, expected = theirs.separate_tensor(torch.from_numpy(mix))

    assert set(report.stems) == set(SIX if model == "tiny_6s" else FOUR)
    assert (report.engine, report.model) == ("demucs", model)
    assert (report.device, report.precision) == ("cpu", "fp32")
    for name, wave in expected.items():
        error = np.square(read(report, name) - wave.numpy()).sum()
        agreement_db = 10 * np.log10(float(wave.square().sum()) / max(float(error), 1e-30))
        # Single precision in another order, and a file of 24 bits.
        assert agreement_db > 90, name


def test_the_report_tells_how_well_the_stems_add_up(tmp_path: Path, models: Path) -> None:
    mix = write_noise(tmp_path)
    report = stems.SEPARATE.perform(ask(tmp_path, models), ignore_progress)
    rest = sum(read(report, name) for name in FOUR) - mix
    expected_db = 10 * np.log10(np.square(rest).sum() / np.square(mix).sum())
    assert report.residual_db == pytest.approx(expected_db, abs=0.01)
    assert report.duration_seconds == pytest.approx(2.3)
    assert list(report.elapsed_seconds) == ["load", "decode", "separate", "encode", "total"]
    assert sum(report.elapsed_seconds.values()) <= 2.01 * report.elapsed_seconds["total"]


def test_a_mono_source_of_another_rate_yields_stems_in_the_models_format(
    tmp_path: Path, models: Path
) -> None:
    write_noise(tmp_path, channels=1, rate_hz=48_000, seconds=1.0)
    report = stems.SEPARATE.perform(ask(tmp_path, models), ignore_progress)
    for path in report.stems.values():
        shape = soundfile.info(path)
        assert (shape.samplerate, shape.channels, shape.frames) == (RATE_HZ, 2, RATE_HZ)
        assert shape.subtype == "PCM_24"


def test_silence_stays_silent(tmp_path: Path, models: Path) -> None:
    soundfile.write(tmp_path / "song.wav", np.zeros((RATE_HZ, 2)), RATE_HZ)
    report = stems.SEPARATE.perform(ask(tmp_path, models), ignore_progress)
    assert all(np.abs(read(report, name)).max() < 1e-6 for name in FOUR)
    assert report.residual_db <= -110


def test_half_precision_changes_nothing_that_can_be_heard(tmp_path: Path, models: Path) -> None:
    write_noise(tmp_path, seconds=1.2)
    full = stems.SEPARATE.perform(ask(tmp_path, models), ignore_progress)
    exact = {name: read(full, name) for name in FOUR}
    half = stems.SEPARATE.perform(ask(tmp_path, models, precision="bf16"), ignore_progress)
    assert half.precision == "bf16"
    for name, wave in exact.items():
        error = np.square(read(half, name) - wave).sum()
        assert 0 < error < 1e-3 * np.square(wave).sum(), name


def test_progress_rises_to_one_and_names_the_device(tmp_path: Path, models: Path) -> None:
    write_noise(tmp_path)
    said: list[tuple[float, str]] = []
    request = ask(tmp_path, models, model="tiny_bag")
    stems.SEPARATE.perform(request, lambda fraction, phase: said.append((fraction, phase)))
    fractions = [fraction for fraction, _ in said]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)
    assert "separating (cpu, fp32)" in [phase for _, phase in said]


@pytest.mark.parametrize("rate_hz", [RATE_HZ, 22_050])
def test_a_model_with_a_published_name_may_have_another_rate(tmp_path: Path, rate_hz: int) -> None:
    write_noise(tmp_path, seconds=1.0)
    write_tiny_checkpoint(tmp_path, "htdemucs", rate_hz=rate_hz)
    report = stems.SEPARATE.perform(ask(tmp_path, tmp_path, model=None), ignore_progress)
    shape = soundfile.info(report.stems["bass"])
    assert (shape.samplerate, shape.frames) == (rate_hz, rate_hz)


def test_the_recipe_says_how_thoroughly_and_what_is_kept(tmp_path: Path, models: Path) -> None:
    mix = write_noise(tmp_path)
    plain = stems.SEPARATE.perform(ask(tmp_path, models), ignore_progress)
    before = read(plain, "vocals")
    changes = {"overlap": 0.5, "shifts": 1, "keep": ("vocals",), "rest": True, "complete": True}
    report = stems.SEPARATE.perform(ask(tmp_path, models, **changes), ignore_progress)
    assert list(report.stems) == ["vocals", "instrumental"]
    assert not np.array_equal(read(report, "vocals"), before)
    both = read(report, "vocals") + read(report, "instrumental")
    assert np.abs(both - mix).max() < 2**-22
    assert report.quality is not None


def test_what_a_listener_jumps_to_comes_before_what_lies_between(
    tmp_path: Path, models: Path
) -> None:
    write_noise(tmp_path, seconds=12.0)
    jump = round(11.2 * RATE_HZ)
    there: list[bool] = []

    def listen(_: float, __: str) -> None:
        live = LiveStems.find(tmp_path / "stems")
        if live is None:
            return
        _, spans = live.written()
        live.wish(jump)
        there.append(spans.holds(jump, jump + 1) and not spans.holds(0, jump))

    report = stems.SEPARATE.perform(ask(tmp_path, models), listen)
    assert any(there)
    assert report.duration_seconds == pytest.approx(12.0)


def test_weights_exchanged_on_the_disk_are_loaded_anew(tmp_path: Path) -> None:
    write_noise(tmp_path, seconds=0.5)
    first_folder = tmp_path / "models"
    first_folder.mkdir()
    write_tiny_checkpoint(first_folder)
    first = stems.SEPARATE.perform(ask(tmp_path, first_folder), ignore_progress)
    before = read(first, "bass")
    shutil.rmtree(first_folder)
    first_folder.mkdir()
    write_tiny_checkpoint(first_folder, networks=2)
    second = stems.SEPARATE.perform(ask(tmp_path, first_folder), ignore_progress)
    assert not np.array_equal(read(second, "bass"), before)


def test_damaged_weights_are_found_by_their_checksum(tmp_path: Path) -> None:
    write_noise(tmp_path, seconds=0.5)
    (file,) = write_tiny_checkpoint(tmp_path)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(Unavailable, match=f"'tiny' are damaged: {file.name}"):
        stems.SEPARATE.perform(ask(tmp_path, tmp_path), ignore_progress)
    assert not list((tmp_path / "stems").iterdir())


def test_weights_that_are_no_weights_get_a_sentence(tmp_path: Path) -> None:
    write_noise(tmp_path, seconds=0.5)
    (tmp_path / "abcd1234.th").write_bytes(b"not a checkpoint")
    (tmp_path / "odd.yaml").write_text("models: ['abcd1234']")
    with pytest.raises(Unavailable, match="'odd' cannot be loaded"):
        stems.SEPARATE.perform(ask(tmp_path, tmp_path, model="odd"), ignore_progress)


def test_stems_whose_names_are_paths_are_refused(tmp_path: Path) -> None:
    write_noise(tmp_path, seconds=0.5)
    write_tiny_checkpoint(tmp_path, sources=("../bass", "rest"))
    with pytest.raises(Unavailable, match="no names for files"):
        stems.SEPARATE.perform(ask(tmp_path, tmp_path), ignore_progress)


def test_missing_weights_without_network_name_the_way_out(tmp_path: Path) -> None:
    write_noise(tmp_path, seconds=0.5)
    request = ask(tmp_path, tmp_path / "none", model=None)
    with pytest.raises(Unavailable) as caught:
        stems.SEPARATE.perform(request, ignore_progress)
    assert "sfa models pull htdemucs" in str(caught.value)
    assert "draft engine" in str(caught.value)


def test_a_misspelt_model_gets_a_suggestion(tmp_path: Path, models: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean 'htdemucs_ft'"):
        stems.SEPARATE.perform(ask(tmp_path, models, model="htdemucs_tf"), ignore_progress)


def test_the_list_has_the_published_models_and_those_in_the_folder(models: Path) -> None:
    listed = {model.name: model for model in stems.list_models(models)}
    assert list(listed)[:4] == ["htdemucs", "htdemucs_ft", "htdemucs_6s", "mdx_extra"]
    assert not listed["htdemucs"].installed
    assert "scientific purposes" in listed["htdemucs"].terms
    assert listed["htdemucs_6s"].stems == SIX
    assert listed["tiny_bag"].installed
    assert len(listed["tiny_bag"].signatures) == 2
    assert listed["tiny"].size_bytes == sum(
        path.stat().st_size for path in models.glob(f"{listed['tiny'].signatures[0]}-*.th")
    )


def test_a_model_whose_weights_are_incomplete_is_not_installed(tmp_path: Path) -> None:
    write_tiny_checkpoint(tmp_path, networks=2)[0].unlink()
    (tmp_path / "broken.yaml").write_text("models: [")
    (tmp_path / "empty.yaml").write_text("")
    listed = {model.name: model for model in stems.list_models(tmp_path)}
    assert not listed["tiny"].installed
    assert not {"broken", "empty"} & set(listed)


def test_the_device_is_described_with_its_reason() -> None:
    assert stems.describe_device("cpu", "fp32").precision == "fp32"
    described = stems.describe_device()
    assert described.precision in {"fp32", "bf16"}
    assert described.reason
    with pytest.raises(InvalidInput, match="no device called 'gpu'"):
        stems.describe_device("gpu")
    with pytest.raises(Unavailable, match="'cuda:99' cannot be used"):
        stems.describe_device("cuda:99")
