"""A linked Spotify account is kept sealed, and tells what only its owner may know."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from app import sources
from app.accounts import SignInNeeded
from app.core.errors import InvalidInput
from app.core.settings import Settings
from app.sources import SAVED_TRACKS, Asker, Gathered, read_links
from app.sources.errors import SpotifyLinkRefused, SpotifyMissing, SpotifyNotLinked
from app.sources.service.accounts import callback_url, vault_of
from tests.houses import House
from tests.sources.linked import (
    expire,
    link_account,
    never,
    row_of,
    serve_music,
    settings_for,
    suspend,
    unlink,
    view,
)
from tests.sources.spotify_shelf import CLIENT_ID, CLIENT_SECRET, Fault, SpotifyServer, embed

PLAYLIST = "https://open.spotify.com/playlist/mine"


@pytest.fixture
def spotify() -> Iterator[SpotifyServer]:
    with serve_music() as server:
        yield server


@pytest.fixture
def set_up(house: House, spotify: SpotifyServer) -> Settings:
    return settings_for(house, spotify)


def gather(house: House, settings: Settings, text: str = PLAYLIST) -> Gathered:
    (link,) = read_links(text)
    asker = Asker(house.database, house.owner_id)
    return sources.gather_spotify(link, settings, wait=never, asker=asker)


def test_a_linked_account_is_kept_sealed_and_shown_by_its_name(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    assert view(house, set_up).name is None
    assert link_account(house, spotify, set_up) == "Some One"
    kept, vault = row_of(house), vault_of(set_up)
    assert vault.decrypt(kept.access) in spotify.good
    assert vault.decrypt(kept.refresh) in spotify.refresh_tokens
    told = view(house, set_up)
    assert (told.name, told.can_link, told.is_cut, told.is_set_up) == (
        "Some One",
        True,
        False,
        False,
    )
    assert "SFA_SPOTIFY_CLIENT_SECRET" in told.note
    shown = f"{kept!r} {told!r}"
    secrets = (kept.access, kept.refresh, *spotify.good, *spotify.refresh_tokens)
    assert not any(word in shown for word in secrets)


def test_linking_again_takes_the_place_of_the_account_before(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    before = row_of(house)
    link_account(house, spotify, set_up)
    assert row_of(house).id == before.id
    assert row_of(house).refresh != before.refresh
    unlink(house)
    unlink(house)
    assert view(house, set_up).name is None


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault("status", 403, only="/v1/me"), "User Management"),
        (Fault("status", 404, only="/v1/me"), "does not show the account"),
    ],
)
def test_an_account_that_does_not_say_its_name_is_not_linked(
    house: House, spotify: SpotifyServer, set_up: Settings, fault: Fault, sentence: str
) -> None:
    spotify.faults.append(fault)
    with pytest.raises((SpotifyLinkRefused, SpotifyMissing), match=sentence):
        link_account(house, spotify, set_up)
    assert view(house, set_up).name is None


def test_whoever_was_suspended_meanwhile_has_nothing_linked(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    suspend(house)
    with pytest.raises(SignInNeeded):
        link_account(house, spotify, set_up)
    assert view(house, set_up).name is None


def test_a_private_playlist_and_saved_tracks_come_by_the_linked_account(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    with pytest.raises(SpotifyNotLinked, match="Saved tracks"):
        sources.gather_spotify(
            SAVED_TRACKS, set_up, wait=never, asker=Asker(house.database, house.owner_id)
        )
    with pytest.raises(SpotifyMissing):
        gather(house, set_up)
    link_account(house, spotify, set_up)
    found = gather(house, set_up)
    assert (found.title, len(found.tracks), found.list_link) == ("Playlist mine", 1, PLAYLIST)
    saved = sources.gather_spotify(
        SAVED_TRACKS, set_up, wait=never, asker=Asker(house.database, house.owner_id)
    )
    assert (saved.title, saved.list_link) == ("Saved tracks", SAVED_TRACKS.url)
    assert [track.title for track in saved.tracks] == ["Song abc"]


def test_the_studio_is_asked_where_the_account_is_told_nothing(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    expire(house)
    spotify.refresh_tokens.clear()
    both = set_up.model_copy(update={"spotify_client_secret": SecretStr(CLIENT_SECRET)})
    assert gather(house, both).title == "Playlist mine"
    assert view(house, both).is_cut
    spotify.foreign.add("mine")
    track = {"uri": "spotify:track:abc", "title": "Song", "subtitle": "Band", "duration": 1000}
    spotify.pages["playlist/mine"] = embed(
        {"type": "playlist", "id": "mine", "name": "Shown", "trackList": [track]}
    )
    assert gather(house, both).title == "Shown"


def test_the_first_refusal_is_the_one_that_is_told(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    spotify.foreign.add("mine")
    spotify.pages["playlist/mine"] = "<html>something new</html>"
    with pytest.raises(InvalidInput, match="whose own it is"):
        gather(house, set_up)


@pytest.mark.parametrize(
    ("public", "origin", "address"),
    [
        (None, "http://127.0.0.1:4000", "http://127.0.0.1:4000"),
        (None, "http://[::1]:4000", "http://[::1]:4000"),
        (None, "https://studio.example", "https://studio.example"),
        ("https://studio.example/", "http://studio.example", "https://studio.example"),
    ],
)
def test_spotify_sends_people_back_to_where_they_are(
    public: str | None, origin: str, address: str
) -> None:
    settings = Settings(public_url=public)
    assert callback_url(settings, origin=origin) == f"{address}/api/v1/spotify/callback"


@pytest.mark.parametrize(
    ("public", "origin", "sentence"),
    [
        (None, "http://localhost:4000", "http://127.0.0.1:4000 only"),
        (None, "http://studio.lan", "https:// or to"),
        ("https://studio.example", "http://127.0.0.1:4000", "Open the studio at https://studio.ex"),
    ],
)
def test_where_spotify_sends_nobody_no_link_is_begun(
    public: str | None, origin: str, sentence: str
) -> None:
    settings = Settings(public_url=public, spotify_client_id=CLIENT_ID)
    with pytest.raises(InvalidInput, match=sentence):
        sources.begin_link(settings, session_id="s", origin=origin)
