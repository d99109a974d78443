"""Batches that are cancelled, fail, lose tracks, are interrupted, or belong to somebody else."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from app import library, pipeline
from app.core.errors import Conflict, NetworkDown, NotFound
from app.pipeline import ItemState, JobState
from app.pipeline.rules import BATCH_AHEAD
from tests.houses import DRAFT, House, wait_until
from tests.pipeline.batches import (
    TITLES,
    act,
    finish,
    items,
    queued_titles,
    start,
    states,
    stranger_of,
    view,
)
from tests.shelves import add_tracks
from tests.twins import Gate, failing, separate


def test_a_cancelled_batch_stops_what_runs_and_does_nothing_more(house: House) -> None:
    gate = Gate(separate)
    house.workshop.behaviours["stems.separate"] = gate
    batch_id = start(house, add_tracks(house.tools, house.owner_id, *TITLES))
    house.start()
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    act(house, pipeline.cancel_batch, batch_id)
    over = finish(house, batch_id)
    assert over.counts[ItemState.CANCELLED] == 20
    assert gate.inside == 0
    assert queued_titles(house) == []


def test_what_others_want_goes_on_when_a_batch_is_cancelled(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES[:4])
    first, second = start(house, ids[:3]), start(house, ids[1:])
    with house.database.transaction() as session:
        track = library.get_track(session, ids[0], owner_id=house.owner_id)
        pipeline.separate(session, track, separation=DRAFT)
    assert len(house.jobs()) == 4  # batches share the work they both want
    act(house, pipeline.cancel_batch, first)
    assert view(house, first).ended_at is not None
    assert sorted(queued_titles(house)) == TITLES[:4]
    act(house, pipeline.cancel_batch, second)
    assert queued_titles(house) == ["Song 01"]
    house.start()
    wait_until(lambda: house.jobs()[0].finished_at is not None, "the single wish was not done")
    assert set(states(house, first).values()) == {ItemState.CANCELLED}


def test_batches_that_share_tracks_never_wait_for_each_other_in_a_circle(house: House) -> None:
    one, two = add_tracks(house.tools, house.owner_id, *TITLES[:2])
    begin = partial(pipeline.start_batch, owner_id=house.owner_id, separation=DRAFT)
    with ThreadPoolExecutor(1) as pool:
        with house.database.transaction() as session:
            begin(session, track_ids=[one])
            other = pool.submit(start, house, [two, one])
            wait([other], timeout=1.0)  # as far as it gets while the first is not committed
            begin(session, track_ids=[two])
        assert view(house, other.result()).total == 2
    assert sorted(queued_titles(house)) == TITLES[:2]


def test_work_that_fails_is_tried_again_and_the_batch_follows(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(
        NetworkDown("away"), then=separate, times=1
    )
    batch_id = start(house, add_tracks(house.tools, house.owner_id, "Song 01"))
    house.start()
    assert finish(house, batch_id).counts[ItemState.COMPLETED] == 1
    assert len(house.jobs()) == 2


def test_an_automatic_retry_waits_with_its_paused_batch(slow_house: House) -> None:
    house = slow_house
    gate = Gate(failing(NetworkDown("away"), then=separate, times=1))
    house.workshop.behaviours["stems.separate"] = gate
    batch_id = start(house, add_tracks(house.tools, house.owner_id, "Song 01"))
    house.start()
    wait_until(lambda: gate.inside == 1, "it does not begin")
    act(house, pipeline.pause_batch, batch_id)
    gate.opened.set()
    wait_until(lambda: [job.state for job in house.jobs()] == [JobState.FAILED], "a retry waits")
    assert states(house, batch_id) == {"Song 01": ItemState.WAITING}
    act(house, pipeline.resume_batch, batch_id)
    assert finish(house, batch_id).counts[ItemState.COMPLETED] == 1


def test_what_failed_says_why_and_is_done_after_all(house: House) -> None:
    house.workshop.behaviours["stems.separate"] = failing(
        Conflict("no room"), then=separate, times=2
    )
    ids = add_tracks(house.tools, house.owner_id, *TITLES[:3])
    batch_id = start(house, ids)
    house.start()
    over = finish(house, batch_id)
    assert over.counts[ItemState.FAILED] == 2
    failed, other, last = items(house, batch_id)
    assert (failed.error, other.error, last.error) == ("no room", "no room", None)
    assert last.state is ItemState.COMPLETED
    by_hand = next(job for job in house.jobs() if job.track_id == failed.track_id)
    with house.database.transaction() as session:
        pipeline.retry(session, by_hand.id, owner_id=house.owner_id)
    assert finish(house, batch_id).counts[ItemState.FAILED] == 1
    act(house, pipeline.retry_batch, batch_id)
    assert finish(house, batch_id).counts[ItemState.COMPLETED] == 3


def test_a_job_that_is_cancelled_elsewhere_lets_the_batch_go_on(house: House) -> None:
    batch_id = start(house, add_tracks(house.tools, house.owner_id, *TITLES))
    with house.database.transaction() as session:
        for job in house.jobs():
            pipeline.cancel(session, job.id, owner_id=house.owner_id)
    house.start()
    over = finish(house, batch_id)
    assert over.counts[ItemState.CANCELLED] == BATCH_AHEAD
    assert over.counts[ItemState.COMPLETED] == 20 - BATCH_AHEAD


def test_a_deleted_track_leaves_its_batch(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES[:2])
    batch_id = start(house, ids)
    with house.database.transaction() as session:
        pipeline.delete_track(session, ids[0], owner_id=house.owner_id)
    assert states(house, batch_id) == {"Song 02": ItemState.WAITING}
    with house.database.transaction() as session:
        pipeline.delete_track(session, ids[1], owner_id=house.owner_id)
    house.start()
    assert finish(house, batch_id).total == 0


def test_a_batch_goes_on_after_a_restart_and_what_was_paused_stays_so(house: House) -> None:
    gate = Gate(separate)
    house.workshop.behaviours["stems.separate"] = gate
    ids = add_tracks(house.tools, house.owner_id, *TITLES)
    goes_on, waits = start(house, ids[:12]), start(house, ids[12:])
    act(house, pipeline.pause_batch, waits)
    house.start()
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    house.stop()
    gate.opened.set()
    with House(house.settings) as later:
        later.start()
        assert finish(later, goes_on).counts[ItemState.COMPLETED] == 12
        assert set(states(later, waits).values()) == {ItemState.WAITING}
        act(later, pipeline.resume_batch, waits)
        assert finish(later, waits).counts[ItemState.COMPLETED] == 8


def test_what_became_of_a_batch_is_known_when_its_jobs_are_pruned(house: House) -> None:
    batch_id = start(house, add_tracks(house.tools, house.owner_id, *TITLES[:2]))
    house.start()
    finish(house, batch_id)
    with house.database.transaction() as session:
        pipeline.prune(session, before=datetime.now(UTC) + timedelta(days=8))
    assert set(states(house, batch_id).values()) == {ItemState.COMPLETED}
    assert view(house, batch_id).counts[ItemState.COMPLETED] == 2


def test_a_batch_is_put_away_only_when_it_is_over(house: House) -> None:
    batch_id = start(house, add_tracks(house.tools, house.owner_id, "Song 01"))
    with pytest.raises(Conflict, match="Cancel it first"):
        act(house, pipeline.clear_batch, batch_id)
    act(house, pipeline.cancel_batch, batch_id)
    act(house, pipeline.clear_batch, batch_id)
    with pytest.raises(NotFound):
        view(house, batch_id)


def test_nobody_reaches_the_batch_or_the_tracks_of_somebody_else(house: House) -> None:
    mine = add_tracks(house.tools, house.owner_id, "Song 01")
    batch_id = start(house, mine)
    stranger_id = stranger_of(house)
    with house.database.transaction() as session:
        for does in (pipeline.pause_batch, pipeline.resume_batch, pipeline.cancel_batch):
            with pytest.raises(NotFound):
                does(session, batch_id, owner_id=stranger_id)
        with pytest.raises(NotFound):
            pipeline.list_batch_items(session, batch_id, owner_id=stranger_id)
        assert pipeline.list_batches(session, house.settings, owner_id=stranger_id) == []
    with pytest.raises(NotFound), house.database.transaction() as session:
        pipeline.start_batch(
            session, owner_id=stranger_id, separation=DRAFT, track_ids=[*mine, uuid4()]
        )
