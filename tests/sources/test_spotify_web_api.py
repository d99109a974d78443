"""Music and playlists, asked for over HTTP from a stand-in for Spotify."""

from collections.abc import Iterator

import pytest

from app.core.errors import InvalidInput
from app.sources.errors import SpotifyMissing, SpotifyNotShared
from app.sources.spotify import Connection, FoundTrack, SpotifyApi
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import COVER, MOSAIC, FixedAccess, Json, SpotifyServer


@pytest.fixture
def spotify() -> Iterator[SpotifyServer]:
    with serve_spotify() as server:
        yield server


@pytest.fixture
def api(spotify: SpotifyServer) -> Iterator[SpotifyApi]:
    with Connection(spotify.addresses) as connection:
        yield SpotifyApi(connection, FixedAccess(spotify.give_token(), is_linked=False))


@pytest.fixture
def own_api(spotify: SpotifyServer) -> Iterator[SpotifyApi]:
    with Connection(spotify.addresses) as connection:
        yield SpotifyApi(connection, FixedAccess(spotify.give_token(), is_linked=True))


def test_a_track_is_told_with_all_that_is_known_of_it(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.add_track("abc", album="First Album")
    assert api.read_track("abc") == FoundTrack(
        title="Song abc",
        artists=("The Band", "A Guest"),
        album="First Album",
        year=2019,
        duration_seconds=201.5,
        isrc="GBAYE0601498",
        spotify_id="abc",
        url="https://open.spotify.com/track/abc",
        artwork_url=COVER.format("abc"),
        track_number=3,
    )


def test_a_track_of_which_little_is_told_is_still_a_track(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.tracks["bare"] = {"id": "bare", "name": "Bare\u202e\n", "artists": None, "album": None}
    found = api.read_track("bare")
    assert (found.title, found.artists, found.album, found.isrc) == ("Bare", (), None, None)
    assert (found.year, found.duration_seconds, found.artwork_url) == (None, None, None)


@pytest.mark.parametrize("spotify_id", ["", "a/b", "../me", "x" * 65, "a?b", "ä"])
def test_what_is_no_id_never_becomes_an_address(
    spotify: SpotifyServer, api: SpotifyApi, spotify_id: str
) -> None:
    for read in (api.read_track, api.read_album, api.read_playlist):
        with pytest.raises(InvalidInput, match="no ID of Spotify's"):
            read(spotify_id)
    assert spotify.asked == []


def test_an_album_is_read_to_its_end_and_gives_its_tracks_its_cover(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.albums["long"] = [spotify.add_track(f"t{number}") for number in range(120)]
    found = api.read_album("long")
    assert (found.kind, found.id, found.title, found.owner) == (
        "album",
        "long",
        "Album long",
        "The Band",
    )
    assert [track.spotify_id for track in found.tracks] == spotify.albums["long"]
    assert {track.artwork_url for track in found.tracks} == {COVER.format("long")}
    assert {(track.album, track.year) for track in found.tracks} == {("Album long", 1999)}
    assert (found.missing, found.note) == (0, "")


def test_each_track_of_a_playlist_has_its_own_cover_and_not_the_mosaic(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.add_playlist("mix", [spotify.add_track("one"), spotify.add_track("two")])
    found = api.read_playlist("mix")
    assert (found.kind, found.id, found.title, found.owner, found.artwork_url) == (
        "playlist",
        "mix",
        "Playlist mix",
        "Some One",
        MOSAIC,
    )
    assert [track.artwork_url for track in found.tracks] == [
        COVER.format("one"),
        COVER.format("two"),
    ]


def test_a_long_playlist_is_read_to_its_end_in_its_order(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    order = [spotify.add_track(f"t{number}") for number in range(231)]
    spotify.add_playlist("long", [*order])
    found = api.read_playlist("long")
    assert [track.spotify_id for track in found.tracks] == order
    assert spotify.count("/v1/playlists/long/items") == 5


def test_what_is_no_track_in_a_playlist_is_counted_and_said(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    local: Json = {"content": {"id": None, "name": "My own", "type": "track"}, "is_local": True}
    episode: Json = {"content": {"id": "ep", "name": "Talk", "type": "episode", "show": {}}}
    gone: Json = {"content": None}
    odd: Json = {"content": {"id": "../../me", "name": "Odd", "type": "track"}}
    nameless: Json = {"content": {"id": "x", "name": "", "type": "track"}}
    track = spotify.add_track("one")
    spotify.add_playlist("mix", [local, track, episode, gone, None, nameless, odd, track])
    found = api.read_playlist("mix")
    assert [track.spotify_id for track in found.tracks] == ["one", "one"]
    assert found.missing == 6
    assert found.note == "6 of 8 left out: 1 local file, 1 episode, 4 no longer at Spotify."


def test_entries_that_spotify_does_not_give_are_counted_as_well(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.add_playlist("mix", [spotify.add_track("one")])
    spotify.hidden_entries = 2
    found = api.read_playlist("mix")
    assert (len(found.tracks), found.missing) == (1, 2)
    assert found.note == "2 of 3 left out: 2 that Spotify does not give."


def test_a_playlist_beyond_ten_thousand_entries_says_what_is_left_out(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.page_length = 2_500
    spotify.add_playlist("endless", [{"content": {"id": "one", "name": "One"}}] * 10_003)
    found = api.read_playlist("endless")
    assert (len(found.tracks), found.missing) == (10_000, 3)
    assert spotify.count("/v1/playlists/endless/items") == 4


@pytest.mark.parametrize("says_item", [True, False])
def test_entries_are_understood_by_their_new_and_their_old_name(
    spotify: SpotifyServer, api: SpotifyApi, *, says_item: bool
) -> None:
    spotify.says_item = says_item
    spotify.add_playlist("mix", [spotify.add_track("one")])
    assert [track.spotify_id for track in api.read_playlist("mix").tracks] == ["one"]


def test_where_items_are_not_known_the_old_address_is_asked(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.knows_items = False
    spotify.add_playlist("mix", [spotify.add_track("one")])
    assert len(api.read_playlist("mix").tracks) == 1
    assert spotify.asked[-1] == "/v1/playlists/mix/tracks"


def test_where_the_old_address_is_forbidden_it_is_not_asked(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.knows_tracks = False
    spotify.add_playlist("mix", [spotify.add_track("one")])
    assert len(api.read_playlist("mix").tracks) == 1
    assert spotify.count("/v1/playlists/mix/tracks") == 0


def test_a_playlist_of_somebody_else_says_to_link_the_account_or_use_a_list(
    spotify: SpotifyServer, api: SpotifyApi, own_api: SpotifyApi
) -> None:
    spotify.add_playlist("theirs", [spotify.add_track("one")])
    spotify.foreign.add("theirs")
    with pytest.raises(SpotifyNotShared, match="Link the Spotify account whose own it is, or imp"):
        api.read_playlist("theirs")
    with pytest.raises(SpotifyNotShared, match="Copy it into a playlist of your own, or import it"):
        own_api.read_playlist("theirs")


def test_a_playlist_that_is_not_shown_says_the_same(api: SpotifyApi, own_api: SpotifyApi) -> None:
    with pytest.raises(SpotifyMissing, match="link the Spotify account that can see it, or import"):
        api.read_playlist("private")
    with pytest.raises(SpotifyMissing, match=r"gone, or private\. Copy the link again"):
        own_api.read_playlist("private")


def test_saved_tracks_and_playlists_of_an_account_are_listed(
    spotify: SpotifyServer, own_api: SpotifyApi
) -> None:
    spotify.saved = [spotify.add_track(f"t{number}") for number in range(60)]
    for number in range(55):
        spotify.add_playlist(f"p{number}", ["t0"] * number)
    saved = own_api.read_saved_tracks()
    assert (saved.kind, [track.spotify_id for track in saved.tracks]) == ("saved", spotify.saved)
    offers = own_api.list_playlists()
    assert [offer.id for offer in offers] == [*spotify.playlists]
    assert (offers[7].title, offers[7].length) == ("Playlist p7", 7)
    assert offers[7].url == "https://open.spotify.com/playlist/p7"
    assert own_api.read_account_name() == "Some One"


def test_nothing_is_asked_for_that_spotify_took_away(
    spotify: SpotifyServer, own_api: SpotifyApi
) -> None:
    spotify.add_playlist("mix", [spotify.add_track("one"), spotify.add_track("two")])
    spotify.albums["album"] = ["one", "two"]
    own_api.read_playlist("mix")
    own_api.read_album("album")
    own_api.read_track("one")
    assert set(spotify.asked) == {
        "/v1/playlists/mix",
        "/v1/playlists/mix/items",
        "/v1/albums/album",
        "/v1/tracks/one",
    }
