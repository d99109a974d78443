"""Checkpoints that somebody brings, and models that are taken away again."""

import hashlib
import pickle
import subprocess
from pathlib import Path

import pytest

from app import stems
from app.core.errors import Conflict, InvalidInput
from app.stems import ImportReport, StemModel
from tests.stems.tiny_model import FOUR, SIX, write_tiny_checkpoint
from tests.twins import ignore_progress


def take_in(models: Path, *files: Path) -> ImportReport:
    request = stems.ImportRequest(files={path.name: path for path in files}, models_folder=models)
    return stems.IMPORT.perform(request, ignore_progress)


def find(models: Path, name: str) -> StemModel:
    return next(model for model in stems.list_models(models) if model.name == name)


def checksum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    folder = tmp_path / "brought"
    folder.mkdir()
    return folder


def test_a_description_and_its_weights_become_a_model_that_can_be_used(
    models: Path, brought: Path
) -> None:
    files = write_tiny_checkpoint(brought, "mine", networks=2, weights=[[1, 0, 1, 0], [0, 1, 0, 1]])
    report = take_in(models, brought / "mine.yaml", *files)
    assert report.names == ["mine"]
    model = find(models, "mine")
    assert (model.installed, model.stems) == (True, FOUR)
    assert model.size_bytes == report.size_bytes == sum(path.stat().st_size for path in files)
    assert len(model.signatures) == 2
    from app.stems.engines.demucs.loading import load

    assert load("mine", models).sources == FOUR
    assert all(path.exists() for path in files), "what belongs to somebody is copied"
    assert sorted(path.name for path in models.iterdir() if path.is_file()) == sorted(
        ["mine.yaml", *(path.name for path in files)]
    )


def test_weights_alone_become_a_model_under_their_signature(models: Path, brought: Path) -> None:
    (file,) = write_tiny_checkpoint(brought, "mine", SIX)
    signature = file.name.partition("-")[0]
    assert take_in(models, file).names == [signature]
    assert find(models, signature).stems == SIX


def test_files_of_the_same_model_may_come_twice(models: Path, brought: Path) -> None:
    files = [brought / "mine.yaml", *write_tiny_checkpoint(brought, "mine")]
    take_in(models, *files)
    assert take_in(models, *files).names == ["mine"]


def test_files_of_ours_are_moved(models: Path, brought: Path) -> None:
    (file,) = write_tiny_checkpoint(brought, "mine")
    request = stems.ImportRequest(files={file.name: file}, models_folder=models, may_move=True)
    stems.IMPORT.perform(request, ignore_progress)
    assert not file.exists()


def test_a_damaged_file_is_refused_and_nothing_is_taken_in(models: Path, brought: Path) -> None:
    first, second = write_tiny_checkpoint(brought, "mine", networks=2)
    second.write_bytes(second.read_bytes()[:-1])
    with pytest.raises(InvalidInput, match=f"{second.name} is damaged"):
        take_in(models, brought / "mine.yaml", first, second)
    assert not models.exists()


class Harmful:
    """A program in the shape of a checkpoint: opening it leaves a file behind."""

    def __init__(self, trace: Path) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[object, tuple[list[str]]]:
        return subprocess.call, (["touch", str(self._trace)],)


@pytest.mark.parametrize("saved_by", ["torch", "pickle"])
def test_a_checkpoint_that_would_run_something_is_refused_before_it_does(
    models: Path, brought: Path, saved_by: str
) -> None:
    import torch

    draft = brought / "draft"
    content = {"klass": Harmful(brought / "harm")}
    if saved_by == "torch":
        torch.save(content, draft)
    else:
        draft.write_bytes(pickle.dumps(content, protocol=2))
    bad = draft.rename(brought / f"abcdef01-{checksum_of(draft)}.th")
    with pytest.raises(InvalidInput, match=r"asks for '\w+\.call'.*people you trust"):
        take_in(models, bad)
    assert not (brought / "harm").exists()
    assert not models.exists()


def test_numbers_that_are_no_network_are_refused(models: Path, brought: Path) -> None:
    import torch

    draft = brought / "draft"
    torch.save({"state": torch.zeros(3)}, draft)
    bad = draft.rename(brought / f"abcdef01-{checksum_of(draft)}.th")
    with pytest.raises(InvalidInput, match="holds no network of Demucs"):
        take_in(models, bad)


@pytest.mark.parametrize(
    "name", ["../mine.yaml", "mine.exe", "mine.th", "/etc/passwd", "..", "a/b.yaml", "Mine.yaml"]
)
def test_a_name_that_is_none_of_a_checkpoint_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="is no checkpoint"):
        stems.check_file_name(name)


def test_a_model_that_lacks_a_file_says_which(models: Path, brought: Path) -> None:
    first, second = write_tiny_checkpoint(brought, "mine", networks=2)
    signature = second.name.partition("-")[0]
    with pytest.raises(InvalidInput, match=f"'mine' also needs {signature}-….th"):
        take_in(models, brought / "mine.yaml", first)


def test_a_part_of_a_published_model_says_what_it_lacks(models: Path, brought: Path) -> None:
    draft = brought / "draft"
    draft.write_bytes(b"a quarter of htdemucs_ft")
    part = draft.rename(brought / f"f7e0c4bc-{checksum_of(draft)}.th")
    with pytest.raises(InvalidInput, match=r"'htdemucs_ft' also needs .*d12395a8-e57c48e6\.th"):
        take_in(models, part)


@pytest.mark.parametrize("name", ["htdemucs", "draft", "mine"])
def test_a_name_that_another_model_has_is_refused(models: Path, brought: Path, name: str) -> None:
    models.mkdir()
    write_tiny_checkpoint(models, "mine")
    files = write_tiny_checkpoint(brought, "yours")
    description = (brought / "yours.yaml").rename(brought / f"{name}.yaml")
    with pytest.raises(Conflict, match=f"another model called '{name}'.*Rename {name}.yaml"):
        take_in(models, description, *files)


def test_other_weights_under_a_signature_that_is_there_are_refused(
    models: Path, brought: Path
) -> None:
    models.mkdir()
    (mine,) = write_tiny_checkpoint(models, "mine")
    draft = brought / "draft"
    draft.write_bytes(b"others")
    other = draft.rename(brought / f"{mine.name.partition('-')[0]}-{checksum_of(draft)}.th")
    with pytest.raises(Conflict, match="both have the signature"):
        take_in(models, other)


@pytest.mark.parametrize(
    "text", ["models: 5", "[]", "x: ['a']", "models: ['../x']", "{", "a" * 70_000]
)
def test_what_describes_no_model_is_refused(models: Path, brought: Path, text: str) -> None:
    (brought / "mine.yaml").write_text(text)
    with pytest.raises(InvalidInput, match="does not describe a model"):
        take_in(models, brought / "mine.yaml")


def test_rows_that_do_not_fit_the_networks_are_refused(models: Path, brought: Path) -> None:
    files = write_tiny_checkpoint(brought, "mine", networks=2, weights=[[1, 0], [0, 1]])
    with pytest.raises(InvalidInput, match="one row of weights for each of its 2 networks"):
        take_in(models, brought / "mine.yaml", *files)


def test_a_deleted_model_is_gone_and_what_others_need_stays(models: Path) -> None:
    models.mkdir()
    shared, mine = write_tiny_checkpoint(models, "mine", networks=2)
    (models / "yours.yaml").write_text(f"models: ['{shared.name.partition('-')[0]}']")
    (models / f"{mine.name}.part").write_bytes(b"half")
    size = mine.stat().st_size + (models / "mine.yaml").stat().st_size + 4
    assert stems.remove_model("mine", models) == size
    assert sorted(path.name for path in models.iterdir()) == sorted([shared.name, "yours.yaml"])
    assert find(models, "yours").installed
    assert stems.measure_folder(models) == sum(path.stat().st_size for path in models.iterdir())


def test_an_unfinished_download_is_deleted_too(models: Path) -> None:
    models.mkdir()
    for name in ("955717e8-8726e21a.th.part", "955717e8-8726e21a.th.part.tag"):
        (models / name).write_bytes(b"half")
    assert stems.remove_model("htdemucs", models) == 8
    assert not list(models.iterdir())


def test_what_is_not_there_cannot_be_deleted(models: Path) -> None:
    with pytest.raises(Conflict, match="'htdemucs' is not installed"):
        stems.remove_model("htdemucs", models)
