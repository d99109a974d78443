"""Artists and albums: the same groups on both databases, and the queries that open them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app import analysis, library
from app.accounts import User
from app.analysis import TrackQuestion
from app.library import Artwork, GroupKind, GroupSort, TrackGroup
from tests.api.v1.rows import add, make_track
from tests.core.databases import EDITIONS, open_edition
from tests.houses import House

NAMES = ('"Weird Al" Yankovic', "Earth, Wind & Fire", "Élan", "Björk", "Øresund Trio", "100%")


@pytest.fixture(scope="module", params=EDITIONS)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Return a house with a few artists and albums."""
    folder: Path = tmp_path_factory.mktemp("groups")
    with open_edition(str(request.param), folder) as settings, House(settings) as house:
        furnish(house)
        yield house


def furnish(house: House) -> None:
    queen = [
        make_track(house, f"Song {n}", n, artist="Queen", album="Hits", year=1975 + n)
        for n in range(3)
    ]
    others = [make_track(house, name, n + 10, artist=name) for n, name in enumerate(NAMES)]
    abba = make_track(house, "Waterloo", 20, artist="ABBA", album="hits", year=1974)
    longer = make_track(house, "No One Knows", 21, artist="Queens of the Stone Age", album="Hits 2")
    nobody = make_track(house, "Nobody", 22)
    gone = make_track(house, "Gone", 23, artist="Gone", album="Gone", deleted_at=abba.created_at)
    add(house, *queen, *others, abba, longer, nobody, gone)
    with house.database.transaction() as session:
        stranger = User(email="stranger@example.org")
        session.add(stranger)
        session.flush()
        theirs = make_track(house, "Theirs", 24, artist="Queen", album="Hits")
        theirs.owner_id = stranger.id
        session.add(theirs)
        session.flush()
        session.add(
            Artwork(
                track_id=queen[1].id,
                owner_id=house.owner_id,
                content_hash="f" * 64,
                source="hand",
                created_at=abba.created_at,
            )
        )


def groups(
    house: House,
    kind: GroupKind,
    *,
    search: str = "",
    sort: GroupSort = GroupSort.NAME,
    start: int = 0,
    count: int = 100,
) -> tuple[list[TrackGroup], int]:
    with house.database.reading() as session:
        return library.list_groups(
            session,
            kind,
            owner_id=house.owner_id,
            search=search,
            sort=sort,
            start=start,
            count=count,
        )


def test_artists_stand_in_order_with_what_is_theirs(house: House) -> None:
    found, total = groups(house, GroupKind.ARTIST)
    names = [group.name for group in found]
    assert total == len(found) == 9
    assert set(names) == {*NAMES, "Queen", "ABBA", "Queens of the Stone Age"}
    assert names.index("ABBA") < names.index("Björk") < names.index("Élan") < names.index("Queen")
    queen = found[names.index("Queen")]
    assert (queen.count, queen.first_year, queen.last_year) == (3, 1975, 1977)
    assert queen.duration_seconds == pytest.approx(303.0)
    assert queen.picture_hash == "f" * 64


def test_albums_of_several_artists_name_none(house: House) -> None:
    found, _total = groups(house, GroupKind.ALBUM)
    assert [(group.name, group.count, group.artist) for group in found] == [
        ("Hits", 4, None),
        ("Hits 2", 1, "Queens of the Stone Age"),
    ]


def test_the_largest_come_first_if_that_is_wanted_and_pages_join(house: House) -> None:
    whole, total = groups(house, GroupKind.ARTIST, sort=GroupSort.COUNT)
    assert whole[0].name == "Queen"
    pages = [
        group
        for start in range(0, total, 4)
        for group in groups(house, GroupKind.ARTIST, sort=GroupSort.COUNT, start=start, count=4)[0]
    ]
    assert pages == whole


def test_groups_are_those_of_the_tracks_that_a_query_finds(house: House) -> None:
    found, total = groups(house, GroupKind.ARTIST, search="album:hits year:..1975")
    assert ([(group.name, group.count) for group in found], total) == (
        [("ABBA", 1), ("Queen", 1)],
        2,
    )


@pytest.mark.parametrize("name", [*NAMES, "Queen", "ABBA"])
def test_a_group_is_opened_by_all_of_its_name_whatever_signs_it_has(
    house: House, name: str
) -> None:
    query = library.write_exact("artist", name)
    assert library.read_query(query).text == query
    with house.database.reading() as session:
        asked = TrackQuestion(search=query, count=50)
        found, _total = analysis.browse_tracks(session, asked, owner_id=house.owner_id)
    assert {track.artist for track, _heard in found} == {name}


def test_whole_names_can_be_barred_and_mixed_with_words(house: House) -> None:
    def count(query: str) -> int:
        with house.database.reading() as session:
            asked = TrackQuestion(search=query, count=0)
            return analysis.browse_tracks(session, asked, owner_id=house.owner_id)[1]

    everything = count("")
    assert count('artist:"=queen"') == 3
    assert count("artist:queen") == 4
    assert count('-artist:"=queen"') == everything - 3
    assert count('artist:"=queen",abba') == 4
    assert count("has:artwork") == 1
    assert count("-has:artwork") == everything - 1
    assert count("size:..1MB") == everything
    assert count("size:>1GB") == 0


def test_a_name_that_is_too_long_for_a_query_is_asked_for_by_its_beginning() -> None:
    query = library.write_exact("album", "x" * 500)
    assert len(query) < 500
    assert not library.read_query(query).mistakes


def test_nobody_has_groups_of_somebody_else(house: House) -> None:
    with house.database.reading() as session:
        assert library.list_groups(session, GroupKind.ARTIST, owner_id=uuid4()) == ([], 0)
