"""What the log of a job says, whatever becomes of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app import pipeline
from app.core.errors import NetworkDown, NotFound, UnusableAudio
from app.core.work import Report
from app.pipeline import Halt, Job, JobState, Queue, Snooze
from app.stems import SeparationReport, SeparationRequest
from tests.houses import PATIENCE_SECONDS, House
from tests.twins import Gate, failing, separate


def read_log(house: House, job: Job) -> list[str]:
    with house.database.reading() as session:
        entries = pipeline.list_log(session, job.id, owner_id=house.owner_id)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    return [entry.text for entry in entries]


def short_id(job: Job) -> str:
    return str(job.id)[:8]


def test_the_log_of_a_job_that_goes_well_tells_it_from_the_request_to_the_result(
    house: House,
) -> None:
    house.start()
    assert house.finish(house.submit()).is_complete

    asked, started, engine, working, completed = read_log(house, house.job("separate"))
    assert asked == "Asked for."
    assert started.startswith("Started by ")
    assert started.endswith("(attempt 1 of 3).")
    assert engine == "Works with the engine 'draft' and its model 'draft'."
    assert working == "Working."
    assert completed.startswith("Completed in ")
    assert completed.endswith(" seconds: 4 stems with draft.")
    assert read_log(house, house.job("import"))[-1].endswith(": 0:10 of pcm at 44.1 kHz.")
    assert read_log(house, house.job("analyse"))[-1].endswith(": 120.0 BPM, A minor, -14.0 LUFS.")
    assert read_log(house, house.job("cue"))[-1].endswith(": 1 cue.")


def test_the_logs_of_a_retry_and_of_what_it_repeats_point_at_each_other(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(
        NetworkDown("The weights could not be fetched."), times=1, then=separate
    )
    house.start()
    assert house.finish(house.submit()).is_complete

    newer, older = (job for job in house.jobs() if job.stage == "separate")
    assert read_log(house, older)[-2:] == [
        "Failed: The weights could not be fetched.",
        f"Tried again in 0.1 seconds as job {short_id(newer)} (retry 1 of 2).",
    ]
    first, *rest = read_log(house, newer)
    why = "failed: The weights could not be fetched."
    assert first == f"Retry 1 of 2, because job {short_id(older)} {why}"
    assert rest[0].startswith("Started by ")
    assert rest[-1].endswith("4 stems with draft.")


def test_a_retry_by_hand_says_so(house: House) -> None:
    house.workshop.behaviours["audio.inspect"] = failing(UnusableAudio("'x' is no audio."))
    house.start()
    house.finish(house.submit())
    house.stop()
    failed = house.job("import")
    with house.database.transaction() as session:
        newer = pipeline.retry(session, failed.id, owner_id=house.owner_id)
    assert read_log(house, newer) == [
        f"Retry by hand, because job {short_id(failed)} failed: 'x' is no audio."
    ]
    assert read_log(house, failed)[-1] == f"Tried again by hand as job {short_id(newer)}."


def test_a_running_job_that_is_cancelled_was_asked_to_stop_once(house: House) -> None:
    gate = house.workshop.behaviours["stems.separate"] = Gate(separate)
    house.start()
    pipeline_id = house.submit()
    assert gate.entered.wait(PATIENCE_SECONDS)
    with house.database.transaction() as session:
        for _ in range(3):
            pipeline.cancel(session, house.job("separate").id, owner_id=house.owner_id)
    house.finish(pipeline_id)
    assert read_log(house, house.job("separate"))[-2:] == ["Asked to stop.", "Cancelled."]


def test_a_waiting_job_is_cancelled_without_further_words(house: House) -> None:
    house.submit()
    with house.database.transaction() as session:
        pipeline.cancel(session, house.job("import").id, owner_id=house.owner_id)
        pipeline.cancel(session, house.job("import").id, owner_id=house.owner_id)
    assert read_log(house, house.job("import")) == ["Asked for.", "Cancelled."]


def test_a_worker_that_vanished_is_named_and_so_is_the_one_that_goes_on(house: House) -> None:
    pipeline_id = house.submit()
    assert pipeline.claim(house.tools, pipeline.Crew(worker="gone:1:0"), Queue.DOWNLOAD)
    pipeline.rescue(house.tools, all_but="nobody")
    house.start()
    assert house.finish(pipeline_id).is_complete

    lines = read_log(house, house.job("import"))
    assert lines[1:3] == [
        "Started by gone:1:0 (attempt 1 of 3).",
        "Its worker gone:1:0 vanished, so another one may go on.",
    ]
    assert lines[3].endswith("(attempt 2 of 3).")
    assert lines[-1].startswith("Completed in ")


def test_a_stop_and_a_snooze_say_that_they_give_work_back(house: House) -> None:
    gate = Gate(separate)
    house.workshop.behaviours["stems.separate"] = failing(
        Snooze(0.1, phase="waiting for a place"), times=1, then=gate
    )
    house.start()
    pipeline_id = house.submit()
    assert gate.entered.wait(PATIENCE_SECONDS)
    house.stop()
    gate.opened.set()
    house.start()
    house.finish(pipeline_id)

    lines = read_log(house, house.job("separate"))
    assert "Waits 0.1 seconds: waiting for a place." in lines
    assert "Given back because the studio stops; it goes on after the next start." in lines
    assert sum(line.startswith("Started by ") for line in lines) == 3


def test_a_phase_is_told_once_however_its_numbers_change(house: House) -> None:
    def count_up(request: SeparationRequest, report: Report, halt: Halt) -> SeparationReport:
        for megabytes in range(50):
            report(0.5, f"fetching tiny: {megabytes}.5 MB of 50.0 MB")
        report(0.9, "separating")
        report(0.9, "fetching tiny: 50.0 MB of 50.0 MB")
        return separate(request, report, halt)

    house.workshop.behaviours["stems.separate"] = count_up
    house.start()
    house.finish(house.submit())
    lines = read_log(house, house.job("separate"))
    assert lines[3:-1] == ["Working.", "Fetching tiny: 0.5 MB of 50.0 MB.", "Separating."]


def test_a_log_has_an_end_whatever_a_stage_has_to_say(house: House) -> None:
    def chatter(request: SeparationRequest, report: Report, halt: Halt) -> SeparationReport:
        for number in range(300):
            report(0.5, f"step {'x' * number}")
        return separate(request, report, halt)

    house.workshop.behaviours["stems.separate"] = chatter
    house.start()
    house.finish(house.submit())
    lines = read_log(house, house.job("separate"))
    assert len(lines) <= 200
    assert lines[-2] == "More happens than is written here; only the end still will be."
    assert lines[-1].endswith("4 stems with draft.")
    assert max(map(len, lines)) <= 500


def test_a_line_is_one_sentence_of_at_most_five_hundred_letters(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(UnusableAudio("so\nbad " * 200))
    house.start()
    house.finish(house.submit())
    last = read_log(house, house.job("separate"))[-1]
    assert last.startswith("Failed: so bad so bad")
    assert len(last) == 500


def test_what_is_rolled_back_is_not_told(house: House) -> None:
    house.submit()
    job = house.job("import")
    with pytest.raises(ZeroDivisionError), house.database.transaction() as session:
        pipeline.cancel(session, job.id, owner_id=house.owner_id)
        raise ZeroDivisionError
    assert read_log(house, job) == ["Asked for."]


def test_a_worker_that_lost_its_job_writes_nothing_into_its_log(house: House) -> None:
    house.submit()
    zombie = pipeline.Crew(worker="zombie:1:0")
    claimed = pipeline.claim(house.tools, zombie, Queue.DOWNLOAD)
    assert claimed is not None
    pipeline.rescue(house.tools, all_but="nobody")
    assert pipeline.claim(house.tools, pipeline.Crew(worker="other:1:0"), Queue.DOWNLOAD)
    before = read_log(house, claimed)
    pipeline.run(house.tools, zombie, claimed)
    assert read_log(house, claimed) == before


def test_nobody_reads_the_log_of_somebody_else(house: House) -> None:
    house.submit()
    job_id, missing = house.job("import").id, uuid4()
    with house.database.reading() as session:
        for asked, owner_id in ((job_id, uuid4()), (missing, house.owner_id)):
            with pytest.raises(NotFound):
                pipeline.list_log(session, asked, owner_id=owner_id)
        assert pipeline.list_logs(session, [job_id], owner_id=uuid4()) == {job_id: []}


def test_the_logs_of_many_jobs_come_at_once(house: House) -> None:
    house.start()
    house.finish(house.submit())
    jobs = house.jobs()
    with house.database.reading() as session:
        logs = pipeline.list_logs(session, [job.id for job in jobs], owner_id=house.owner_id)
    told = {job_id: [entry.text for entry in log] for job_id, log in logs.items()}
    assert told == {job.id: read_log(house, job) for job in jobs}


def test_a_log_goes_with_its_job(house: House) -> None:
    house.start()
    house.finish(house.submit())
    house.stop()
    ended = {job.id for job in house.jobs() if job.state is JobState.COMPLETED}
    house.submit(b"waiting")
    assert len(ended) == 4
    assert ended <= told_jobs(house)
    with house.database.transaction() as session:
        pipeline.prune(session, before=datetime.now(UTC) + timedelta(days=8))
    assert not ended & told_jobs(house)
    assert read_log(house, house.job("import")) == ["Asked for."]


def told_jobs(house: House) -> set[UUID]:
    """Return the jobs of all lines that are there, even of lines whose job would be gone."""
    with house.database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT DISTINCT job_id FROM jobentry")
        return {UUID(str(row[0])) for row in rows}
