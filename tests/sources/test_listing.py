"""Lists of other programs become playlists of what is there, and of what is wanted."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app import accounts, library, sources
from app.core.errors import NotFound
from app.library import Track, TrackSource
from app.sources import ImportedList, MatchedList, Verdict
from tests.api.v1.rows import add, make_track
from tests.houses import House

COLLECTION = Path(__file__).parent / "lists" / "rekordbox.xml"

TABLE = """Title,Artist,Duration,URL
Strobe,deadmau5,10:37,
Storbe,deadmau5,10:37,
Archangel,Burial,3:58,
,,,https://example.com/live
"""


def match(house: House, text: str | bytes, *, name: str = "mine.csv", **more: Any) -> MatchedList:
    data = text.encode() if isinstance(text, str) else text
    with house.database.reading() as session:
        mine = {"owner_id": house.owner_id, **more}
        return sources.match_list(session, BytesIO(data), name=name, **mine)


def take(house: House, matched: MatchedList, **more: bool) -> ImportedList:
    with house.database.transaction() as session:
        return sources.import_list(session, matched, owner_id=house.owner_id, **more)


def verdicts(matched: MatchedList) -> list[str]:
    return [one.verdict.value for one in matched.lines]


def titles(house: House, done: ImportedList, place: int = 0) -> list[str]:
    with house.database.reading() as session:
        tracks = library.read_playlist_tracks(
            session, done.playlists[place].id, owner_id=house.owner_id
        )
    return [track.title for track in tracks]


def all_tracks(house: House) -> Sequence[Track]:
    with house.database.reading() as session:
        return library.list_tracks(session, owner_id=house.owner_id)


@pytest.fixture
def strobe(house: House) -> Track:
    track = make_track(house, "Strobe", artist="deadmau5")
    track.duration_seconds = 637.0
    add(house, track)
    return track


def test_each_line_is_told_what_there_is_of_it(house: House, strobe: Track) -> None:
    matched = match(house, TABLE)

    assert verdicts(matched) == ["sure", "likely", "new", "new"]
    (sure,) = matched.lines[0].choices
    assert (sure.track_id, sure.title, sure.artist) == (strobe.id, "Strobe", "deadmau5")
    (likely,) = matched.lines[1].choices
    assert (likely.track_id, likely.score < 1.0) == (strobe.id, True)
    assert "'Strobe'" in likely.reason
    assert matched.count(Verdict.NEW) == 2


def test_a_plain_list_is_one_playlist_of_what_is_sure(house: House, strobe: Track) -> None:
    done = take(house, match(house, TABLE))

    assert [(one.title, one.is_new, one.added) for one in done.playlists] == [("mine", True, 1)]
    assert titles(house, done) == ["Strobe"]
    assert (done.added, done.left_out) == (0, {Verdict.LIKELY: 1, Verdict.NEW: 2})
    assert [track.id for track in all_tracks(house)] == [strobe.id]


@pytest.mark.usefixtures("strobe")
def test_what_is_likely_is_taken_where_that_is_wanted(house: House) -> None:
    done = take(house, match(house, TABLE), with_likely=True)

    assert titles(house, done) == ["Strobe", "Strobe"]
    assert done.left_out == {Verdict.NEW: 2}


@pytest.mark.usefixtures("strobe")
def test_wanted_tracks_are_added_once_however_often_a_list_comes(house: House) -> None:
    first = take(house, match(house, TABLE), with_wanted=True)
    stale = match(house, TABLE)
    again = take(house, stale, with_wanted=True)

    assert titles(house, first) == ["Strobe", "Archangel", "https://example.com/live"]
    assert (first.added, again.added) == (2, 0)
    assert verdicts(stale) == ["sure", "likely", "sure", "sure"]
    assert [(one.id, one.is_new, one.added) for one in again.playlists] == [
        (first.playlists[0].id, False, 0)
    ]
    known = {track.title: track for track in all_tracks(house)}
    assert len(known) == 3
    assert (known["Archangel"].source, known["Archangel"].has_audio) == (TrackSource.LIST, False)
    assert known["Archangel"].duration_seconds == 238.0
    # Nothing but its address says what this is, so that is where its audio comes from.
    assert known["https://example.com/live"].source is TrackSource.LINK


def test_a_review_that_is_older_than_the_last_import_adds_nothing_twice(house: House) -> None:
    matched = match(house, "Burial - Archangel\nBurial - Archangel (Original Mix)\n")

    first, again = (take(house, matched, with_wanted=True) for _ in range(2))

    assert (first.added, again.added, len(all_tracks(house))) == (1, 0, 1)


def test_a_renamed_track_is_still_the_one_that_its_line_asked_for(house: House) -> None:
    text = "Burial - Archangel\n"
    take(house, match(house, text), with_wanted=True)
    (track,) = all_tracks(house)
    with house.database.transaction() as session:
        kept = library.get_track(session, track.id, owner_id=house.owner_id)
        kept.title = "Something else"
        session.add(kept)

    matched = match(house, text)

    assert [choice.track_id for choice in matched.lines[0].choices] == [track.id]
    assert matched.lines[0].verdict is Verdict.SURE


def test_a_list_that_grew_adds_to_its_playlist_and_not_to_that_of_another_file(
    house: House, strobe: Track
) -> None:
    first = take(house, match(house, "Strobe - nothing like it\n"), with_wanted=True)
    grown = match(house, "Strobe - nothing like it\ndeadmau5 - Strobe\n")
    again = take(house, grown)
    other = take(house, match(house, "deadmau5 - Strobe\n", name="other.txt"))

    assert (again.playlists[0].id, again.playlists[0].added) == (first.playlists[0].id, 1)
    assert titles(house, again)[-1] == strobe.title
    assert other.playlists[0].id != first.playlists[0].id


def test_playlists_in_folders_are_made_and_empty_ones_are_told(house: House, strobe: Track) -> None:
    matched = match(house, COLLECTION.read_bytes(), name="rekordbox.xml")
    done = take(house, matched)

    assert [one.path for one in matched.lists] == [("Sets", "Friday"), ("By place",)]
    assert [one.title for one in done.playlists] == ["Friday", "By place"]
    assert titles(house, done) == [strobe.title]
    assert take(house, match(house, "Nobody - Nothing\n")).empty == ("mine",)


@pytest.mark.parametrize("name", ["friday", "Sets", "sets/FRIDAY"])
def test_some_lists_of_a_file_are_chosen_by_name_folder_or_path(house: House, name: str) -> None:
    matched = match(house, COLLECTION.read_bytes(), name="rekordbox.xml")

    chosen = sources.choose_lists(matched, [name])

    assert [one.path[-1] for one in chosen.lists] == ["Friday"]
    assert [one.line.number for one in chosen.lines] == [1, 2]
    assert (take(house, chosen, with_wanted=True).added, len(all_tracks(house))) == (2, 2)


def test_a_list_that_is_not_in_the_file_is_refused_with_those_that_are(house: House) -> None:
    matched = match(house, COLLECTION.read_bytes(), name="rekordbox.xml")

    with pytest.raises(NotFound, match="'Sets/Friday', 'By place'"):
        sources.choose_lists(matched, ["Saturday"])


def test_two_lists_of_one_name_are_two_playlists(house: House) -> None:
    nodes = '<NODE Name="Set" Type="1" KeyType="0"><TRACK Key="11"/></NODE>' * 2
    text = COLLECTION.read_text().replace('<NODE Name="Sets"', f'{nodes}<NODE Name="Sets"')
    matched = match(house, text, name="rekordbox.xml")
    done = take(house, matched, with_wanted=True)

    assert [one.title for one in done.playlists] == ["Set", "Set", "Friday", "By place"]
    assert len({one.id for one in done.playlists}) == 4


def test_a_mere_path_is_understood_by_its_name_unless_that_says_nothing(
    house: House, strobe: Track
) -> None:
    text = "#EXTM3U\n/music/deadmau5 - Strobe.mp3\n/music/Track 01.mp3\n/music/Zoë - Été.mp3\n"
    matched = match(house, text, name="set.m3u8")
    done = take(house, matched, with_wanted=True)

    assert verdicts(matched) == ["sure", "new", "new"]
    assert matched.lines[0].choices[0].track_id == strobe.id
    assert titles(house, done) == ["Strobe", "Été"]
    assert done.left_out == {Verdict.NEW: 1}


@pytest.mark.usefixtures("strobe")
def test_nobody_is_told_of_the_tracks_of_others(house: House) -> None:
    with house.database.transaction() as session:
        other_id = accounts.create_user(session, "other@example.org").id

    assert verdicts(match(house, "deadmau5 - Strobe\n", owner_id=other_id)) == ["new"]
