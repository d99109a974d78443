"""Tokens are fetched once, kept, and told to nobody."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from pydantic import SecretStr

from app.sources.errors import (
    SpotifyChanged,
    SpotifyIdMissing,
    SpotifyKeysRefused,
    SpotifyNotSetUp,
    SpotifySecretMissing,
    SpotifySignInRefused,
)
from app.sources.spotify import Connection, SpotifyApi, StudioAccess
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import (
    CLIENT_ID,
    CLIENT_SECRET,
    Clock,
    Fault,
    SpotifyServer,
    studio,
)

TOKENS = "/api/token"
TRACKS = "/v1/tracks"


@pytest.fixture
def spotify() -> Iterator[SpotifyServer]:
    with serve_spotify() as server:
        server.add_track("abc")
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connection(spotify: SpotifyServer, clock: Clock) -> Iterator[Connection]:
    with Connection(spotify.addresses, wait=clock.wait, now=clock.now) as connection:
        yield connection


@pytest.fixture
def api(connection: Connection) -> SpotifyApi:
    return studio(connection)


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_a_missing_id_and_a_missing_secret_are_told_apart(
    spotify: SpotifyServer, connection: Connection, empty: str | None
) -> None:
    without_id, without_secret = studio(connection, empty), studio(connection, CLIENT_ID, empty)
    for kind in ("track", "album", "playlist"):
        with pytest.raises(SpotifyIdMissing, match="set SFA_SPOTIFY_CLIENT_ID"):
            getattr(without_id, f"read_{kind}")("abc")
        with pytest.raises(SpotifySecretMissing, match="Set SFA_SPOTIFY_CLIENT_SECRET"):
            getattr(without_secret, f"read_{kind}")("abc")
    assert spotify.asked == []
    assert issubclass(SpotifyIdMissing, SpotifyNotSetUp)
    assert issubclass(SpotifySecretMissing, SpotifyNotSetUp)


def test_a_good_token_is_used_again_and_no_other_asked_for(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    for _ in range(3):
        api.read_track("abc")
    assert spotify.count(TOKENS) == 1
    assert len(set(spotify.bearers)) == 1
    assert spotify.bearers[0] in spotify.good


def test_a_token_that_is_about_to_expire_costs_one_request_for_another(
    spotify: SpotifyServer, api: SpotifyApi, clock: Clock
) -> None:
    api.read_track("abc")
    clock.moment += timedelta(seconds=3600 - 61)
    api.read_track("abc")
    assert spotify.count(TOKENS) == 1
    clock.moment += timedelta(seconds=2)
    spotify.asked.clear()
    api.read_track("abc")
    assert spotify.asked == [TOKENS, f"{TRACKS}/abc"]


def test_many_callers_at_once_ask_for_one_token(spotify: SpotifyServer, api: SpotifyApi) -> None:
    together = Barrier(12)
    titles: list[str] = []

    def read() -> None:
        together.wait()
        titles.append(api.read_track("abc").title)

    threads = [Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles == ["Song abc"] * 12
    assert spotify.count(TOKENS) == 1


def test_a_token_that_spotify_refuses_is_replaced_once(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    api.read_track("abc")
    spotify.good.clear()
    assert api.read_track("abc").title == "Song abc"
    assert spotify.count(TOKENS) == 2


def test_a_token_that_is_refused_again_is_an_error_and_no_circle(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.faults.extend([Fault("status", 401, only=TRACKS)] * 9)
    with pytest.raises(SpotifySignInRefused, match=r"check the app on developer\.spotify\.com"):
        api.read_track("abc")
    assert spotify.count(TRACKS) == 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_keys_that_spotify_does_not_accept_are_an_error_of_their_own(
    spotify: SpotifyServer, api: SpotifyApi, status: int
) -> None:
    spotify.faults.append(Fault("status", status, only=TOKENS))
    with pytest.raises(SpotifyKeysRefused, match=rf"\(HTTP {status}\)\. Check SFA_SPOTIFY_CLIENT"):
        api.read_track("abc")
    assert not SpotifyKeysRefused.retryable


def test_a_wrong_secret_is_not_accepted(connection: Connection) -> None:
    with pytest.raises(SpotifyKeysRefused):
        studio(connection, CLIENT_ID, "another-secret").read_track("abc")


def test_a_token_that_could_break_a_header_is_none(spotify: SpotifyServer, api: SpotifyApi) -> None:
    spotify.odd_answer = "bad\r\nX-Evil: 1"
    with pytest.raises(SpotifyChanged) as raised:
        api.read_track("abc")
    assert "Evil" not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_nothing_secret_is_in_what_is_printed(
    spotify: SpotifyServer, connection: Connection
) -> None:
    access = StudioAccess(connection, client_id=CLIENT_ID, client_secret=SecretStr(CLIENT_SECRET))
    SpotifyApi(connection, access).read_track("abc")
    assert not any(
        secret in f"{access!r} {connection!r}" for secret in (CLIENT_SECRET, *spotify.good)
    )
