"""Many tracks at once: in order, with a pause, beside other work, and how long they take."""

from datetime import UTC, datetime

import pytest

from app import library, pipeline
from app.core.errors import Conflict, InvalidInput, NotFound
from app.pipeline import BatchChanged, ItemState, Move
from app.pipeline.rules import BATCH_AHEAD, BATCH_PRIORITY, line_up
from tests.houses import DRAFT, House, wait_until
from tests.pipeline.batches import (
    TITLES,
    Recorder,
    act,
    finish,
    items,
    missing,
    queued_titles,
    start,
    states,
    stranger_of,
    view,
)
from tests.shelves import add_tracks
from tests.twins import Gate, separate


def test_a_batch_is_done_in_its_order_whatever_its_length(slow_house: House) -> None:
    house = slow_house
    recorder = Recorder()
    house.workshop.behaviours["stems.separate"] = recorder
    ids = add_tracks(house.tools, house.owner_id, *TITLES)
    batch_id = start(house, ids)
    before = view(house, batch_id)
    assert (before.title, before.total, before.progress) == ("20 tracks", 20, 0.0)
    assert before.counts[ItemState.WAITING] == 20
    assert queued_titles(house) == TITLES[:BATCH_AHEAD]
    house.start()
    over = finish(house, batch_id)
    assert recorder.names == TITLES
    assert over.counts[ItemState.COMPLETED] == 20
    assert (over.progress, over.expected_seconds, over.ended) == (1.0, None, 20)
    wait_until(
        lambda: BatchChanged(batch_id, house.owner_id) in house.events, "nobody was told of it"
    )


def test_what_somebody_asks_for_by_itself_passes_a_batch_by(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES)
    start(house, ids)
    with house.database.transaction() as session:
        for track_id in (ids[5], ids[15]):  # one has a job of the batch already
            track = library.get_track(session, track_id, owner_id=house.owner_id)
            pipeline.separate(session, track, separation=DRAFT)
    assert set(queued_titles(house)[:2]) == {"Song 06", "Song 16"}
    assert len(queued_titles(house)) == BATCH_AHEAD + 1


def test_a_paused_batch_finishes_what_runs_and_begins_nothing_until_it_is_resumed(
    house: House,
) -> None:
    gate = Gate(separate)
    house.workshop.behaviours["stems.separate"] = gate
    batch_id = start(house, add_tracks(house.tools, house.owner_id, *TITLES))
    house.start()
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    act(house, pipeline.pause_batch, batch_id)
    gate.opened.set()
    wait_until(lambda: view(house, batch_id).ended == 2, "what ran was not finished")
    assert queued_titles(house) == []
    assert view(house, batch_id).counts[ItemState.WAITING] == 18
    pipeline.beat(house.tools, house.workers.crew if house.workers else pipeline.Crew("nobody"))
    assert queued_titles(house) == []
    assert gate.inside == 0
    act(house, pipeline.move_in_batch, batch_id, items(house, batch_id)[4].track_id, Move.TOP)
    assert queued_titles(house) == []
    act(house, pipeline.resume_batch, batch_id)
    assert finish(house, batch_id).counts[ItemState.COMPLETED] == 20


def test_a_single_wish_for_a_track_of_a_paused_batch_is_done(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES[:3])
    batch_id = start(house, ids)
    with house.database.transaction() as session:
        track = library.get_track(session, ids[1], owner_id=house.owner_id)
        pipeline.separate(session, track, separation=DRAFT)
    act(house, pipeline.pause_batch, batch_id)
    house.start()
    wait_until(lambda: view(house, batch_id).ended == 1, "the single wish was not done")
    assert states(house, batch_id)["Song 02"] is ItemState.COMPLETED
    assert queued_titles(house) == []
    act(house, pipeline.resume_batch, batch_id)
    assert finish(house, batch_id).counts[ItemState.COMPLETED] == 3


def test_tracks_move_up_down_to_the_top_and_to_the_end(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES)
    batch_id = start(house, ids)
    for track, to in ((19, Move.TOP), (0, Move.END), (3, Move.UP), (8, Move.DOWN), (19, Move.UP)):
        act(house, pipeline.move_in_batch, batch_id, ids[track], to)
    order = [item.title for item in items(house, batch_id)]
    expected = ["Song 20", "Song 02", "Song 04", "Song 03", *TITLES[4:8], "Song 10", "Song 09"]
    assert order[:10] == expected
    assert order[-1] == "Song 01"
    assert queued_titles(house) == expected[:BATCH_AHEAD]


def test_a_track_whose_turn_has_come_is_not_moved(house: House) -> None:
    gate = Gate(separate)
    house.workshop.behaviours["stems.separate"] = gate
    ids = add_tracks(house.tools, house.owner_id, "Song 01")
    batch_id = start(house, ids)
    house.start()
    wait_until(lambda: gate.inside == 1, "it does not begin")
    with pytest.raises(Conflict, match="turn"):
        act(house, pipeline.move_in_batch, batch_id, ids[0], Move.TOP)
    gate.opened.set()
    finish(house, batch_id)
    with pytest.raises(Conflict, match="turn"):
        act(house, pipeline.move_in_batch, batch_id, ids[0], Move.END)


def test_a_track_is_taken_out_and_the_next_one_takes_its_place(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES)
    batch_id = start(house, ids)
    act(house, pipeline.remove_from_batch, batch_id, ids[0])
    act(house, pipeline.remove_from_batch, batch_id, ids[19])
    assert view(house, batch_id).total == 18
    assert queued_titles(house) == TITLES[1 : BATCH_AHEAD + 1]
    with pytest.raises(NotFound):
        act(house, pipeline.remove_from_batch, batch_id, ids[0])


def test_batches_share_the_machine_by_turns(slow_house: House) -> None:
    house = slow_house
    recorder = Recorder()
    house.workshop.behaviours["stems.separate"] = recorder
    ids = add_tracks(house.tools, house.owner_id, *TITLES, "Late 1", "Late 2")
    long, short = start(house, ids[:20]), start(house, ids[20:])
    house.start()
    finish(house, long)
    finish(house, short)
    assert recorder.names.index("Late 2") < 15


def test_stems_that_are_there_are_not_made_again(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES[:3])
    house.start()
    finish(house, start(house, ids[:1]))
    batch_id = start(house, ids)
    assert states(house, batch_id)["Song 01"] is ItemState.THERE
    over = finish(house, batch_id)
    assert over.counts[ItemState.THERE] == 1
    assert over.counts[ItemState.COMPLETED] == 2
    assert house.workshop.calls.count("stems.separate") == 3
    assert view(house, start(house, ids)).ended_at is not None


def test_everything_without_stems_is_just_that_newest_first(house: House) -> None:
    ids = add_tracks(house.tools, house.owner_id, *TITLES[:6])
    stranger = add_tracks(house.tools, stranger_of(house), "Not mine")
    with house.database.transaction() as session:
        pipeline.delete_track(session, ids[0], owner_id=house.owner_id)
        separately = library.get_track(session, ids[1], owner_id=house.owner_id)
        pipeline.separate(session, separately, separation=DRAFT)
    start(house, ids[2:3])
    assert missing(house).count == 3
    assert missing(house).duration_seconds == pytest.approx(30.0)
    batch_id = start(house, None, title="All")
    assert [item.title for item in items(house, batch_id)] == ["Song 06", "Song 05", "Song 04"]
    assert stranger[0] not in {item.track_id for item in items(house, batch_id)}
    assert view(house, batch_id).title == "All"
    assert missing(house).count == 0
    with pytest.raises(InvalidInput, match="Every track"):
        start(house, None)


def test_the_estimate_comes_from_what_was_done_here_and_shrinks(house: House) -> None:
    gate = Gate(Recorder())
    gate.opened.set()
    house.workshop.behaviours["stems.separate"] = gate
    ids = add_tracks(house.tools, house.owner_id, *TITLES)
    house.start()
    first = start(house, ids[:1])
    assert finish(house, first).expected_seconds is None  # nothing is left
    gate.opened.clear()
    batch_id = start(house, ids[1:11])
    # Ten tracks of ten seconds, at twice their length, two at a time.
    wait_until(lambda: len(view(house, batch_id).running) == 2, "no two separations at a time")
    wait_until(lambda: 85.0 < (view(house, batch_id).expected_seconds or 0.0) < 95.0, "no estimate")
    gate.opened.set()
    assert finish(house, batch_id).expected_seconds is None


def test_without_any_history_no_estimate_is_said(house: House) -> None:
    batch_id = start(house, add_tracks(house.tools, house.owner_id, *TITLES[:2]))
    assert view(house, batch_id).expected_seconds is None
    assert missing(house).expected_seconds is None


def test_turns_are_dealt_anew_without_ties() -> None:
    first, second = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
    dealt = line_up([second, first, first, first])
    assert dealt == sorted(set(dealt))
    assert (dealt[0], dealt[-1]) == (first, second)
    assert line_up([]) == []
    assert BATCH_PRIORITY > 0
