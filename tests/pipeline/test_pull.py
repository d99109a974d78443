"""Fetching, importing and deleting models: one job for all who ask, and what stays of it."""

import dataclasses
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import accounts, pipeline, stems
from app.accounts import User
from app.core.errors import Conflict, NotFound, StorageFailed, WeightsMissing
from app.core.settings import Settings
from app.core.work import Report
from app.pipeline import Halt, Job, JobState, ModelView
from jobs.children import ChildWorkshop
from tests import editions
from tests.houses import PATIENCE_SECONDS, House, wait_until
from tests.pipeline.separations import separate_with
from tests.stems.tiny_model import write_tiny_checkpoint
from tests.stems.weights_server import serve_weights
from tests.twins import Gate, failing, separate

HTDEMUCS = "955717e8-8726e21a.th"

CHILD_SECONDS = 120.0
"""A child has to start first, which takes long where the processor is contended."""


def fetch(request: stems.PullRequest, report: Report, halt: Halt) -> stems.PullReport:
    """Install htdemucs at once."""
    del halt
    report(0.5, "fetching htdemucs, file 1 of 1: 42.0 MB of 84.0 MB")
    request.models_folder.mkdir(parents=True, exist_ok=True)
    (request.models_folder / HTDEMUCS).write_bytes(b"weights")
    (request.models_folder / "htdemucs.yaml").write_text("models: ['955717e8']")
    return stems.PullReport(name="htdemucs", files=[], size_bytes=7, terms="theirs")


def owner(house: House) -> User:
    with house.database.reading() as session:
        return accounts.get_user(session, house.owner_id)


def add_user(house: House, email: str) -> User:
    with house.database.transaction() as session:
        return accounts.create_user(session, email)


def pull(house: House, name: str = "htdemucs", *, by: User | None = None) -> Job:
    with house.database.transaction() as session:
        return pipeline.pull_model(session, house.settings, name, by=by or owner(house))


def look(house: House, name: str = "htdemucs") -> ModelView:
    with house.database.reading() as session:
        return pipeline.get_model(session, house.settings, name)


def delete(house: House, name: str = "htdemucs") -> int:
    with house.database.transaction() as session:
        return pipeline.delete_model(session, house.settings, name, by=owner(house))


def test_a_model_is_fetched_by_a_job_that_everybody_sees(house: House) -> None:
    gate = house.workshop.behaviours["stems.pull"] = Gate(fetch)
    house.start()
    job = pull(house)
    assert (job.title, job.track_id) == ("htdemucs", None)
    assert gate.entered.wait(PATIENCE_SECONDS)
    seen = look(house)
    assert seen.pull is not None
    assert (seen.pull.is_live, seen.pull.error) == (True, None)
    gate.opened.set()
    house.wait_for_state("pull", JobState.COMPLETED)
    assert look(house).model.installed
    assert look(house).pull is None


def test_two_people_who_ask_for_the_same_model_share_one_job(house: House) -> None:
    ann = add_user(house, "ann@example.org")
    mine, hers = pull(house), pull(house, by=ann)
    assert mine.id == hers.id
    assert pull(house, "htdemucs_ft", by=ann).id != mine.id


def test_a_fetch_can_be_cancelled_by_whoever_may_change_models(house: House) -> None:
    gate = house.workshop.behaviours["stems.pull"] = Gate(fetch)
    house.start()
    pull(house)
    assert gate.entered.wait(PATIENCE_SECONDS)
    ann = add_user(house, "ann@example.org")
    with house.database.transaction() as session:
        pipeline.cancel_pull(session, house.settings, "htdemucs", by=ann)
    house.wait_for_state("pull", JobState.CANCELLED)
    assert gate.inside == 0
    with (
        house.database.transaction() as session,
        pytest.raises(Conflict, match="not being fetched"),
    ):
        pipeline.cancel_pull(session, house.settings, "htdemucs", by=ann)


def test_a_suspended_user_changes_no_models(house: House) -> None:
    ann = add_user(house, "ann@example.org")
    ann.status = accounts.UserStatus.SUSPENDED
    with pytest.raises(pipeline.NotAllowed, match="may not change"):
        pull(house, by=ann)


def test_a_fetch_that_failed_says_why_until_it_is_tried_again(house: House) -> None:
    sentence = "The weights of 'htdemucs' are not installed and cannot be fetched."
    house.workshop.behaviours["stems.pull"] = failing(WeightsMissing(sentence), times=1, then=fetch)
    house.start()
    pull(house)
    house.wait_for_state("pull", JobState.FAILED)
    seen = look(house)
    assert seen.pull is not None
    assert seen.pull.error == sentence
    pull(house)
    house.wait_for_state("pull", JobState.COMPLETED)
    assert look(house).pull is None


def test_a_full_disk_is_one_sentence_and_leaves_the_model_uninstalled(house: House) -> None:
    house.workshop.behaviours["stems.pull"] = failing(StorageFailed("The disk is full."))
    house.start()
    pull(house)
    failed = house.wait_for_state("pull", JobState.FAILED)
    assert (failed.error, failed.error_kind) == ("The disk is full.", "StorageFailed")
    assert not look(house).model.installed


def test_many_fetches_at_once_leave_a_place_for_peoples_own_files(house: House) -> None:
    gate = house.workshop.behaviours["stems.pull"] = Gate(fetch)
    patient = house.settings.model_copy(update={"job_backoff_seconds": 2.0})
    house.tools = dataclasses.replace(house.tools, settings=patient)
    house.start()
    for name in ("htdemucs", "htdemucs_ft", "htdemucs_6s", "mdx_extra"):
        pull(house, name)
    imported = house.finish(house.submit())
    assert imported.is_complete
    assert gate.most_inside <= house.settings.download_concurrency - 1
    gate.opened.set()
    wait_until(
        lambda: all(job.state is JobState.COMPLETED for job in house.jobs()), "not all were fetched"
    )


def test_why_weights_are_missing_is_known_outside_the_child(tmp_path: Path) -> None:
    with (
        editions.embedded(tmp_path / "data", weights_url="http://127.0.0.1:9/") as settings,
        children(settings) as workshop,
        House(settings, workshop=workshop) as house,
    ):
        house.start()
        pull(house)
        failed = wait_for_failure(house)
        assert failed.error_kind == "WeightsMissing"
        assert "'sfa models pull htdemucs'" in (failed.error or "")
        assert len(house.jobs()) == 1


def test_what_is_installed_or_unknown_is_not_fetched(house: House) -> None:
    with pytest.raises(NotFound, match="Did you mean 'htdemucs'"):
        pull(house, "htdemuc")
    with pytest.raises(Conflict, match="'draft' is installed"):
        pull(house, "draft")
    house.settings.models_folder.mkdir()
    (house.settings.models_folder / "mine.yaml").write_text("models: ['12345678']")
    with pytest.raises(Conflict, match="Import its files"):
        pull(house, "mine")


def test_a_model_that_a_job_needs_is_not_deleted(house: House) -> None:
    house.settings.models_folder.mkdir()
    write_tiny_checkpoint(house.settings.models_folder, "tiny")
    gate = house.workshop.behaviours["stems.separate"] = Gate(separate)
    separate_with(house, "tiny")
    house.start()
    assert gate.entered.wait(PATIENCE_SECONDS)
    with pytest.raises(Conflict, match="'tiny' is needed by a separation"):
        delete(house, "tiny")
    gate.opened.set()
    house.wait_for_state("separate", JobState.COMPLETED)
    assert delete(house, "tiny") > 0
    assert not list(house.settings.models_folder.glob("*.th"))
    wait_until(lambda: stems.ModelsChanged("tiny") in house.events, "nobody was told")


def test_a_model_that_is_being_fetched_is_not_deleted(house: House) -> None:
    pull(house)
    with pytest.raises(Conflict, match="is being fetched"):
        delete(house)


def test_a_cancelled_fetch_leaves_its_part_and_the_next_one_goes_on_from_there(
    tmp_path: Path,
) -> None:
    whole = bytes(range(256)) * 8_000
    with (
        serve_weights(tmp_path / "site") as server,
        editions.embedded(tmp_path / "data", weights_url=server.url) as settings,
        children(settings) as workshop,
        House(settings, workshop=workshop) as house,
    ):
        served = server.folder / "hybrid_transformer" / HTDEMUCS
        served.parent.mkdir(parents=True)
        served.write_bytes(whole)
        part = settings.models_folder / f"{HTDEMUCS}.part"
        server.hold_after_bytes = 500_000
        house.start()
        job = pull(house)
        wait_until(
            lambda: part.exists() and part.stat().st_size == 500_000,
            "nothing came",
            seconds=CHILD_SECONDS,
        )
        with house.database.transaction() as session:
            pipeline.cancel(session, job.id, owner_id=house.owner_id)
        house.wait_for_state("pull", JobState.CANCELLED)
        assert not server.released.is_set()
        assert part.read_bytes() == whole[:500_000]
        assert look(house).model.present_bytes == 500_000
        server.hold_after_bytes = None
        pull(house)
        failed = wait_for_failure(house)
        # These are no weights of Demucs, so all of it is fetched once more, and then refused.
        assert server.ranges == [None, "bytes=500000-", None]
        assert "is damaged" in (failed.error or "")
        assert not part.exists()


def test_checkpoints_are_opened_in_a_child_and_not_here(tmp_path: Path) -> None:
    brought = tmp_path / "brought"
    brought.mkdir()
    (file,) = write_tiny_checkpoint(brought, "mine")
    with (
        editions.embedded(tmp_path / "data") as settings,
        children(settings) as workshop,
        House(settings, workshop=workshop) as house,
    ):
        files = {file.name: file, "mine.yaml": brought / "mine.yaml"}
        report = pipeline.import_model(house.tools, files, by=owner(house))
        assert report.names == ["mine"]
        assert look(house, "mine").model.installed
        assert stems.ModelsChanged("mine") in house.events
        assert list(workshop.pids) == ["models"]


def wait_for_failure(house: House) -> Job:
    """Wait until a fetch in a real child has failed."""
    wait_until(
        lambda: house.job("pull").state is JobState.FAILED, "it went on", seconds=CHILD_SECONDS
    )
    return house.job("pull")


@contextmanager
def children(settings: Settings) -> Generator[ChildWorkshop]:
    """Work in real child processes."""
    workshop = ChildWorkshop(environment=settings.child_environment(), idle_seconds=60.0)
    try:
        yield workshop
    finally:
        workshop.close()
