"""A person's own account is linked with PKCE, and by nobody but who began it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from app.sources.errors import (
    SpotifyIdMissing,
    SpotifyInTrouble,
    SpotifyKeysRefused,
    SpotifyLinkRefused,
    SpotifyNotLinked,
    SpotifyUnreachable,
)
from app.sources.spotify import (
    AccountAccess,
    AccountLink,
    Connection,
    Pending,
    SpotifyApi,
    Tokens,
)
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import CLIENT_ID, Clock, Fault, SpotifyServer

BACK = "http://127.0.0.1:4000/auth/spotify/callback"
SESSION = "the-session"
TOKENS = "/api/token"


@pytest.fixture
def spotify() -> Iterator[SpotifyServer]:
    with serve_spotify() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def link(spotify: SpotifyServer, clock: Clock) -> Iterator[AccountLink]:
    with Connection(spotify.addresses, now=clock.now, wait=Clock().wait) as connection:
        yield AccountLink(connection, client_id=CLIENT_ID)


def begin(link: AccountLink) -> tuple[dict[str, str], Pending]:
    url, pending = link.begin(session_id=SESSION, redirect_uri=BACK)
    words = parse_qs(urlsplit(url).query)
    return {name: values[0] for name, values in words.items()}, pending


def agree(spotify: SpotifyServer, asked: dict[str, str], code: str = "the-code") -> str:
    """Do as Spotify does when a person agrees: give out a code."""
    spotify.codes[code] = asked["code_challenge"]
    return code


def linked(spotify: SpotifyServer, link: AccountLink) -> Tokens:
    asked, pending = begin(link)
    code = agree(spotify, asked)
    return link.finish(pending, state=asked["state"], session_id=SESSION, code=code)


def test_the_person_is_sent_to_spotify_with_a_challenge_and_no_secret(
    spotify: SpotifyServer, link: AccountLink
) -> None:
    url, _ = link.begin(session_id=SESSION, redirect_uri=BACK)
    asked, pending = begin(link)
    assert url.startswith(f"{spotify.addresses.accounts}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT_ID
    assert asked["redirect_uri"] == BACK
    assert asked["code_challenge_method"] == "S256"
    assert re.fullmatch(r"[\w-]{43}", asked["code_challenge"])
    assert re.fullmatch(r"[A-Za-z0-9._~-]{64,128}", pending.verifier)
    assert pending.verifier not in url
    assert set(asked["scope"].split()) == {
        "playlist-read-private",
        "playlist-read-collaborative",
        "user-library-read",
    }


def test_no_two_links_share_a_state_or_a_verifier(link: AccountLink) -> None:
    begun = [begin(link)[1] for _ in range(20)]
    assert len({pending.state for pending in begun} | {p.verifier for p in begun}) == 40


def test_who_agrees_has_the_account_linked(
    spotify: SpotifyServer, link: AccountLink, clock: Clock
) -> None:
    tokens = linked(spotify, link)
    assert tokens.access in spotify.good
    assert tokens.refresh in spotify.refresh_tokens
    assert tokens.expires_at == clock.moment + timedelta(hours=1)
    assert tokens.scope == "playlist-read-private"
    [form] = spotify.forms
    assert (form["client_id"], form["redirect_uri"]) == (CLIENT_ID, BACK)
    assert "client_secret" not in form


def test_a_code_without_the_verifier_it_was_asked_with_is_worth_nothing(
    spotify: SpotifyServer, link: AccountLink
) -> None:
    asked, _ = begin(link)
    code = agree(spotify, asked)
    others, pending = begin(link)
    with pytest.raises(SpotifyLinkRefused, match="used before, or is too old"):
        link.finish(pending, state=others["state"], session_id=SESSION, code=code)


def test_an_answer_that_nobody_here_asked_for_is_refused(
    spotify: SpotifyServer, link: AccountLink
) -> None:
    asked, pending = begin(link)
    code = agree(spotify, asked)
    for stored, state in ((None, asked["state"]), (pending, ""), (pending, f"{asked['state']}x")):
        with pytest.raises(SpotifyLinkRefused, match="belongs to no link that was begun here"):
            link.finish(stored, state=state, session_id=SESSION, code=code)
    assert spotify.asked == []


def test_an_answer_in_another_session_is_refused(spotify: SpotifyServer, link: AccountLink) -> None:
    asked, pending = begin(link)
    code = agree(spotify, asked)
    with pytest.raises(SpotifyLinkRefused, match="begun in another session"):
        link.finish(pending, state=asked["state"], session_id="another", code=code)
    assert spotify.asked == []


def test_an_answer_after_ten_minutes_is_refused(
    spotify: SpotifyServer, link: AccountLink, clock: Clock
) -> None:
    asked, pending = begin(link)
    code = agree(spotify, asked)
    clock.moment += timedelta(minutes=10)
    with pytest.raises(SpotifyLinkRefused, match="after more than ten minutes"):
        link.finish(pending, state=asked["state"], session_id=SESSION, code=code)
    assert spotify.asked == []


def test_who_denies_is_told_so(spotify: SpotifyServer, link: AccountLink) -> None:
    asked, pending = begin(link)
    with pytest.raises(SpotifyLinkRefused, match="because it was denied at Spotify"):
        link.finish(pending, state=asked["state"], session_id=SESSION, error="access_denied")
    with pytest.raises(SpotifyLinkRefused, match="Try to link it again"):
        link.finish(pending, state=asked["state"], session_id=SESSION, error="server_error")
    assert spotify.asked == []


def test_a_code_is_sent_only_once_whatever_happens_to_it(
    spotify: SpotifyServer, link: AccountLink
) -> None:
    asked, pending = begin(link)
    spotify.faults.extend([Fault("cut")] * 3)
    with pytest.raises(SpotifyUnreachable):
        link.finish(pending, state=asked["state"], session_id=SESSION, code="the-code")
    assert spotify.count(TOKENS) == 1


def test_a_refresh_keeps_the_old_refresh_token_where_no_new_one_comes(
    spotify: SpotifyServer, link: AccountLink
) -> None:
    tokens = linked(spotify, link)
    spotify.gives_refresh = False
    renewed = link.refresh(tokens)
    assert renewed.access != tokens.access
    assert renewed.refresh == tokens.refresh
    spotify.gives_refresh = True
    assert link.refresh(renewed).refresh != tokens.refresh


def test_a_link_that_was_cut_at_spotify_says_to_link_again(
    spotify: SpotifyServer, link: AccountLink
) -> None:
    tokens = linked(spotify, link)
    spotify.refresh_tokens.clear()
    with pytest.raises(SpotifyNotLinked, match="Link it again"):
        link.refresh(tokens)


@pytest.mark.parametrize(("status", "error"), [(401, SpotifyKeysRefused), (503, SpotifyInTrouble)])
def test_trouble_while_refreshing_is_not_taken_for_a_cut_link(
    spotify: SpotifyServer, link: AccountLink, status: int, error: type[Exception]
) -> None:
    tokens = linked(spotify, link)
    spotify.faults.extend([Fault("status", status)] * 9)
    with pytest.raises(error):
        link.refresh(tokens)


def test_an_account_without_a_client_id_cannot_be_linked(spotify: SpotifyServer) -> None:
    with Connection(spotify.addresses) as connection:
        for client_id in (None, "", " "):
            with pytest.raises(SpotifyIdMissing):
                AccountLink(connection, client_id=client_id).begin(
                    session_id=SESSION, redirect_uri=BACK
                )


def test_a_linked_account_reads_what_is_its_own_and_renews_its_token_once(
    spotify: SpotifyServer, link: AccountLink, clock: Clock
) -> None:
    kept: list[Tokens] = []
    first = linked(spotify, link)
    access = AccountAccess(link, first, keep=kept.append)
    spotify.saved = [spotify.add_track("abc")]
    with Connection(spotify.addresses) as connection:
        api = SpotifyApi(connection, access)
        assert len(api.read_saved_tracks().tracks) == 1
        assert kept == []
        clock.moment += timedelta(minutes=59, seconds=1)
        together = Barrier(6)

        def read() -> None:
            together.wait()
            api.read_saved_tracks()

        threads = [Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spotify.good.clear()
        assert len(api.read_saved_tracks().tracks) == 1
    assert len(kept) == 2
    assert len({first.access, *(tokens.access for tokens in kept)}) == 3


def test_a_linked_account_that_stays_refused_says_to_link_again(
    spotify: SpotifyServer, link: AccountLink
) -> None:
    access = AccountAccess(link, linked(spotify, link), keep=lambda _: None)
    spotify.faults.extend([Fault("status", 401, only="/v1")] * 9)
    connection = Connection(spotify.addresses)
    with connection, pytest.raises(SpotifyNotLinked, match="Link it again in the settings"):
        SpotifyApi(connection, access).read_saved_tracks()


def test_nothing_secret_is_in_what_is_printed(spotify: SpotifyServer, link: AccountLink) -> None:
    tokens = linked(spotify, link)
    _, pending = begin(link)
    shown = f"{tokens!r} {pending!r} {link!r} {tokens} {pending}"
    secret = (tokens.access, tokens.refresh, pending.state, pending.verifier, SESSION)
    assert not any(word in shown for word in secret)
