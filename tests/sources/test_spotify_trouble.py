"""Whatever goes wrong on the line to Spotify is told apart, and what may pass is waited for."""

import socket
from collections.abc import Iterator

import pytest

from app.core.errors import Cancelled, NetworkDown, SoundForgeError
from app.sources.errors import (
    SpotifyBusy,
    SpotifyChanged,
    SpotifyInTrouble,
    SpotifyMissing,
    SpotifyNotShared,
    SpotifyUnreachable,
)
from app.sources.spotify import Addresses, Connection, SpotifyApi
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import CLIENT_SECRET, Clock, Fault, SpotifyServer, studio

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


@pytest.mark.parametrize(
    ("fault", "error", "retryable"),
    [
        (Fault("status", 403), SpotifyNotShared, False),
        (Fault("status", 404), SpotifyMissing, False),
        (Fault("status", 400), SpotifyMissing, False),
        (Fault("status", 500), SpotifyInTrouble, True),
        (Fault("status", 503), SpotifyInTrouble, True),
        (Fault("status", 429), SpotifyBusy, True),
        (Fault("cut"), SpotifyUnreachable, True),
        (Fault("rubbish"), SpotifyChanged, False),
        (Fault("huge"), SpotifyChanged, False),
        (Fault("status", 302), SpotifyMissing, False),
    ],
    ids=str,
)
def test_each_trouble_is_an_error_of_its_own_with_a_next_step(
    spotify: SpotifyServer,
    api: SpotifyApi,
    *,
    fault: Fault,
    error: type[SoundForgeError],
    retryable: bool,
) -> None:
    api.read_track("abc")
    spotify.faults.extend([fault] * 99)
    with pytest.raises(error) as raised:
        api.read_track("abc")
    assert type(raised.value) is error
    assert raised.value.retryable is retryable
    assert str(raised.value).endswith(".")
    assert not any(secret in str(raised.value) for secret in (CLIENT_SECRET, *spotify.good))


@pytest.mark.parametrize("fault", [Fault("status", 502), Fault("cut")], ids=str)
def test_trouble_that_passes_is_not_noticed(
    spotify: SpotifyServer, api: SpotifyApi, fault: Fault
) -> None:
    spotify.faults.append(fault)
    assert api.read_track("abc").title == "Song abc"


def test_a_server_that_is_not_there_is_the_network_and_may_be_tried_again(clock: Clock) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and never listening, so the port refuses
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        connection = Connection(Addresses(api=nobody, accounts=nobody), wait=clock.wait)
        with connection, pytest.raises(NetworkDown, match="could not be reached"):
            studio(connection).read_track("abc")


def test_a_pause_that_spotify_asks_for_is_waited(
    spotify: SpotifyServer, api: SpotifyApi, clock: Clock
) -> None:
    spotify.faults.extend([Fault("status", 429, "7", TRACKS), Fault("status", 429, None, TRACKS)])
    assert api.read_track("abc").title == "Song abc"
    assert clock.waits == [7.0, 1.0]


def test_a_pause_may_be_given_as_a_date(
    spotify: SpotifyServer, api: SpotifyApi, clock: Clock
) -> None:
    spotify.faults.append(Fault("status", 429, "Sat, 21 Nov 2026 12:00:30 GMT", TRACKS))
    assert api.read_track("abc").title == "Song abc"
    assert clock.waits == [30.0]


def test_a_pause_beyond_all_patience_is_an_error_that_says_when(
    spotify: SpotifyServer, api: SpotifyApi, clock: Clock
) -> None:
    spotify.faults.append(Fault("status", 429, "86400", TRACKS))
    with pytest.raises(SpotifyBusy, match="Try again after 2026-11-22 12:00 UTC") as raised:
        api.read_track("abc")
    assert (raised.value.wait_seconds, clock.waits) == (86_400.0, [])


@pytest.mark.parametrize("retry_after", ["0", "nonsense", "-5", "1.5"])
def test_a_server_that_never_stops_asking_for_patience_is_left(
    spotify: SpotifyServer, api: SpotifyApi, clock: Clock, retry_after: str
) -> None:
    spotify.faults.extend([Fault("status", 429, retry_after, TRACKS)] * 200)
    with pytest.raises(SpotifyBusy):
        api.read_track("abc")
    assert sum(clock.waits) <= 60.0


def test_an_answer_larger_than_any_list_is_not_read_to_its_end(
    spotify: SpotifyServer, api: SpotifyApi
) -> None:
    spotify.faults.append(Fault("huge", only=TRACKS))
    with pytest.raises(SpotifyChanged, match="larger than any list of music"):
        api.read_track("abc")


def test_a_server_that_says_nothing_is_given_up(spotify: SpotifyServer, clock: Clock) -> None:
    spotify.faults.extend([Fault("slow")] * 3)
    connection = Connection(spotify.addresses, wait=clock.wait, timeout_seconds=0.2)
    with connection, pytest.raises(SpotifyUnreachable, match="did not answer in time"):
        studio(connection).read_track("abc")


def test_a_server_that_never_comes_to_an_end_is_given_up(
    spotify: SpotifyServer, clock: Clock
) -> None:
    spotify.faults.extend([Fault("drip")] * 3)
    connection = Connection(spotify.addresses, wait=clock.wait, answer_seconds=0.2)
    with connection, pytest.raises(SpotifyUnreachable, match="takes too long"):
        studio(connection).read_track("abc")


def test_who_has_no_patience_hears_at_once_what_is_wrong(
    spotify: SpotifyServer, clock: Clock
) -> None:
    connection = Connection(spotify.addresses, wait=clock.wait, patience_seconds=0.0)
    with connection:
        api = studio(connection)
        for fault, error in (
            (Fault("status", 429, "1"), SpotifyBusy),
            (Fault("status", 500), SpotifyInTrouble),
            (Fault("cut"), SpotifyUnreachable),
        ):
            spotify.faults.append(fault)
            with pytest.raises(error):
                api.read_track("abc")
    assert clock.waits == []


def test_waiting_ends_when_the_work_is_cancelled(
    spotify: SpotifyServer, api: SpotifyApi, clock: Clock
) -> None:
    clock.is_halted = True
    spotify.faults.append(Fault("status", 429, "5", TRACKS))
    with pytest.raises(Cancelled):
        api.read_track("abc")


def test_the_api_is_never_followed_elsewhere(spotify: SpotifyServer, api: SpotifyApi) -> None:
    spotify.faults.append(Fault("away", only=TRACKS))
    with pytest.raises(SpotifyMissing):
        api.read_track("abc")
