"""What Spotify shows to everybody, read without credentials."""

from collections.abc import Iterator

import pytest

from app.core.errors import InvalidInput
from app.sources.errors import SpotifyChanged, SpotifyInTrouble, SpotifyMissing
from app.sources.rules.links import LinkKind
from app.sources.spotify import Connection, FoundTrack, PublicPages
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import COVER, MOSAIC, Fault, Json, SpotifyServer, embed

TRACK: Json = {
    "type": "track",
    "id": "abc",
    "name": "The Song",
    "title": "The Song",
    "artists": [{"name": "The Band", "uri": "spotify:artist:x"}, {"name": "A Guest"}],
    "duration": 213_573,
    "releaseDate": {"isoString": "1987-11-12T00:00:00Z"},
    "visualIdentity": {
        "image": [
            {"maxWidth": 64, "url": COVER.format("abc") + "-64"},
            {"maxWidth": 640, "url": COVER.format("abc")},
        ]
    },
}


@pytest.fixture
def spotify() -> Iterator[SpotifyServer]:
    with serve_spotify() as server:
        yield server


@pytest.fixture
def pages(spotify: SpotifyServer) -> Iterator[PublicPages]:
    with Connection(spotify.addresses, wait=lambda _: None) as connection:
        yield PublicPages(connection)


def row(number: int, **more: object) -> Json:
    return {
        "uri": f"spotify:track:t{number}",
        "title": f"Song {number}",
        "subtitle": "Earth, Wind & Fire,\N{NO-BREAK SPACE}A Guest",
        "duration": 200_000,
        "entityType": "track",
        **more,
    }


def playlist(rows: list[Json]) -> Json:
    return {
        "type": "playlist",
        "name": "The Mix",
        "subtitle": "Some One",
        "releaseDate": None,
        "coverArt": {"sources": [{"url": MOSAIC, "width": None, "height": None}]},
        "trackList": rows,
    }


def test_a_track_is_read_from_its_page_and_says_what_is_missing(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.pages["track/abc"] = embed(TRACK)
    assert pages.read_track("abc") == FoundTrack(
        title="The Song",
        artists=("The Band", "A Guest"),
        spotify_id="abc",
        url="https://open.spotify.com/track/abc",
        year=1987,
        duration_seconds=213.573,
        artwork_url=COVER.format("abc"),
        note="Read from Spotify's public page, which tells neither album nor ISRC.",
    )
    assert spotify.asked == ["/embed/track/abc"]


def test_a_playlist_is_read_and_its_picture_is_no_cover_of_its_tracks(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    episode = row(3, uri="spotify:episode:ep")
    spotify.pages["playlist/mix"] = embed(playlist([row(1), row(2), episode]))
    found = pages.read_playlist("mix")
    assert (found.title, found.owner, found.artwork_url) == ("The Mix", "Some One", MOSAIC)
    assert [track.spotify_id for track in found.tracks] == ["t1", "t2"]
    assert found.tracks[0].artists == ("Earth, Wind & Fire", "A Guest")
    assert {(track.artwork_url, track.album) for track in found.tracks} == {(None, None)}
    assert found.missing == 1
    assert "neither albums nor covers nor ISRCs. 1 of 3 left out" in found.note
    assert "there may be more" not in found.note


def test_a_playlist_of_a_hundred_says_that_there_may_be_more(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.pages["playlist/mix"] = embed(playlist([row(number) for number in range(100)]))
    found = pages.read_playlist("mix")
    assert len(found.tracks) == 100
    assert "there may be more: link your Spotify account to get all of them." in found.note


def test_an_album_gives_its_tracks_its_name_its_cover_and_their_numbers(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.pages["album/lp"] = embed(
        {
            "name": "The Album",
            "subtitle": "The Band",
            "visualIdentity": {"image": [{"maxWidth": 640, "url": COVER.format("lp")}]},
            "trackList": [row(1), row(2)],
        }
    )
    found = pages.read_album("lp")
    assert (found.kind, found.owner) == ("album", "The Band")
    assert [(t.album, t.artwork_url, t.track_number) for t in found.tracks] == [
        ("The Album", COVER.format("lp"), 1),
        ("The Album", COVER.format("lp"), 2),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<html>nothing in it</html>",
        '<script id="__NEXT_DATA__" type="application/json">{"props": 1}</script>',
        '<script id="__NEXT_DATA__" type="application/json">{"pro</script>',
        embed({}),
        embed({"name": ["not", "words"]}),
    ],
)
def test_a_page_that_has_changed_is_one_clear_error(
    spotify: SpotifyServer, pages: PublicPages, page: str
) -> None:
    for kind in ("track", "album", "playlist"):
        spotify.pages[f"{kind}/abc"] = page
        with pytest.raises(SpotifyChanged, match=f"public page about this {kind} has changed"):
            getattr(pages, f"read_{kind}")("abc")


def test_of_a_track_whose_page_has_changed_the_title_is_still_known(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.pages["track/abc"] = "<html>nothing in it</html>"
    spotify.oembeds["https://open.spotify.com/track/abc"] = {
        "title": "The Song",
        "thumbnail_url": COVER.format("abc"),
    }
    found = pages.read_track("abc")
    assert (found.title, found.artists, found.artwork_url) == ("The Song", (), COVER.format("abc"))
    assert found.note.startswith("Only the title is known")


def test_what_is_not_shown_to_everybody_is_said_to_be_so(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.pages["playlist/mine"] = embed(None, status=404)
    with pytest.raises(SpotifyMissing, match=r"made for one person\. Link the Spotify"):
        pages.read_playlist("mine")
    with pytest.raises(SpotifyMissing, match="gone, or private"):
        pages.read_playlist("nowhere")


def test_trouble_at_spotify_is_not_taken_for_a_changed_page(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.faults.extend([Fault("status", 500)] * 9)
    with pytest.raises(SpotifyInTrouble):
        pages.read_track("abc")


def test_what_is_no_id_never_becomes_an_address(spotify: SpotifyServer, pages: PublicPages) -> None:
    with pytest.raises(InvalidInput):
        pages.read_track("../../oembed")
    assert spotify.asked == []


def test_a_page_that_leads_to_another_page_of_spotifys_is_followed(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.pages["track/new"] = embed(TRACK)
    spotify.moved["/embed/track/old"] = "/embed/track/new"
    assert pages.read_track("old").title == "The Song"


def test_a_page_that_leads_away_from_spotify_is_not_followed(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.faults.append(Fault("away"))
    with pytest.raises(SpotifyChanged, match="another site, which is not followed"):
        pages.read_track("abc")


def test_a_page_that_leads_in_circles_is_left(spotify: SpotifyServer, pages: PublicPages) -> None:
    spotify.moved["/embed/track/abc"] = "/embed/track/abc"
    with pytest.raises(SpotifyChanged, match="in circles"):
        pages.read_track("abc")
    assert len(spotify.asked) == 5


def test_what_is_no_short_link_is_not_followed(pages: PublicPages) -> None:
    with pytest.raises(SpotifyChanged):
        pages.follow_short_link("http://169.254.169.254/latest")


@pytest.mark.parametrize(
    "target",
    [
        "https://open.spotify.com/track/abc?si=1&utm_source=x",
        "https://open.spotify.com/intl-de/track/abc",
        "https://spotify.app.link/?%24fallback_url=https%3A%2F%2Fopen.spotify.com%2Ftrack%2Fabc",
    ],
)
def test_a_short_link_is_followed_to_what_it_stands_for(
    spotify: SpotifyServer, pages: PublicPages, target: str
) -> None:
    spotify.moved["/short/AbC"] = target
    link = pages.follow_short_link("https://spotify.link/AbC")
    assert (link.kind, link.spotify_id) == (LinkKind.SPOTIFY_TRACK, "abc")
    assert spotify.asked == ["/short/AbC"]


def test_a_short_link_may_lead_over_other_short_links_and_pages(
    spotify: SpotifyServer, pages: PublicPages
) -> None:
    spotify.moved["/short/AbC"] = f"{spotify.url}/short/Next"
    spotify.moved["/short/Next"] = f"{spotify.url}/embed/playlist/landing"
    spotify.pages["playlist/landing"] = (
        '<meta property="og:url" content="https://open.spotify.com/playlist/xyz">'
    )
    link = pages.follow_short_link("https://spotify.link/AbC")
    assert (link.kind, link.spotify_id) == (LinkKind.SPOTIFY_PLAYLIST, "xyz")


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("https://open.spotify.com/artist/abc", SpotifyMissing),
        ("http://127.0.0.1:1/track/abc", SpotifyChanged),
        ("http://open.spotify.com.example/", SpotifyChanged),
        ("https://open.spotify.com@a.example/", SpotifyChanged),
        ("https://me@spotify.link/", SpotifyChanged),
        ("ftp://spotify.link/x", SpotifyChanged),
        ("", SpotifyMissing),
    ],
)
def test_a_short_link_that_leads_elsewhere_is_not_followed(
    spotify: SpotifyServer, pages: PublicPages, target: str, error: type[Exception]
) -> None:
    spotify.moved["/short/AbC"] = target
    with pytest.raises(error):
        pages.follow_short_link("https://spotify.link/AbC")
    assert spotify.asked == ["/short/AbC"]
