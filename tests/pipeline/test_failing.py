"""What happens to work that fails, is cancelled or has to wait."""

from dataclasses import replace
from pathlib import Path

import pytest

from app import library, pipeline
from app.core.errors import EngineCrashed, NetworkDown, UnusableAudio
from app.core.storage import DiskStore, MediaKey
from app.pipeline import (
    JobState,
    NotRetryable,
    Queue,
    Snooze,
)
from tests.houses import PATIENCE_SECONDS, House
from tests.twins import Gate, failing, separate


def test_what_may_succeed_later_is_retried_by_a_new_job_that_points_at_the_old(
    house: House,
) -> None:
    house.workshop.behaviours["stems.separate"] = failing(
        NetworkDown("The weights could not be fetched."), times=2, then=separate
    )
    house.start()
    done = house.finish(house.submit())

    assert done.is_complete
    third, second, first = (job for job in house.jobs() if job.stage == "separate")
    assert [job.state for job in (first, second, third)] == [
        JobState.FAILED,
        JobState.FAILED,
        JobState.COMPLETED,
    ]
    assert (second.retry_of_id, third.retry_of_id) == (first.id, second.id)
    assert first.error == "The weights could not be fetched."


def test_retries_end_and_the_reason_stays(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(EngineCrashed("It crashed."))
    house.start()
    done = house.finish(house.submit())

    tries = [job for job in house.jobs() if job.stage == "separate"]
    assert len(tries) == house.settings.job_attempts
    assert done.stages[1].state is JobState.FAILED
    assert done.stages[1].error == "It crashed."
    assert done.stages[1].error_kind == "EngineCrashed"
    assert done.stages[2].state is JobState.COMPLETED


def test_bad_input_fails_once_and_what_comes_after_is_never_triggered(house: House) -> None:
    house.workshop.behaviours["audio.inspect"] = failing(UnusableAudio("'x' is no audio."))
    house.start()
    done = house.finish(house.submit())

    assert [stage.state for stage in done.stages] == [JobState.FAILED, None, None, None]
    assert len(house.jobs()) == 1
    assert not done.is_complete
    assert not any((house.settings.data_folder / "incoming").iterdir())


def test_a_bug_in_a_stage_fails_its_job_with_a_sentence(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(KeyError("boom"))
    house.start()
    done = house.finish(house.submit())
    assert done.stages[1].error == "Something went wrong inside (KeyError). See the log."


def test_a_failed_job_can_be_retried_by_hand_once(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(
        UnusableAudio("no"), times=1, then=separate
    )
    house.start()
    pipeline_id = house.submit()
    house.finish(pipeline_id)
    failed = house.job("separate")
    with house.database.transaction() as session:
        pipeline.retry(session, failed.id, owner_id=house.owner_id)
    assert house.finish(pipeline_id).is_complete
    with house.database.transaction() as session, pytest.raises(NotRetryable):
        pipeline.retry(session, failed.id, owner_id=house.owner_id)


def test_a_retry_finds_the_file_that_a_broken_import_had_moved_already(house: House) -> None:
    pipeline_id = house.submit()
    tools = replace(house.tools, media=Breaking(house.settings.data_folder))
    crew = pipeline.Crew(worker="breaks:1:0")
    broken = pipeline.claim(tools, crew, Queue.DOWNLOAD)
    assert broken is not None
    pipeline.run(tools, crew, broken)
    assert not any((house.settings.data_folder / "incoming").iterdir())
    house.start()
    done = house.finish(pipeline_id)
    assert done.is_complete, done
    assert house.job("import").retry_of_id == broken.id
    assert done.track_id is not None
    kept = house.media.path(library.media_key_of(done.track_id))
    assert kept.read_bytes() == b"some music"


class Breaking(DiskStore):
    """A store that moves the file, and is gone before anybody can write that down."""

    def put(self, key: MediaKey, source: Path) -> int:
        """Move a file and then fail."""
        super().put(key, source)
        raise NetworkDown("The storage went away.")


def test_cancelling_a_running_job_halts_its_work(house: House) -> None:
    gate = house.workshop.behaviours["stems.separate"] = Gate(separate)
    house.start()
    pipeline_id = house.submit()
    assert gate.entered.wait(PATIENCE_SECONDS)
    with house.database.transaction() as session:
        pipeline.cancel_pipeline(session, pipeline_id, owner_id=house.owner_id)
    done = house.finish(pipeline_id)
    assert done.stages[1].state is JobState.CANCELLED
    assert gate.inside == 0
    assert not any((house.settings.data_folder / "scratch").iterdir())


def test_cancelling_a_waiting_job_needs_no_worker(house: House) -> None:
    pipeline_id = house.submit()
    with house.database.transaction() as session:
        pipeline.cancel(session, house.job("import").id, owner_id=house.owner_id)
    assert house.view(pipeline_id).stages[0].state is JobState.CANCELLED


def test_a_snoozed_job_comes_again_without_losing_an_attempt(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(
        Snooze(0.2, phase="waiting for a place"), times=3, then=separate
    )
    house.start()
    done = house.finish(house.submit())
    assert done.is_complete
    assert house.job("separate").attempt == 1
