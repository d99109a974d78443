"""Lists by what was heard: every order, in pages, with what is unknown at the end."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest

from app import analysis
from app.analysis import TrackQuestion, TrackSort
from app.library import Track
from tests.api.v1.rows import add, make_analysis, make_track
from tests.houses import House

COUNT = 23


def furnish(house: House) -> dict[UUID, Track]:
    """Add tracks of which some lack each value, many have the same, and a third was not heard."""
    tracks: list[Track] = []
    for number in range(COUNT):
        known = number % 4 != 0
        more: dict[str, Any] = {
            "artist": f"Artist {number % 5}" if known else None,
            "album": f"Album {number % 3}" if known else None,
            "genre": "House" if known else None,
            "year": 2000 + number % 6 if known else None,
            "rating": number % 6 if known else None,
        }
        tracks.append(make_track(house, f"Title {number * 7 % COUNT:02}", number, **more))
    heard = [
        make_analysis(track, tempo_bpm=120 + number % 7, camelot=f"{number % 12 + 1}A")
        for number, track in enumerate(tracks)
        if number % 3
    ]
    add(house, *tracks, *heard)
    return {track.id: track for track in tracks}


def ask(house: House, **asked: Any) -> tuple[list[UUID], int]:
    with house.database.reading() as session:
        return analysis.list_track_ids(session, TrackQuestion(**asked), owner_id=house.owner_id)


def test_pages_of_any_size_make_up_every_list_in_either_direction(house: House) -> None:
    tracks = furnish(house)
    for sort, descending in product(TrackSort, (False, True)):
        whole, total = ask(house, sort=sort, descending=descending, count=500)
        assert total == COUNT
        assert set(whole) == set(tracks)
        for size in (1, 4, 10):
            pages = [
                ask(house, sort=sort, descending=descending, start=start, count=size)[0]
                for start in range(0, COUNT + size, size)
            ]
            assert [one for page in pages for one in page] == whole, (sort, descending, size)


@pytest.mark.parametrize("sort", ["year", "rating", "artist", "album", "genre"])
@pytest.mark.parametrize("descending", [False, True])
def test_what_is_unknown_comes_last_either_way(
    house: House, sort: str, *, descending: bool
) -> None:
    tracks = furnish(house)
    ids, _total = ask(house, sort=TrackSort(sort), descending=descending)
    values = [getattr(tracks[one], sort) for one in ids]
    known = [value for value in values if value is not None]
    assert values == known + [None] * (len(values) - len(known))
    assert known == sorted(known, reverse=descending)


def test_a_first_letter_with_an_accent_stands_by_the_one_without(house: House) -> None:
    names = ["zebra", "Élan", "echo", "Østen", "Opal", "fire", "Ñandú", "noon", "8 ball"]
    tracks = [make_track(house, name, number) for number, name in enumerate(names)]
    add(house, *tracks)
    titles = {track.id: track.title for track in tracks}
    ids, _total = ask(house, sort=TrackSort.TITLE)
    assert [titles[one] for one in ids] == [
        *("8 ball", "echo", "Élan", "fire", "Ñandú", "noon", "Opal", "Østen", "zebra"),
    ]


def test_a_page_beyond_the_end_is_empty_and_still_counts(house: House) -> None:
    furnish(house)
    assert ask(house, sort=TrackSort.TEMPO, start=1000) == ([], COUNT)
    assert ask(house, sort=TrackSort.TEMPO, count=0) == ([], COUNT)
