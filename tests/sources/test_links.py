"""What people paste, read as links."""

import pytest

from app.sources.rules.links import MAX_LINKS, LinkKind, read_links

LONG_ID = "a1B2c3D4e5" * 5


@pytest.mark.parametrize(
    ("text", "kind", "spotify_id"),
    [
        ("https://open.spotify.com/track/abc123", LinkKind.SPOTIFY_TRACK, "abc123"),
        ("http://open.spotify.com/track/abc123", LinkKind.SPOTIFY_TRACK, "abc123"),
        ("open.spotify.com/track/xyz789", LinkKind.SPOTIFY_TRACK, "xyz789"),
        ("spotify.com/track/abc", LinkKind.SPOTIFY_TRACK, "abc"),
        ("https://play.spotify.com/track/abc", LinkKind.SPOTIFY_TRACK, "abc"),
        ("HTTPS://Open.Spotify.com/track/AbC", LinkKind.SPOTIFY_TRACK, "AbC"),
        ("https://open.spotify.com/album/xyz789", LinkKind.SPOTIFY_ALBUM, "xyz789"),
        ("https://open.spotify.com/playlist/playlist123", LinkKind.SPOTIFY_PLAYLIST, "playlist123"),
        ("https://open.spotify.com/intl-us/track/abc", LinkKind.SPOTIFY_TRACK, "abc"),
        ("https://open.spotify.com/intl-de/album/abc", LinkKind.SPOTIFY_ALBUM, "abc"),
        ("https://open.spotify.com/intl-pt-br/album/abc", LinkKind.SPOTIFY_ALBUM, "abc"),
        ("https://open.spotify.com/embed/track/abc", LinkKind.SPOTIFY_TRACK, "abc"),
        ("https://open.spotify.com/track/abc123?si=foo&dl=1", LinkKind.SPOTIFY_TRACK, "abc123"),
        ("https://open.spotify.com/track/abc123/?si=foo#0:30", LinkKind.SPOTIFY_TRACK, "abc123"),
        (f"https://open.spotify.com/track/{LONG_ID}", LinkKind.SPOTIFY_TRACK, LONG_ID),
        ("spotify:track:abc123", LinkKind.SPOTIFY_TRACK, "abc123"),
        ("spotify:playlist:abc123", LinkKind.SPOTIFY_PLAYLIST, "abc123"),
        ("spotify:user:someone:playlist:abc123", LinkKind.SPOTIFY_PLAYLIST, "abc123"),
        ("https://open.spotify.com/user/someone/playlist/abc", LinkKind.SPOTIFY_PLAYLIST, "abc"),
        ("<https://open.spotify.com/track/abc>,", LinkKind.SPOTIFY_TRACK, "abc"),
    ],
)
def test_a_link_to_spotify_is_told_by_its_kind_and_its_id(
    text: str, kind: LinkKind, spotify_id: str
) -> None:
    [link] = read_links(text)
    assert (link.kind, link.spotify_id, link.reason) == (kind, spotify_id, "")
    assert link.url == f"https://open.spotify.com/{kind.removeprefix('spotify_')}/{spotify_id}"


def test_a_short_link_is_a_kind_of_its_own_that_has_to_be_followed() -> None:
    links = read_links("https://spotify.link/AbC123?x=1\nspotify.link/Other\n")
    assert [(link.kind, link.url) for link in links] == [
        (LinkKind.SPOTIFY_SHORT, "https://spotify.link/AbC123"),
        (LinkKind.SPOTIFY_SHORT, "https://spotify.link/Other"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("https://a.example/x/Song.MP3", LinkKind.AUDIO, "https://a.example/x/Song.MP3"),
        ("https://A.Example/x.flac?t=1#part", LinkKind.AUDIO, "https://a.example/x.flac?t=1"),
        ("https://a.example/page?file=x.mp3", LinkKind.PAGE, "https://a.example/page?file=x.mp3"),
        ("http://a.example:8080", LinkKind.PAGE, "http://a.example:8080/"),
        ("https://open.spotify.com.a.example/track/x", LinkKind.PAGE, None),
        ("https://evilspotify.com/track/x", LinkKind.PAGE, None),
        ("https://a.example/one,two", LinkKind.PAGE, "https://a.example/one,two"),
    ],
)
def test_another_address_is_audio_by_its_extension_and_a_page_otherwise(
    text: str, kind: LinkKind, url: str | None
) -> None:
    [link] = read_links(text)
    assert (link.kind, link.url, link.spotify_id) == (kind, url or text, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://open.spotify.com/artist/abc", "leads to an artist"),
        ("spotify:artist:abc", "leads to an artist"),
        ("https://open.spotify.com/show/abc", "podcast"),
        ("https://open.spotify.com/episode/abc", "podcast"),
        ("https://open.spotify.com/collection/tracks", "Link your Spotify account"),
        ("https://open.spotify.com/user/someone", "leads to a person"),
        ("https://open.spotify.com/", "no track, album or playlist"),
        ("https://accounts.spotify.com/login", "no track, album or playlist"),
        ("https://open.spotify.com/track/", "no ID of Spotify's"),
        ("https://open.spotify.com/track/a..b", "no ID of Spotify's"),
        ("https://spotify.link/a/b", "no short link"),
        ("ftp://a.example/x.mp3", "begin with ftp:"),
        ("javascript:alert(1)", "begin with javascript:"),
        ("file:///etc/passwd", "begin with file:"),
        ("data:audio/mpeg;base64,AAAA", "begin with data:"),
        ("https://me:secret@a.example/x.mp3", "a user name or a password"),
        ("http://localhost/x.mp3", "studio's own machine"),
        ("http://LOCALHOST.:4000/x", "studio's own machine"),
        ("http://a.localhost/x", "studio's own machine"),
        ("http://[::1/x", "not written as an address"),
        ("http://a.example:99999/x", "not written as an address"),
        ("https:///x.mp3", "names no server"),
        ("example.com/track/1", "write https://example.com/track/1"),
        ("Some words", "no link"),
        ("Song: https://open.spotify.com/track/abc", "a line of its own"),
        ("https://a.example\\@b.example/", "no link"),
        (f"https://a.example/{'x' * 2000}", "longer than 2,000 characters"),
    ],
)
def test_what_leads_nowhere_is_kept_with_the_sentence_why(text: str, words: str) -> None:
    [link] = read_links(text)
    assert link.kind is LinkKind.REFUSED
    assert words in link.reason
    assert link.reason.endswith(".")
    assert (link.url, link.spotify_id) == ("", "")
    assert len(link.reason) < 300


def test_several_links_on_one_line_are_several() -> None:
    text = (
        "https://a.example/1.mp3 spotify:track:abc,https://b.example/2 , open.spotify.com/album/x"
    )
    assert [link.kind for link in read_links(text)] == [
        LinkKind.AUDIO,
        LinkKind.SPOTIFY_TRACK,
        LinkKind.PAGE,
        LinkKind.SPOTIFY_ALBUM,
    ]


def test_the_same_thing_twice_is_listed_once_in_its_first_place() -> None:
    links = read_links(
        "spotify:track:abc\r\n\r\nhttps://b.example/2\n"
        "  https://open.spotify.com/intl-de/track/abc?si=1\nnonsense\nnonsense\n"
    )
    assert [link.text for link in links] == ["spotify:track:abc", "https://b.example/2", "nonsense"]


def test_an_album_and_a_track_with_one_id_are_two_things() -> None:
    assert len(read_links("spotify:track:abc spotify:album:abc")) == 2


@pytest.mark.parametrize("text", ["", " \n\t\n", ",;"])
def test_nothing_is_no_link(text: str) -> None:
    assert read_links(text) == []


def test_what_goes_beyond_a_thousand_links_is_said_in_one_sentence() -> None:
    links = read_links("\n".join(f"https://a.example/{number}" for number in range(1_500)))
    assert [link.kind for link in links[:MAX_LINKS]] == [LinkKind.PAGE] * MAX_LINKS
    [beyond] = links[MAX_LINKS:]
    assert (beyond.kind, beyond.text) == (LinkKind.REFUSED, "https://a.example/1000")
    assert beyond.reason.startswith("At most 1,000 links are read at once")


def test_what_cannot_be_shown_stays_out_of_the_sentence() -> None:
    [link] = read_links("evil\u202egnp.exe")
    assert "\u202e" not in link.reason
