from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from app import stems
from app.core.errors import (
    InvalidInput,
    NetworkDown,
    NotFound,
    StorageFailed,
    Unavailable,
    WeightsMissing,
)
from app.stems.engines.demucs.weights import Shelf, published_shelf, pull_model
from tests.stems.tiny_model import write_tiny_checkpoint
from tests.stems.weights_server import WeightsServer, serve_weights
from tests.twins import ignore_progress


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WeightsServer]:
    """Publish a bag of two tiny networks in the layout of Demucs's authors."""
    with serve_weights(tmp_path / "site") as running:
        folder = running.folder / "tiny_models"
        folder.mkdir(parents=True)
        write_tiny_checkpoint(folder, networks=2)
        yield running


@pytest.fixture
def shelf(tmp_path: Path, server: WeightsServer) -> Shelf:
    folder = tmp_path / "remote"
    folder.mkdir()
    published = server.folder / "tiny_models"
    (folder / "tiny.yaml").write_bytes((published / "tiny.yaml").read_bytes())
    names = sorted(path.name for path in published.glob("*.th"))
    (folder / "files.txt").write_text("\n".join(["# Tiny models", "root: tiny_models/", *names]))
    return Shelf.read(folder)


def published(server: WeightsServer) -> list[Path]:
    """Return the published files in the order in which they are fetched."""
    folder = server.folder / "tiny_models"
    order = Shelf.read(server.folder.parent / "remote").get("tiny").signatures
    return [next(folder.glob(f"{signature}-*.th")) for signature in order]


def test_a_fetched_model_is_installed_with_its_terms(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    said: list[tuple[float, str]] = []

    def listen(fraction: float, phase: str) -> None:
        said.append((fraction, phase))

    report = pull_model("tiny", models, server.url, listen, shelf=shelf)

    assert [path.name for path in report.files] == [path.name for path in published(server)]
    assert report.size_bytes == sum(path.stat().st_size for path in report.files)
    assert report.terms
    assert "tiny" in [model.name for model in stems.list_models(models) if model.installed]
    assert not list(models.glob("*.part"))
    fractions = [fraction for fraction, _ in said]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert any("for scientific purposes), file 2 of 2" in phase for _, phase in said)


def test_what_is_installed_is_not_fetched_again(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    for _ in range(2):
        pull_model("tiny", tmp_path / "models", server.url, ignore_progress, shelf=shelf)
    assert len(server.ranges) == 2
    installed = stems.PullRequest(
        name="tiny", models_folder=tmp_path / "models", weights_url="http://127.0.0.1:9/"
    )
    assert stems.PULL.perform(installed, ignore_progress).name == "tiny"


def test_a_fetch_that_broke_off_goes_on_where_it_stopped(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    server.break_after_bytes = 1_000
    with pytest.raises(NetworkDown, match="sfa models pull tiny"):
        pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert not list(models.glob("*.th"))
    assert not list(models.glob("*.yaml"))
    assert server.ranges == [None, "bytes=1000-", "bytes=2000-"]

    server.break_after_bytes = None
    pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert server.ranges[3:] == ["bytes=3000-", None]
    first = published(server)[0]
    assert (models / first.name).read_bytes() == first.read_bytes()


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    first = published(server)[0]
    (models / f"{first.name}.part").write_bytes(b"half")
    server.knows_ranges = False
    pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert (models / first.name).read_bytes() == first.read_bytes()


def test_a_server_whose_file_is_another_by_now_sends_all_of_it_again(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    first = published(server)[0]
    whole = first.read_bytes()
    first.write_bytes(b"an older version" + whole)
    server.break_after_bytes = 1_000
    with pytest.raises(NetworkDown):
        pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert (models / f"{first.name}.part").stat().st_size == 3_000

    first.write_bytes(whole)
    server.break_after_bytes = None
    before = len(server.ranges)
    pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert server.ranges[before:] == ["bytes=3000-", None]  # one question for each of two files
    assert (models / first.name).read_bytes() == whole


def test_a_part_that_was_damaged_meanwhile_is_fetched_anew(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    first = published(server)[0]
    (models / f"{first.name}.part").write_bytes(b"not the beginning of it")
    pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert (models / first.name).read_bytes() == first.read_bytes()
    assert not [path for path in models.iterdir() if ".part" in path.name]


def test_a_server_that_answers_with_another_range_is_asked_for_the_whole(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    first = published(server)[0]
    (models / f"{first.name}.part").write_bytes(first.read_bytes()[:500])
    server.lies_about_ranges = True
    pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert server.ranges[:2] == ["bytes=500-", None]
    assert (models / first.name).read_bytes() == first.read_bytes()


def test_a_server_that_does_not_say_how_long_a_file_is_is_understood(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    server.says_length = False
    report = pull_model("tiny", tmp_path / "models", server.url, ignore_progress, shelf=shelf)
    assert [path.read_bytes() for path in report.files] == [
        path.read_bytes() for path in published(server)
    ]


def test_a_server_that_is_busy_may_be_asked_again_later(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    server.busy = 1
    with pytest.raises(NetworkDown, match="is busy") as caught:
        pull_model("tiny", tmp_path / "models", server.url, ignore_progress, shelf=shelf)
    assert caught.value.retryable


def test_what_lies_there_of_a_model_is_counted_before_it_is_installed(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    del server, shelf
    models = tmp_path / "models"
    models.mkdir()
    (models / "955717e8-8726e21a.th.part").write_bytes(bytes(1_234))
    (model,) = [one for one in stems.list_models(models) if one.name == "htdemucs"]
    assert (model.installed, model.present_bytes) == (False, 1_234)
    assert model.size_bytes > 80_000_000


def test_two_who_fetch_the_same_model_at_once_fetch_it_once(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    server.hold_after_bytes = 1_000
    waited = Event()

    def notice(fraction: float, phase: str) -> None:
        del fraction
        if "waiting for another fetch" in phase:
            waited.set()
            server.released.set()

    with ThreadPoolExecutor() as pool:
        fetches = [
            pool.submit(pull_model, "tiny", models, server.url, notice, shelf=shelf)
            for _ in range(2)
        ]
        files = [fetch.result().files for fetch in fetches]
    assert waited.is_set()
    assert files[0] == files[1]
    assert server.ranges == [None, None]  # one for each of its two files


def test_a_part_that_was_complete_already_only_gets_its_name(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    first = published(server)[0]
    (models / f"{first.name}.part").write_bytes(first.read_bytes())
    pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert (models / first.name).read_bytes() == first.read_bytes()


def test_what_does_not_have_its_checksum_is_thrown_away(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    models = tmp_path / "models"
    first = published(server)[0]
    first.write_bytes(b"something else")
    with pytest.raises(Unavailable, match=f"{first.name} is damaged"):
        pull_model("tiny", models, server.url, ignore_progress, shelf=shelf)
    assert not [path for path in models.iterdir() if path.suffix in {".th", ".part", ".yaml"}]


def test_weights_that_are_not_there_are_no_network_fault(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    with pytest.raises(WeightsMissing, match="HTTP 404") as caught:
        pull_model("tiny", tmp_path, f"{server.url}elsewhere", ignore_progress, shelf=shelf)
    assert not caught.value.retryable


def test_no_network_is_said_in_a_sentence(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(WeightsMissing, match="cannot be reached") as caught:
        pull_model("tiny", tmp_path, "http://127.0.0.1:9/", ignore_progress, shelf=shelf)
    assert not caught.value.retryable
    for next_step in ("Models page", "'sfa models pull tiny'", "draft engine"):
        assert next_step in str(caught.value)


def test_an_address_that_is_none_of_the_web_is_refused(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(InvalidInput, match="no web address"):
        pull_model("tiny", tmp_path, "file:///etc", ignore_progress, shelf=shelf)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(
    tmp_path: Path, server: WeightsServer, shelf: Shelf
) -> None:
    in_the_way = tmp_path / "models"
    in_the_way.write_text("a file")
    with pytest.raises(StorageFailed, match="choose another models folder"):
        pull_model("tiny", in_the_way, server.url, ignore_progress, shelf=shelf)


def test_a_model_that_nobody_publishes_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean 'htdemucs'"):
        pull_model("htdemuc", tmp_path, "http://127.0.0.1:9/", ignore_progress)


def test_everything_we_offer_is_on_the_shelf_of_the_installed_demucs(tmp_path: Path) -> None:
    shelf = published_shelf()
    for model in stems.list_models(tmp_path):
        assert shelf.get(model.name).signatures == model.signatures
        assert all(signature in shelf.paths for signature in model.signatures)
