"""Playlists: an order that a person gives, kept under several hands and in both editions."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import accounts, analysis, library, pipeline
from app.analysis import TrackSort
from app.core.errors import InvalidInput, NotFound
from app.library import Playlist, PlaylistChanged, PlaylistDeleted, PlaylistItem
from tests.api.v1.rows import add, counting, make_analysis, make_track
from tests.houses import House

LETTERS = "ABCDEF"


class Shelf:
    """One playlist of a house whose tracks are called by letters."""

    def __init__(self, house: House, letters: str = LETTERS) -> None:
        self.house = house
        tracks = [make_track(house, letter, number) for number, letter in enumerate(letters)]
        add(house, *tracks)
        self.tracks = {track.title: track.id for track in tracks}
        self.id = self.do(library.create_playlist, "Friday", track_ids=self.ids(letters)).id

    def ids(self, letters: str) -> list[UUID]:
        """Return the ids of tracks."""
        return [self.tracks[letter] for letter in letters]

    def do(self, act: Callable[..., Any], *arguments: object, **named: Any) -> Any:  # noqa: ANN401  — what the act returns
        """Do something as the owner, or as who is named."""
        mine = {"owner_id": self.house.owner_id, **named}
        with self.house.database.transaction() as session:
            return act(session, *arguments, **mine)

    def change(self, act: Callable[..., Any], *arguments: object, **named: Any) -> Any:  # noqa: ANN401  — as above
        """Do something with the playlist."""
        return self.do(act, self.id, *arguments, **named)

    def items(self) -> list[PlaylistItem]:
        """Return all that stands in the playlist."""
        return self.change(library.list_playlist_items, count=1000)

    def item(self, letter: str) -> UUID:
        """Return the first item of a track."""
        return next(one.id for one in self.items() if one.track_id == self.tracks[letter])

    def order(self) -> str:
        """Return the letters in the playlist's order."""
        titles = {track_id: title for title, track_id in self.tracks.items()}
        return "".join(titles[item.track_id] for item in self.items())

    def move(self, letters: str, *, before: str | None) -> None:
        """Move the first items of tracks before that of another."""
        named = [self.item(letter) for letter in letters]
        there = self.item(before) if before else None
        self.change(library.move_in_playlist, named, before=there)

    def places(self) -> list[int]:
        """Return the places that are taken, in order."""
        return [item.place for item in self.items()]


@pytest.fixture
def shelf(house: House) -> Shelf:
    return Shelf(house)


def test_a_playlist_begins_with_what_is_selected_and_tells_its_length(shelf: Shelf) -> None:
    (view,) = shelf.do(library.list_playlists)
    assert (view.id, view.title, view.count) == (shelf.id, "Friday", 6)
    assert view.duration_seconds == pytest.approx(6 * 100 + sum(range(6)))
    assert shelf.order() == "ABCDEF"
    shelf.house.hear(PlaylistChanged(shelf.id, shelf.house.owner_id))


MOVES = [
    ("A", "D", "BCADEF"),
    ("F", "A", "FABCDE"),
    ("C", None, "ABDEFC"),
    ("B", "C", "ABCDEF"),
    ("B", "B", "ABCDEF"),
    ("BC", "F", "ADEBCF"),
    ("BDF", "A", "BDFACE"),
    ("FA", "D", "BCAFDE"),
    ("ACE", None, "BDFACE"),
    ("CD", "C", "ABCDEF"),
    ("CE", "E", "ABDCEF"),
    ("ABCDEF", None, "ABCDEF"),
]


@pytest.mark.parametrize(("letters", "before", "order"), MOVES)
def test_what_is_moved_stands_together_where_it_is_put(
    shelf: Shelf, letters: str, before: str | None, order: str
) -> None:
    shelf.move(letters, before=before)
    assert shelf.order() == order
    assert shelf.places() == list(range(6))


def test_a_move_is_one_statement_however_long_the_way(house: House) -> None:
    shelf = Shelf(house, "".join(chr(0x4E00 + number) for number in range(300)))
    first = shelf.order()
    named = [shelf.item(first[0])]
    with counting(house, about="playlistitem") as said:
        shelf.change(library.move_in_playlist, named, before=None)
    assert shelf.order() == first[1:] + first[0]
    changes = [statement for statement in said if statement.startswith("UPDATE")]
    assert len(changes) == 1


def test_a_page_costs_the_same_wherever_it_is(house: House) -> None:
    shelf = Shelf(house, "".join(chr(0x4E00 + number) for number in range(300)))
    for start in (0, 250):
        with counting(house) as said:
            page = shelf.change(library.list_playlist_items, start=start, count=40)
        assert len(page) == 40
        assert len(said) <= 2
    assert shelf.change(library.list_playlist_items, start=300) == []


def test_tracks_are_added_at_the_end_or_before_another_and_more_than_once(shelf: Shelf) -> None:
    assert shelf.change(library.add_to_playlist, shelf.ids("CA")) == 2
    assert shelf.order() == "ABCDEFCA"
    before = shelf.item("B")
    assert shelf.change(library.add_to_playlist, shelf.ids("FF"), before=before) == 2
    assert shelf.order() == "AFFBCDEFCA"
    assert shelf.places() == list(range(10))


def test_what_is_removed_can_be_put_back_where_it_stood(shelf: Shelf) -> None:
    named = [shelf.item(letter) for letter in "BE"]
    removed = shelf.change(library.remove_from_playlist, [*named, uuid4()])
    assert shelf.order() == "ACDF"
    shelf.change(library.restore_to_playlist, removed)
    assert shelf.order() == "ABCDEF"
    with pytest.raises(NotFound, match="not in the playlist any more"):
        shelf.change(library.remove_from_playlist, named)


def test_what_is_put_back_after_others_have_moved_takes_no_place_twice(shelf: Shelf) -> None:
    removed = shelf.change(library.remove_from_playlist, [shelf.item("C")])
    shelf.move("F", before="A")
    shelf.change(library.add_to_playlist, shelf.ids("A"), before=shelf.item("D"))
    shelf.change(library.restore_to_playlist, removed)
    assert sorted(shelf.order()) == sorted("ABCDEFA")
    assert shelf.places() == list(range(7))


def test_a_deleted_track_is_hidden_and_keeps_its_place(shelf: Shelf) -> None:
    shelf.do(library.delete_track, shelf.tracks["B"])
    assert shelf.order() == "ACDEF"
    (view,) = shelf.do(library.list_playlists)
    assert (view.count, view.duration_seconds) == (5, pytest.approx(500 + 14))
    assert shelf.change(library.list_playlist_tracks) == shelf.ids("ACDEF")
    shelf.move("A", before="D")
    assert shelf.order() == "CADEF"
    shelf.do(library.restore_track, shelf.tracks["B"])
    assert shelf.order() == "BCADEF"


def test_a_copy_goes_its_own_way(shelf: Shelf) -> None:
    copy = shelf.change(library.copy_playlist, "Saturday")
    shelf.move("F", before="A")
    there = shelf.do(library.list_playlist_tracks, copy.id)
    assert there == shelf.ids("ABCDEF")
    titles = {view.title for view in shelf.do(library.list_playlists)}
    assert titles == {"Friday", "Saturday"}


def test_a_playlist_is_renamed_and_deleted_and_its_tracks_stay(shelf: Shelf) -> None:
    shelf.change(library.rename_playlist, "  Late \n night ")
    (view,) = shelf.do(library.list_playlists)
    assert view.title == "Late night"
    shelf.change(library.delete_playlist)
    shelf.house.hear(PlaylistDeleted(shelf.id, shelf.house.owner_id))
    assert shelf.do(library.list_playlists) == []
    assert shelf.do(library.count_tracks) == 6
    with pytest.raises(NotFound):
        shelf.items()


@pytest.mark.parametrize("title", ["", "  \n", "\u200f", "x" * 201])
def test_a_title_that_cannot_be_shown_is_a_sentence(shelf: Shelf, title: str) -> None:
    with pytest.raises(InvalidInput, match=r"[Aa] playlist .*characters?"):
        shelf.change(library.rename_playlist, title)
    with pytest.raises(InvalidInput):
        shelf.do(library.create_playlist, title)


SORTS = [
    (TrackSort.TITLE, False, "ABCDEF"),
    (TrackSort.TITLE, True, "FEDCBA"),
    (TrackSort.TEMPO, False, "CADEFB"),
    (TrackSort.TEMPO, True, "DACEFB"),
    (TrackSort.KEY, False, "ADCEFB"),
]


@pytest.mark.parametrize(("by", "descending", "order"), SORTS)
def test_a_playlist_is_sorted_once_and_what_is_unknown_comes_last_as_it_stood(
    shelf: Shelf, by: TrackSort, order: str, *, descending: bool
) -> None:
    heard = {"A": (120.0, "2A"), "C": (90.0, "10A"), "D": (174.0, "9B")}
    with shelf.house.database.reading() as session:
        tracks = {one.title: one for one in library.list_tracks(session, owner_id=_owner(shelf))}
    add(
        shelf.house,
        *(
            make_analysis(tracks[letter], tempo_bpm=tempo_bpm, camelot=camelot)
            for letter, (tempo_bpm, camelot) in heard.items()
        ),
    )
    shelf.move("B", before=None)
    shelf.change(analysis.sort_playlist, by=by, descending=descending)
    assert shelf.order() == order
    shelf.change(library.add_to_playlist, shelf.ids("A"))
    assert shelf.order() == order + "A"


def test_two_who_order_at_once_lose_nothing(shelf: Shelf) -> None:
    named = {letter: shelf.item(letter) for letter in LETTERS}

    def stir(seed: int) -> None:
        for turn in range(5):
            mover, other = (LETTERS[(seed + turn * step) % 6] for step in (1, 5))
            move = library.move_in_playlist
            shelf.change(move, [named[mover]], before=named[other])
            shelf.change(library.add_to_playlist, shelf.ids(mover))

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(stir, range(4)))
    assert len(shelf.order()) == 6 + 4 * 5
    assert all(first < second for first, second in pairwise(shelf.places()))


def test_nobody_reaches_a_playlist_of_another(shelf: Shelf) -> None:
    with shelf.house.database.transaction() as session:
        stranger = accounts.ensure_owner(session, "stranger@example.org").id
    first = shelf.item("A")
    acts: Sequence[tuple[Callable[..., object], tuple[object, ...], dict[str, object]]] = (
        (library.rename_playlist, ("Mine",), {}),
        (library.delete_playlist, (), {}),
        (library.copy_playlist, ("Mine",), {}),
        (library.list_playlist_items, (), {}),
        (library.list_playlist_tracks, (), {}),
        (library.add_to_playlist, (shelf.ids("A"),), {}),
        (library.remove_from_playlist, ([first],), {}),
        (library.move_in_playlist, ([first],), {"before": None}),
        (analysis.sort_playlist, (), {"by": TrackSort.TITLE, "descending": False}),
    )
    for act, arguments, named in acts:
        with pytest.raises(NotFound, match="no such playlist"):
            shelf.change(act, *arguments, owner_id=stranger, **named)
    with pytest.raises(NotFound, match="no such track"):
        shelf.do(library.create_playlist, "Mine", owner_id=stranger, track_ids=shelf.ids("A"))
    assert shelf.do(library.list_playlists, owner_id=stranger) == []
    assert shelf.order() == "ABCDEF"


def test_a_batch_of_a_playlist_has_its_order_and_each_track_once(shelf: Shelf) -> None:
    shelf.move("F", before="A")
    shelf.change(library.add_to_playlist, shelf.ids("C"))
    separation = pipeline.choose_separation(shelf.house.settings, engine="draft")
    batch = shelf.change(pipeline.separate_playlist, separation=separation)
    with shelf.house.database.reading() as session:
        rows = pipeline.list_batch_items(
            session, batch.id, owner_id=_owner(shelf), start=0, count=10
        )
    assert "".join(row.title for row in rows) == "FABCDE"


def test_a_playlist_that_is_full_says_so(house: House) -> None:
    shelf = Shelf(house, "A")
    with house.database.transaction() as session:
        playlist = session.get_one(Playlist, shelf.id)
        session.add_all(
            PlaylistItem(
                owner_id=house.owner_id,
                playlist_id=playlist.id,
                track_id=shelf.tracks["A"],
                place=number,
            )
            for number in range(1, library.MOST_ITEMS)
        )
    with pytest.raises(InvalidInput, match="holds 20000 tracks"):
        shelf.change(library.add_to_playlist, shelf.ids("A"))


def _owner(shelf: Shelf) -> UUID:
    return shelf.house.owner_id
