"""Crates in crates, smart crates, and the way back of what was deleted, in both editions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import accounts, library
from app.core import clock
from app.core.errors import Conflict, InvalidInput, NotFound
from app.library import PlaylistChanged, PlaylistDeleted, PlaylistView, TrackEdit
from tests.api.v1.rows import add, make_track
from tests.houses import House, wait_until


class Shelf:
    """The crates of a house's owner, whose tracks are called by letters."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.tracks = {letter: make_track(house, letter, n) for n, letter in enumerate("ABCD")}
        add(house, *self.tracks.values())
        self.ids = {letter: track.id for letter, track in self.tracks.items()}

    def do(self, act: Callable[..., Any], *arguments: object, **named: Any) -> Any:  # noqa: ANN401  — what the act returns
        """Do something as the owner, or as who is named."""
        mine = {"owner_id": self.house.owner_id, **named}
        with self.house.database.transaction() as session:
            return act(session, *arguments, **mine)

    def make(self, title: str, letters: str = "", **named: Any) -> UUID:
        """Make a crate of some tracks."""
        tracks = [self.ids[letter] for letter in letters]
        return self.do(library.create_playlist, title, track_ids=tracks, **named).id

    def views(self) -> list[PlaylistView]:
        """Return all crates in their order."""
        return self.do(library.list_playlists)

    def tree(self) -> str:
        """Return the crates as they lie: "Sets(Friday Saturday) Old"."""
        views = self.views()

        def tell(parent_id: UUID | None) -> str:
            row = [one for one in views if one.parent_id == parent_id]
            inner = ((one.title, tell(one.id)) for one in row)
            return " ".join(f"{title}({inside})" if inside else title for title, inside in inner)

        return tell(None)

    def letters(self, crate_id: UUID, **named: Any) -> str:
        """Return the tracks in a crate."""
        titles = {track_id: letter for letter, track_id in self.ids.items()}
        items = self.do(library.list_playlist_items, crate_id, **named)
        return "".join(titles[item.track_id] for item in items)


@pytest.fixture
def shelf(house: House) -> Shelf:
    return Shelf(house)


def test_crates_lie_in_crates_in_the_order_they_are_given(shelf: Shelf) -> None:
    sets, friday = shelf.make("Sets"), shelf.make("Friday")
    saturday = shelf.make("Saturday", parent_id=sets)
    assert shelf.tree() == "Friday Sets(Saturday)"
    shelf.do(library.move_playlist, friday, parent_id=sets)
    assert shelf.tree() == "Sets(Saturday Friday)"
    shelf.do(library.move_playlist, friday, parent_id=sets, before=saturday)
    assert shelf.tree() == "Sets(Friday Saturday)"
    shelf.do(library.move_playlist, saturday, parent_id=None, before=sets)
    assert shelf.tree() == "Saturday Sets(Friday)"
    shelf.house.hear(PlaylistChanged(saturday, shelf.house.owner_id))


def test_a_crate_cannot_lie_in_itself_nor_too_deep_nor_in_a_smart_one(shelf: Shelf) -> None:
    deep = [shelf.make("1")]
    for number in range(2, 9):
        deep.append(shelf.make(str(number), parent_id=deep[-1]))
    with pytest.raises(InvalidInput, match="8 deep"):
        shelf.make("9", parent_id=deep[-1])
    with pytest.raises(Conflict, match="in itself"):
        shelf.do(library.move_playlist, deep[0], parent_id=deep[0])
    with pytest.raises(Conflict, match="in itself"):
        shelf.do(library.move_playlist, deep[2], parent_id=deep[5])
    pair = shelf.make("Pair")
    shelf.make("Inner", parent_id=pair)
    with pytest.raises(InvalidInput, match="8 deep"):
        shelf.do(library.move_playlist, pair, parent_id=deep[6])
    smart = shelf.make("New", query="added:30d")
    with pytest.raises(Conflict, match="smart crate"):
        shelf.do(library.move_playlist, pair, parent_id=smart)
    with pytest.raises(NotFound, match="not there any more"):
        shelf.do(library.move_playlist, pair, parent_id=None, before=deep[4])
    assert shelf.tree() == "New Pair(Inner) 1(2(3(4(5(6(7(8)))))))"


def test_a_smart_crate_holds_what_its_query_finds_now(shelf: Shelf) -> None:
    smart = shelf.make("By Ann", query="  artist:ann ")
    assert shelf.letters(smart) == ""
    for letter in "AC":
        shelf.do(library.edit_track, shelf.ids[letter], TrackEdit(artist="Ann Bell"))
    assert sorted(shelf.letters(smart)) == ["A", "C"]
    (view,) = shelf.views()
    assert (view.query, view.count) == ("artist:ann", None)
    known = shelf.do(library.view_playlist, smart)
    assert (known.count, known.duration_seconds) == (2, pytest.approx(202.0))
    ids = shelf.do(library.list_playlist_tracks, smart)
    assert set(ids) == {shelf.ids["A"], shelf.ids["C"]}
    shelf.do(library.delete_track, shelf.ids["A"])
    assert shelf.letters(smart) == "C"
    assert [track.title for track in shelf.do(library.read_playlist_tracks, smart)] == ["C"]
    shelf.do(library.ask_anew, smart, "title:B,D")
    assert sorted(shelf.letters(smart)) == ["B", "D"]


def test_nobody_puts_tracks_into_a_smart_crate_or_orders_it(shelf: Shelf) -> None:
    smart, item = shelf.make("B", query="title:B"), shelf.ids["B"]
    for act, arguments, named in (
        (library.add_to_playlist, ([item],), {}),
        (library.remove_from_playlist, ([item],), {}),
        (library.move_in_playlist, ([item],), {"before": None}),
        (library.arrange_playlist, (list,), {}),
    ):
        with pytest.raises(Conflict, match="its query fills it"):
            shelf.do(act, smart, *arguments, **named)
    with pytest.raises(Conflict, match="holds what you put into it"):
        shelf.do(library.ask_anew, shelf.make("Mine"), "title:B")
    with pytest.raises(InvalidInput, match="Leave the tracks out"):
        shelf.make("Both", "A", query="title:B")


@pytest.mark.parametrize(
    ("query", "said"), [("", "needs a query"), ("tempi:120", "no field"), ("bpm:fast", "bpm")]
)
def test_a_query_that_is_not_understood_makes_no_crate(shelf: Shelf, query: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        shelf.make("Smart", query=query)
    assert shelf.views() == []


def test_a_smart_crate_becomes_a_playlist_that_stays_as_it_is(shelf: Shelf) -> None:
    smart = shelf.make("Some", query="title:A,B")
    copy = shelf.do(library.copy_playlist, smart, "Kept", as_list=True)
    other = shelf.do(library.copy_playlist, smart, "Also smart")
    assert (copy.query, other.query) == (None, "title:A,B")
    shelf.do(library.ask_anew, smart, "title:C")
    assert sorted(shelf.letters(copy.id)) == ["A", "B"]
    shelf.do(library.add_to_playlist, copy.id, [shelf.ids["D"]])
    assert sorted(shelf.letters(copy.id)) == ["A", "B", "D"]


def test_a_crate_shows_what_is_in_the_crates_in_it_where_that_is_asked_for(shelf: Shelf) -> None:
    outer = shelf.make("Outer", "AB")
    last = shelf.make("Last", "A", parent_id=outer)
    smart = shelf.make("Smart", query="title:D", parent_id=outer)
    inner = shelf.make("Inner", "CB", parent_id=outer)
    shelf.make("Innermost", "D", parent_id=inner)
    assert shelf.letters(outer) == "AB"
    assert shelf.letters(outer, inside=True) == "ABCBDDA"
    pages = [shelf.letters(outer, inside=True, start=n, count=3) for n in range(0, 9, 3)]
    assert pages == ["ABC", "BDD", "A"]
    whole = shelf.do(library.view_playlist, outer, inside=True)
    assert whole.count == 7
    of = [one.playlist_id for one in shelf.do(library.list_playlist_items, outer, inside=True)]
    assert of[-1] == last
    assert smart in of


def test_a_copy_of_a_crate_has_copies_of_all_that_is_in_it(shelf: Shelf) -> None:
    outer = shelf.make("Sets")
    inner = shelf.make("Friday", "BA", parent_id=outer)
    shelf.make("Late", query="title:C", parent_id=inner)
    copy = shelf.do(library.copy_playlist, outer, "Sets 2")
    assert shelf.tree() == "Sets 2(Friday(Late)) Sets(Friday(Late))"
    assert shelf.letters(copy.id, inside=True) == "BAC"
    shelf.do(library.delete_playlist, outer)
    assert shelf.tree() == "Sets 2(Friday(Late))"


def test_what_is_deleted_comes_back_as_it_was(shelf: Shelf) -> None:
    shelf.make("Old")
    outer = shelf.make("Sets", "CA")
    inner = shelf.make("Friday", "BA", parent_id=outer)
    shelf.make("Gone before", "D", parent_id=outer)
    first = shelf.make("First")
    before = shelf.do(library.list_playlist_items, inner)
    other = next(one.id for one in shelf.views() if one.title == "Gone before")
    shelf.do(library.delete_playlist, other)
    shelf.do(library.delete_playlist, outer)
    for crate_id in (outer, inner):
        gone = PlaylistDeleted(crate_id, shelf.house.owner_id)
        wait_until(lambda event=gone: event in shelf.house.events, "nobody heard of it")
        with pytest.raises(NotFound, match="no such playlist"):
            shelf.do(library.view_playlist, crate_id)
    assert shelf.tree() == "First Old"
    shelf.do(library.restore_playlist, outer)
    assert shelf.tree() == "First Sets(Friday) Old"
    after = shelf.do(library.list_playlist_items, inner)
    assert [(one.id, one.added_at) for one in after] == [(one.id, one.added_at) for one in before]
    shelf.do(library.restore_playlist, other)
    assert shelf.tree() == "First Sets(Gone before Friday) Old"
    assert shelf.do(library.restore_playlist, first).id == first


def test_what_comes_back_to_a_crate_that_is_gone_comes_to_the_top(shelf: Shelf) -> None:
    outer = shelf.make("Sets")
    inner = shelf.make("Friday", "A", parent_id=outer)
    shelf.do(library.delete_playlist, inner)
    shelf.do(library.delete_playlist, outer)
    shelf.do(library.restore_playlist, inner)
    assert shelf.tree() == "Friday"
    assert shelf.letters(inner) == "A"


def test_what_was_deleted_long_ago_is_gone_for_good(shelf: Shelf) -> None:
    outer = shelf.make("Sets")
    shelf.make("Friday", "A", parent_id=outer)
    shelf.do(library.delete_playlist, outer)
    with shelf.house.database.transaction() as session:
        library.purge(session, before=clock.now() - timedelta(hours=1), count=100)
    shelf.do(library.restore_playlist, outer)
    shelf.do(library.delete_playlist, outer)
    with shelf.house.database.transaction() as session:
        library.purge(session, before=clock.now() + timedelta(seconds=1), count=100)
    with pytest.raises(NotFound):
        shelf.do(library.restore_playlist, outer)


def test_a_deleted_playlist_is_found_by_no_query_and_no_link(shelf: Shelf) -> None:
    link, tracks = "https://lists.test/1", [shelf.ids["A"]]
    first = shelf.do(library.take_over_playlist, "Hits", tracks, link=link)
    smart = shelf.make("In hits", query="playlist:Hits")
    assert shelf.letters(smart) == "A"
    shelf.do(library.delete_playlist, first.id)
    assert shelf.letters(smart) == ""
    again = shelf.do(library.take_over_playlist, "Hits", tracks, link=link)
    assert again.id != first.id
    shelf.do(library.restore_playlist, first.id)
    assert shelf.tree().count("Hits") == 2


def test_a_list_that_comes_again_does_not_bring_back_what_a_person_took_out(shelf: Shelf) -> None:
    link = "https://lists.test/1"

    def come(letters: str) -> str:
        tracks = [shelf.ids[letter] for letter in letters]
        crate = shelf.do(library.take_over_playlist, "Hits", tracks, link=link)
        return shelf.letters(crate.id)

    assert come("ABC") == "ABC"
    crate_id = shelf.views()[0].id
    items = {one.track_id: one.id for one in shelf.do(library.list_playlist_items, crate_id)}
    named = [items[shelf.ids["B"]]]
    removed = shelf.do(library.remove_from_playlist, crate_id, named)
    assert shelf.views()[0].count == 2
    assert come("ABCD") == "ACD"
    shelf.do(library.restore_to_playlist, crate_id, removed)
    assert shelf.letters(crate_id) == "ABCD"
    shelf.do(library.remove_from_playlist, crate_id, [_item(shelf, crate_id, "C")])
    shelf.do(library.add_to_playlist, crate_id, [shelf.ids["C"]])
    assert come("ABCD") == "ABDC"


def test_nobody_reaches_the_crates_of_another(shelf: Shelf) -> None:
    with shelf.house.database.transaction() as session:
        stranger = accounts.ensure_owner(session, "stranger@example.org").id
    mine, smart = shelf.make("Mine", "A"), shelf.make("Smart", query="title:A")
    gone = shelf.make("Gone")
    shelf.do(library.delete_playlist, gone)
    theirs = {"owner_id": stranger}
    for act, arguments, named in (
        (library.move_playlist, (mine,), {"parent_id": None}),
        (library.ask_anew, (smart, "title:B"), {}),
        (library.restore_playlist, (gone,), {}),
        (library.create_playlist, ("In yours",), {"parent_id": mine}),
        (library.view_playlist, (mine,), {"inside": True}),
        (library.share, (), {"playlist_id": mine}),
        (library.share, (), {"track_id": shelf.ids["A"]}),
        (library.restore_playlist, (uuid4(),), {}),
    ):
        with pytest.raises(NotFound):
            shelf.do(act, *arguments, **named, **theirs)
    theirs_all = shelf.do(library.create_playlist, "All", query="title:A,B,C,D", **theirs)
    assert shelf.do(library.list_playlist_tracks, theirs_all.id, **theirs) == []


def _item(shelf: Shelf, crate_id: UUID, letter: str) -> UUID:
    items = shelf.do(library.list_playlist_items, crate_id)
    return next(one.id for one in items if one.track_id == shelf.ids[letter])
