"""How jobs wait and are taken: transactions, uniqueness, places, priority, recurring work."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app import accounts, pipeline
from app.core.errors import NotFound
from app.pipeline import (
    JobChanged,
)
from jobs import cron
from tests.houses import House, wait_until
from tests.twins import Gate, analyse, inspect, separate


def test_a_rolled_back_transaction_leaves_no_job_and_rings_no_bell(house: House) -> None:
    with pytest.raises(ZeroDivisionError), house.database.transaction() as session:
        pipeline.enqueue(session, "clean", owner_id=house.owner_id, title="clean", arguments={})
        raise ZeroDivisionError
    assert house.jobs() == []
    assert not [event for event in house.events if isinstance(event, JobChanged)]


def test_a_live_job_is_not_enqueued_twice(house: House) -> None:
    with house.database.transaction() as session:
        first, second = (
            pipeline.enqueue(session, "clean", owner_id=house.owner_id, title="clean", arguments={})
            for _ in range(2)
        )
    assert first.id == second.id
    assert len(house.jobs()) == 1


def test_each_queue_does_only_so_many_at_a_time(house: House) -> None:
    gates = {
        "audio.inspect": Gate(inspect),
        "stems.separate": Gate(separate),
        "analysis.analyse": Gate(analyse),
    }
    house.workshop.behaviours.update(gates)
    house.start()
    running = [house.submit(f"song {number}".encode()) for number in range(6)]
    wait_until(lambda: gates["audio.inspect"].inside == 3, "no three imports at a time")
    gates["audio.inspect"].opened.set()
    wait_until(lambda: gates["stems.separate"].inside == 2, "no two separations at a time")
    wait_until(lambda: gates["analysis.analyse"].inside == 2, "no two analyses at a time")
    for gate in gates.values():
        gate.opened.set()
    assert all(house.finish(one).is_complete for one in running)
    assert [gate.most_inside for gate in gates.values()] == [3, 2, 2]


def test_the_smaller_priority_goes_first(house: House) -> None:
    with house.database.transaction() as session:
        for number, priority in enumerate((5, 0, -5)):
            pipeline.enqueue(
                session,
                "clean",
                owner_id=house.owner_id,
                title=str(priority),
                arguments={"dry_run": True, "number": number},
                priority=priority,
            )
    house.start()
    wait_until(lambda: all(job.finished_at for job in house.jobs()), "not all were done")
    order = sorted(
        house.jobs(), key=lambda job: job.finished_at or datetime.max.replace(tzinfo=UTC)
    )
    assert [job.title for job in order] == ["-5", "0", "5"]


def test_nobody_reaches_the_jobs_of_somebody_else(house: House) -> None:
    pipeline_id = house.submit()
    stranger = uuid4()
    with house.database.transaction() as session:
        for act in (pipeline.cancel, pipeline.retry):
            with pytest.raises(NotFound):
                act(session, house.job("import").id, owner_id=stranger)
        with pytest.raises(NotFound):
            pipeline.view(session, pipeline_id, owner_id=stranger)


def test_recurring_work_is_started_once_however_many_look(house: House) -> None:
    moment = datetime(2026, 11, 20, 3, 0, 5, tzinfo=UTC)
    assert [cron.tick(house.tools, moment) for _ in range(4)] == [1, 0, 0, 0]
    assert cron.tick(house.tools, moment + timedelta(hours=1)) == 0
    assert cron.tick(house.tools, moment + timedelta(days=1)) == 1


def test_old_ended_jobs_are_pruned_and_live_ones_stay(house: House) -> None:
    house.start()
    house.finish(house.submit())
    house.stop()
    house.submit(b"waiting")
    later = datetime.now(UTC) + timedelta(days=8)
    with house.database.transaction() as session:
        system_id = accounts.ensure_system(session).id  # its recurring work may have been due
        upkeep = pipeline.list_jobs(session, owner_id=system_id)
        ended = sum(job.finished_at is not None for job in upkeep)
        assert pipeline.prune(session, before=later) == 4 + ended
    assert [job.stage for job in house.jobs()] == ["import"]
