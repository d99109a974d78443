"""A Spotify account is linked by the browser that began it, for its user alone, and let go of."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

import app.sources.repository as repository
from app import accounts, sources
from app.accounts import PreferencesChanged, UserStatus
from app.sources import News
from tests.api.v1.conftest import ROOT, Api
from tests.houses import wait_until
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import CLIENT_ID, CLIENT_SECRET, Fault, SpotifyServer

HERE = {"host": "127.0.0.1:4000"}
COOKIE = "sfa_spotify_link"


@pytest.fixture
def spotify(api: Api) -> Iterator[SpotifyServer]:
    with serve_spotify() as server:
        api.set(**changed(server))
        yield server


def begin(client: TestClient) -> dict[str, str]:
    """Begin a link, and return what Spotify is asked."""
    answer = client.post(f"{ROOT}/spotify/link", headers=HERE)
    assert answer.status_code == 200, answer.text
    words = parse_qs(urlsplit(str(answer.json()["url"])).query)
    return {name: values[0] for name, values in words.items()}


def come_back(client: TestClient, **words: str) -> Any:  # noqa: ANN401  — of the client's library
    return client.get(
        f"{ROOT}/spotify/callback", params=words, headers=HERE, follow_redirects=False
    )


def told(api: Api, answer: Any) -> News:  # noqa: ANN401  — of the client's library
    """Return the sentence that the way back carries."""
    assert answer.status_code == 303
    address = urlsplit(str(answer.headers["location"]))
    assert address.path == "/settings"
    assert answer.headers["cache-control"] == "no-store"
    news = sources.read_news(api.web.state.tools.settings, parse_qs(address.query)["spotify"][0])
    assert news is not None
    return news


def link(api: Api, spotify: SpotifyServer, client: TestClient | None = None) -> News:
    """Link an account as a person does, from the button to the way back."""
    browser = client or api.client
    asked = begin(browser)
    spotify.codes["the-code"] = asked["code_challenge"]
    return told(api, come_back(browser, state=asked["state"], code="the-code"))


def is_kept(api: Api) -> bool:
    with api.house.database.reading() as session:
        return repository.find_account(session, owner_id=api.house.owner_id) is not None


def test_without_an_app_at_spotify_the_next_step_is_told(api: Api) -> None:
    answer = api.get("/spotify")
    assert (answer["is_set_up"], answer["can_link"], answer["name"]) == (False, False, None)
    assert "SFA_SPOTIFY_CLIENT_ID" in answer["note"]
    assert "http://127.0.0.1:4000/api/v1/spotify/callback" in answer["note"]
    refused = api.client.post(f"{ROOT}/spotify/link", headers=HERE)
    assert refused.status_code == 503
    assert "developer.spotify.com" in refused.json()["error"]["message"]
    assert "set-cookie" not in refused.headers


def test_an_account_is_linked_shown_and_unlinked(api: Api, spotify: SpotifyServer) -> None:
    api.set(**changed(spotify), spotify_client_secret=SecretStr(CLIENT_SECRET))
    assert link(api, spotify) == News(kind="ok", sentence="Some One is linked.")
    answer = api.get("/spotify")
    assert answer == {
        "is_set_up": True,
        "can_link": True,
        "name": "Some One",
        "is_cut": False,
        "note": "",
    }
    for _ in range(2):
        assert api.client.delete(f"{ROOT}/spotify").status_code == 204
    assert api.get("/spotify")["name"] is None
    assert not is_kept(api)
    news = PreferencesChanged(api.house.owner_id, "spotify")
    wait_until(lambda: api.house.events.count(news) == 2, "the windows were not told twice")


def changed(spotify: SpotifyServer) -> dict[str, object]:
    """Return the settings that know the server: each change begins with the house's own."""
    return {
        "spotify_client_id": CLIENT_ID,
        "spotify_api_url": spotify.addresses.api,
        "spotify_accounts_url": spotify.addresses.accounts,
        "spotify_pages_url": spotify.addresses.pages,
    }


def test_what_the_browser_keeps_is_sealed_and_read_by_no_script(
    api: Api, spotify: SpotifyServer
) -> None:
    answer = api.client.post(f"{ROOT}/spotify/link", headers=HERE)
    cookie = answer.headers["set-cookie"]
    for word in ("HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/api/v1/spotify"):
        assert word in cookie
    asked = parse_qs(urlsplit(str(answer.json()["url"])).query)
    assert asked["redirect_uri"] == ["http://127.0.0.1:4000/api/v1/spotify/callback"]
    assert asked["state"][0] not in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert spotify.asked == []


def test_no_token_is_in_any_answer(api: Api, spotify: SpotifyServer) -> None:
    asked = begin(api.client)
    spotify.codes["the-code"] = asked["code_challenge"]
    back = come_back(api.client, state=asked["state"], code="the-code")
    answers = [
        back,
        api.client.get(f"{ROOT}/spotify"),
        api.client.get(f"{ROOT}/spotify/playlists"),
    ]
    secret = [*spotify.good, *spotify.refresh_tokens, "the-code"]
    assert len(secret) == 3
    for answer in answers:
        written = f"{answer.text} {answer.headers}"
        assert not any(word in written for word in secret)
    assert re.search(rf'{COOKIE}="?"?;.*Max-Age=0', back.headers["set-cookie"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"error": "access_denied"}, "it was denied at Spotify"),
        ({"error": "server_error"}, "Try to link it again"),
        ({"code": "never-given"}, "used before, or is too old"),
        ({"code": "the-code", "state": "another"}, "no link that was begun here"),
    ],
)
def test_an_answer_that_brings_nothing_is_told_in_a_sentence_and_leaves_nothing(
    api: Api, spotify: SpotifyServer, words: dict[str, str], sentence: str
) -> None:
    asked = begin(api.client)
    spotify.codes["the-code"] = asked["code_challenge"]
    news = told(api, come_back(api.client, **{"state": asked["state"], **words}))
    assert news.kind == "error"
    assert sentence in news.sentence
    assert not is_kept(api)
    again = told(api, come_back(api.client, state=asked["state"], code="the-code"))
    assert "no link that was begun here" in again.sentence  # one link has one answer


def test_an_answer_in_another_session_links_nothing(api: Api, spotify: SpotifyServer) -> None:
    other = api.sign_in("other@example.org")
    asked = begin(api.client)
    spotify.codes["the-code"] = asked["code_challenge"]
    other.cookies.set(COOKIE, api.client.cookies[COOKIE])
    news = told(api, come_back(other, state=asked["state"], code="the-code"))
    assert "begun in another session" in news.sentence
    again = api.sign_in(api.house.settings.owner_email)
    again.cookies.set(COOKIE, api.client.cookies[COOKIE])
    news = told(api, come_back(again, state=asked["state"], code="the-code"))
    assert "begun in another session" in news.sentence
    assert spotify.asked == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault("cut", only="/api/token"), "could not be reached"),
        (Fault("status", 503, only="/api/token"), "trouble of its own"),
        (Fault("rubbish", only="/v1/me"), "Spotify"),
    ],
)
def test_while_spotify_is_away_nothing_is_linked(
    api: Api, spotify: SpotifyServer, fault: Fault, sentence: str
) -> None:
    spotify.faults.append(fault)
    news = link(api, spotify)
    assert (news.kind, sentence in news.sentence) == ("error", True)
    assert not is_kept(api)
    assert link(api, spotify).kind == "ok"


def test_who_is_not_signed_in_or_suspended_links_nothing(api: Api, spotify: SpotifyServer) -> None:
    asked = begin(api.client)
    stranger = TestClient(api.web, cookies={COOKIE: api.client.cookies[COOKIE]})
    answer = come_back(stranger, state=asked["state"], code="the-code")
    assert answer.status_code == 401
    client = api.sign_in("suspended@example.org")
    with api.house.database.transaction() as session:
        user = accounts.get_by_email(session, "suspended@example.org")
        accounts.set_status(session, user, status=UserStatus.SUSPENDED)
    for method, path in (("GET", ""), ("POST", "/link"), ("GET", "/playlists"), ("DELETE", "")):
        assert client.request(method, f"{ROOT}/spotify{path}", headers=HERE).status_code == 401
    assert spotify.asked == []


def test_another_site_neither_links_nor_unlinks(api: Api, spotify: SpotifyServer) -> None:
    link(api, spotify)
    foreign = {**HERE, "origin": "https://elsewhere.example"}
    for method, path in (("POST", "/link"), ("DELETE", "")):
        answer = api.client.request(method, f"{ROOT}/spotify{path}", headers=foreign)
        assert answer.status_code == 403
    assert is_kept(api)


def test_playlists_are_listed_for_the_one_who_linked(api: Api, spotify: SpotifyServer) -> None:
    refused = api.client.get(f"{ROOT}/spotify/playlists")
    assert refused.status_code == 409
    assert "Link yours in the settings" in refused.json()["error"]["message"]
    spotify.add_playlist("mine", [spotify.add_track("abc")])
    link(api, spotify)
    [one] = api.get("/spotify/playlists")
    assert (one["title"], one["owner"], one["length"]) == ("Playlist mine", "Some One", 1)
    [link_read] = sources.read_links(one["url"])
    assert link_read.spotify_id == "mine"
    other = api.sign_in("other@example.org")
    assert other.get(f"{ROOT}/spotify/playlists").status_code == 409
    assert other.get(f"{ROOT}/spotify").json()["name"] is None
    assert other.delete(f"{ROOT}/spotify").status_code == 204
    assert is_kept(api)


def test_an_account_that_stays_refused_is_told_so(api: Api, spotify: SpotifyServer) -> None:
    link(api, spotify)
    spotify.faults.extend([Fault("status", 401, only="/v1/me/playlists")] * 2)
    refused = api.client.get(f"{ROOT}/spotify/playlists")
    assert refused.status_code == 409
    assert "Link it again in the settings" in refused.json()["error"]["message"]


def test_saved_tracks_are_looked_up_by_a_job(api: Api, spotify: SpotifyServer) -> None:
    answer = api.client.post(
        f"{ROOT}/spotify/saved-tracks/imports", json={"then": {"download": False}}
    )
    assert answer.status_code == 201
    assert (answer.json()["stage"], answer.json()["title"]) == ("gather", "Saved tracks at Spotify")
    assert spotify.asked == []
