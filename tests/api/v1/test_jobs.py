"""Jobs over the API: their logs, and how long they still take."""

from datetime import timedelta
from uuid import uuid4

from app.core import clock
from app.core.work import Report
from app.pipeline import Halt, JobState
from app.stems import SeparationReport, SeparationRequest
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_job, make_track
from tests.twins import separate


def test_the_log_of_a_job_is_read_from_the_beginning_to_the_end(api: Api) -> None:
    track_id = api.import_track()
    (job,) = (job for job in api.get(f"/tracks/{track_id}/jobs") if job["stage"] == "separate")
    log = api.get(f"/jobs/{job['id']}/log")
    assert [set(line) for line in log] == [{"at", "text"}] * len(log)
    assert [line["at"] for line in log] == sorted(line["at"] for line in log)
    assert log[0]["text"] == "Asked for."
    assert log[-1]["text"].endswith("4 stems with draft.")


def test_the_log_of_another_is_not_found_and_neither_is_that_of_no_job(api: Api) -> None:
    track_id = api.import_track()
    job_id = api.get(f"/tracks/{track_id}/jobs")[0]["id"]
    stranger = api.sign_in("stranger@example.org")
    assert stranger.get(f"{ROOT}/jobs/{job_id}/log").status_code == 404
    assert api.client.get(f"{ROOT}/jobs/{uuid4()}/log").status_code == 404


def test_the_log_of_a_track_that_was_thrown_away_is_gone_with_it(api: Api) -> None:
    track_id = api.import_track()
    job_id = api.get(f"/tracks/{track_id}/jobs")[0]["id"]
    assert api.client.delete(f"{ROOT}/tracks/{track_id}").status_code == 200
    assert api.client.get(f"{ROOT}/jobs/{job_id}/log").status_code == 404
    assert api.client.post(f"{ROOT}/tracks/{track_id}/restore").status_code == 200
    assert api.get(f"/jobs/{job_id}/log")[0]["text"] == "Asked for."


def test_a_running_job_and_its_track_say_how_long_it_still_takes(api: Api) -> None:
    running, guessing = (make_track(api.house, name) for name in ("running", "guessing"))
    timed = make_job(running, JobState.PROCESSING)
    timed.worker = "host:1:0"
    timed.expected_at = clock.now() + timedelta(hours=1)
    untold = make_job(guessing, JobState.PROCESSING)
    untold.worker = "host:1:0"
    add(api.house, running, guessing, timed, untold)

    answer = api.get(f"/jobs/{timed.id}")
    assert 0 < answer["remaining_seconds"] <= 3600
    assert api.get(f"/jobs/{untold.id}")["remaining_seconds"] is None
    work = {row["title"]: row["work"] for row in api.get("/tracks")["rows"]}
    assert 0 < work["running"]["remaining_seconds"] <= 3600
    assert work["guessing"]["remaining_seconds"] is None


def test_what_is_over_takes_no_time_any_more(api: Api) -> None:
    def hurry(request: SeparationRequest, report: Report, halt: Halt) -> SeparationReport:
        report(0.9, "almost")
        return separate(request, report, halt)

    api.house.workshop.behaviours["stems.separate"] = hurry
    track_id = api.import_track()
    jobs = api.get(f"/tracks/{track_id}/jobs")
    assert [job["remaining_seconds"] for job in jobs] == [None] * len(jobs)
    assert [job["progress"] for job in jobs] == [1.0] * len(jobs)
