"""The draft engine in the place of one whose weights are missing."""

import pytest

from app import pipeline
from app.core.errors import NetworkDown, StorageFailed, WeightsMissing
from app.pipeline import Job, JobState, NotRetryable
from tests.houses import House
from tests.pipeline.separations import separate_with
from tests.twins import failing, separate


def test_without_weights_the_draft_engine_takes_the_place_of_another(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(
        WeightsMissing("The weights are missing."), times=1, then=separate
    )
    pipeline_id = separate_with(house, "htdemucs")
    house.start()
    failed = house.finish(pipeline_id).stages[0]
    assert (failed.state, failed.error_kind) == (JobState.FAILED, "WeightsMissing")
    job = house.job("separate")
    draft = as_draft(house, job)
    assert (draft.retry_of_id, draft.track_id) == (job.id, job.track_id)
    assert (draft.arguments["engine"], draft.arguments["model"]) == ("draft", "draft")
    assert house.finish(pipeline_id).is_complete
    with pytest.raises(NotRetryable, match="done again already"):
        as_draft(house, job)
    with house.database.reading() as session:
        log = pipeline.list_log(session, job.id, owner_id=house.owner_id)
    assert log[-1].text.startswith("Done with the draft engine instead")


@pytest.mark.parametrize("state", [JobState.COMPLETED, JobState.FAILED])
def test_the_draft_engine_is_not_offered_where_weights_are_not_what_is_missing(
    house: House, state: JobState
) -> None:
    if state is JobState.FAILED:
        house.workshop.behaviours["stems.separate"] = failing(StorageFailed("The disk is full."))
    separate_with(house, "htdemucs")
    house.start()
    job = house.wait_for_state("separate", state)
    assert not pipeline.can_be_drafted(job)
    with pytest.raises(NotRetryable, match="for want of weights"):
        as_draft(house, job)


def test_a_download_that_kept_breaking_off_is_helped_by_the_draft_engine_too(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(NetworkDown("It keeps breaking off."))
    pipeline_id = separate_with(house, "htdemucs")
    house.start()
    house.finish(pipeline_id)
    assert pipeline.can_be_drafted(house.job("separate"))


def test_the_draft_keeps_the_stems_that_were_asked_for(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(WeightsMissing("Missing."), times=1)
    separate_with(house, "htdemucs", keep=("vocals",), rest=True)
    house.start()
    job = house.wait_for_state("separate", JobState.FAILED)
    house.stop()
    draft = as_draft(house, job)
    assert (draft.arguments["keep"], draft.arguments["rest"]) == (["vocals"], True)


def as_draft(house: House, job: Job) -> Job:
    with house.database.transaction() as session:
        return pipeline.separate_as_draft(session, job.id, owner_id=house.owner_id)
