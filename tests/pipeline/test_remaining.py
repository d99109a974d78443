"""A job that runs says how long it still takes: to who listens, and to who looks at its row."""

import threading

from app import pipeline
from app.core import clock
from app.core.work import Report
from app.pipeline import Halt, JobProgressed
from app.stems import SeparationReport, SeparationRequest
from tests.houses import PATIENCE_SECONDS, House, wait_until
from tests.twins import separate


def test_work_that_gets_on_tells_its_end_in_events_and_in_its_row_until_it_is_over(
    house: House,
) -> None:
    seen = threading.Event()

    def plod(request: SeparationRequest, report: Report, halt: Halt) -> SeparationReport:
        for step in range(round(PATIENCE_SECONDS / 0.05)):
            halt.check()
            report(0.5 + step / 2000.0, "plodding")
            if seen.wait(0.05):
                break
        return separate(request, report, halt)

    house.workshop.behaviours["stems.separate"] = plod
    house.start()
    pipeline_id = house.submit()
    wait_until(lambda: any(map(tells_its_end, house.events)), "nobody said how long it takes")
    job = house.job("separate")
    left = pipeline.remaining_seconds(job, clock.now())
    (viewed,) = (s for s in house.view(pipeline_id).stages if s.stage == "separate")
    seen.set()

    assert left is not None
    assert left > 0
    assert viewed.remaining_seconds is not None
    assert house.finish(pipeline_id).is_complete
    assert house.job("separate").expected_at is None
    assert [stage.remaining_seconds for stage in house.view(pipeline_id).stages] == [None] * 4


def tells_its_end(event: object) -> bool:
    return isinstance(event, JobProgressed) and (event.remaining_seconds or 0.0) > 0.0
