"""What happens to work whose worker stops or vanishes."""

from dataclasses import replace

from app import library, pipeline
from app.pipeline import (
    JobState,
    Queue,
)
from tests.houses import PATIENCE_SECONDS, House
from tests.twins import Gate, separate


def test_a_stop_gives_running_work_back_and_it_is_done_after_the_next_start(
    house: House,
) -> None:
    gate = house.workshop.behaviours["stems.separate"] = Gate(separate)
    house.start()
    pipeline_id = house.submit()
    assert gate.entered.wait(PATIENCE_SECONDS)
    house.stop()
    job = house.job("separate")
    assert (job.state, job.worker, job.attempt) == (JobState.PROCESSING, None, 0)
    gate.opened.set()
    house.start()
    assert house.finish(pipeline_id).is_complete


def test_a_job_whose_worker_vanished_is_done_by_another(house: House) -> None:
    """A claim by a worker that never comes back is what kill -9 leaves behind."""
    pipeline_id = house.submit()
    short = house.settings.model_copy(update={"job_lease_seconds": 0.1})
    there = replace(house.tools, settings=short)
    claimed = pipeline.claim(there, pipeline.Crew(worker="gone:1:0"), Queue.DOWNLOAD)
    assert claimed is not None
    house.start()
    done = house.finish(pipeline_id)
    assert done.is_complete
    assert house.job("import").attempt == 2


def test_a_job_that_kills_every_worker_fails_in_the_end(house: House) -> None:
    pipeline_id = house.submit()
    for attempt in range(house.settings.job_attempts):
        crew = pipeline.Crew(worker=f"gone:{attempt}:0")
        assert pipeline.claim(house.tools, crew, Queue.DOWNLOAD)
        pipeline.rescue(house.tools, all_but="nobody")
    job = house.view(pipeline_id).stages[0]
    assert job.state is JobState.FAILED
    assert "lost 3 times" in (job.error or "")


def test_a_worker_that_lost_its_lease_cannot_settle_the_job(house: House) -> None:
    house.submit()
    zombie = pipeline.Crew(worker="zombie:1:0")
    claimed = pipeline.claim(house.tools, zombie, Queue.DOWNLOAD)
    assert claimed is not None
    pipeline.rescue(house.tools, all_but="nobody")
    taken = pipeline.claim(house.tools, pipeline.Crew(worker="other:1:0"), Queue.DOWNLOAD)
    assert taken is not None
    pipeline.run(house.tools, zombie, claimed)
    job = house.job("import")
    assert (job.state, job.worker) == (JobState.PROCESSING, "other:1:0")
    with house.database.reading() as session:
        assert library.list_tracks(session, owner_id=house.owner_id) == []
