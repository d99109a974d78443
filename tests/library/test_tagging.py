"""Tags: words of a user's own, on many tracks at once, and nobody else's."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import accounts, library
from app.core.errors import InvalidInput, NotFound
from app.library import TrackChanged
from tests.api.v1.rows import add, make_track
from tests.houses import House


def do(house: House, act: Callable[..., Any], *arguments: object, **named: Any) -> Any:  # noqa: ANN401  — what the act returns
    mine = {"owner_id": house.owner_id, **named}
    with house.database.transaction() as session:
        return act(session, *arguments, **mine)


def shelve(house: House, count: int) -> list[UUID]:
    tracks = [make_track(house, f"Track {number}", number) for number in range(count)]
    add(house, *tracks)
    return [track.id for track in tracks]


def counts(house: House) -> dict[str, int]:
    return {tag.name: tag.count for tag in do(house, library.list_tags)}


def test_many_tracks_are_tagged_at_once_and_a_second_time_changes_nothing(house: House) -> None:
    ids = shelve(house, 1200)
    for _turn in range(2):
        done = do(house, library.tag_tracks, ids, ["Peak Time", "  opener "])
        assert (done.tracks, set(done.names)) == (1200, {"Peak Time", "opener"})
    assert counts(house) == {"opener": 1200, "Peak Time": 1200}
    assert do(house, library.tags_of, ids[:2]) == {
        track_id: ["opener", "Peak Time"] for track_id in ids[:2]
    }
    do(house, library.untag_tracks, ids[:1000], ["PEAK time", "unknown"])
    assert counts(house) == {"opener": 1200, "Peak Time": 200}


def test_case_and_blanks_do_not_tell_two_tags_apart(house: House) -> None:
    ids = shelve(house, 1)
    do(house, library.tag_tracks, ids, ["Après  Ski", "APRÈS SKI"])
    assert do(house, library.tag_tracks, ids, ["après ski"]).names == ("Après Ski",)
    assert counts(house) == {"Après Ski": 1}


def test_a_track_that_was_thrown_away_is_not_counted_and_keeps_its_tags(house: House) -> None:
    ids = shelve(house, 2)
    do(house, library.tag_tracks, ids, ["late"])
    do(house, library.delete_track, ids[0])
    assert counts(house) == {"late": 1}
    do(house, library.restore_track, ids[0])
    assert counts(house) == {"late": 2}


def test_a_tag_that_is_renamed_to_another_becomes_one_with_it(house: House) -> None:
    ids = shelve(house, 3)
    do(house, library.tag_tracks, ids[:2], ["warm"])
    do(house, library.tag_tracks, ids[1:], ["warmup"])
    warm = {tag.name: tag.id for tag in do(house, library.list_tags)}["warm"]
    assert do(house, library.rename_tag, warm, "WARM").name == "WARM"
    assert do(house, library.rename_tag, warm, "Warmup").name == "warmup"
    assert counts(house) == {"warmup": 3}


def test_a_deleted_tag_leaves_the_tracks(house: House) -> None:
    ids = shelve(house, 2)
    do(house, library.tag_tracks, ids, ["old"])
    (tag,) = do(house, library.list_tags)
    do(house, library.delete_tag, tag.id)
    assert counts(house) == {}
    assert do(house, library.count_tracks) == 2


def test_what_belongs_to_others_is_neither_seen_nor_tagged(house: House) -> None:
    ids = shelve(house, 1)
    do(house, library.tag_tracks, ids, ["mine"])
    (tag,) = do(house, library.list_tags)
    with house.database.transaction() as session:
        other = accounts.ensure_owner(session, "other@example.org").id
    assert do(house, library.tag_tracks, ids, ["theirs"], owner_id=other).tracks == 0
    assert do(house, library.untag_tracks, ids, ["mine"], owner_id=other).tracks == 0
    assert do(house, library.tags_of, ids, owner_id=other) == {}
    for act, arguments in ((library.rename_tag, ("x",)), (library.delete_tag, ())):
        with pytest.raises(NotFound, match="no such tag"):
            do(house, act, tag.id, *arguments, owner_id=other)
    assert counts(house) == {"mine": 1}


@pytest.mark.parametrize("name", ["", " \n", "\u200f", "x" * 61])
def test_a_name_that_cannot_be_a_tag_is_a_sentence(house: House, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"A tag .*characters?"):
        do(house, library.tag_tracks, [uuid4()], [name])


def test_pages_hear_of_tracks_that_were_tagged(house: House) -> None:
    ids = shelve(house, 2)
    do(house, library.tag_tracks, ids, ["new"])
    changed = {event.track_id for event in house.events if isinstance(event, TrackChanged)}
    if house.settings.is_embedded:  # the other bus tells later
        assert changed == set(ids)
