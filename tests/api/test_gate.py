"""Who comes through the gate, as a browser, a program and a socket meet it."""

import re
from importlib.metadata import version

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app import accounts
from app.api.addresses import is_open, local_path, sign_in_for
from tests import visitors

PAGE = {"accept": "text/html,application/xhtml+xml"}
SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
NICEGUI = f"/_nicegui/{version('nicegui')}"


BEHIND = (
    "/",
    "/status",
    "/track/1",
    "/nothing",
    "/openapi.json",
    "/api/v1/tracks",
    "/api/v1/nothing",
    "/_nicegui/client/1/upload/2",
    "/_nicegui/auto/media/1/song.wav",
    "/_nicegui/auto/static/1",
    "/_nicegui/0.0.0/static/nicegui.js",
    f"{NICEGUI}/dynamic_resources/x",
    f"{NICEGUI}/static/",
    f"{NICEGUI}/resources/x",
    "/_nicegui_ws/socket.io/?EIO=4&transport=polling",
    "//health",
    "/health/",
    "/Health",
    "/healthy",
    "/sign-inn",
    "/static",
)


@pytest.mark.parametrize("path", BEHIND)
def test_strangers_get_no_page_and_no_answer(stranger: TestClient, path: str) -> None:
    page = stranger.get(path, headers=PAGE)
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in")
    answer = stranger.get(path)
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert set(error) == {"type", "message"}
    assert error["type"] == "SignInNeeded"
    assert "sfa_session" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"])
def test_strangers_change_nothing(stranger: TestClient, method: str) -> None:
    for path in ("/api/v1/tracks", "/", "/status"):
        assert stranger.request(method, path).status_code == 401


@pytest.mark.parametrize(
    "path", ["/health", "/sign-in", "/static/tokens.css", f"{NICEGUI}/static/nicegui.js"]
)
def test_what_is_the_same_for_everybody_is_open(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/sign-in",
        "/sign-in?next=/status",
        "/sign-in/" + "A" * 43,
        "/sign-out",
        "/manifest.webmanifest",
        "/sw.js",
        "/offline",
        "/favicon.ico",
        "/icons/icon-192.png",
        "/static/tokens.css",
        "/static/nothing",
        f"{NICEGUI}/static/nicegui.js",
    ],
)
def test_a_probe_that_wants_no_body_gets_the_same_answer_without_one(
    stranger: TestClient, path: str
) -> None:
    whole, head = stranger.get(path), stranger.head(path)
    assert head.status_code == whole.status_code
    assert head.headers.get("content-type") == whole.headers.get("content-type")
    assert head.content == b""
    if path != "/health":  # which tells the time
        assert head.headers["content-length"] == whole.headers["content-length"]


def test_a_head_uses_no_link_up(stranger: TestClient) -> None:
    tools = visitors.tools_of(stranger)
    with tools.database.transaction() as session:
        owner = accounts.get_by_email(session, tools.settings.owner_email)
        link = f"/sign-in/{accounts.make_link(session, owner)}"
    assert stranger.head(link).status_code == 200
    assert stranger.post(link).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing",
        "/static/../status",
        "/static/%2e%2e/status",
        "/static/dist/%2e%2e/%2e%2e/status",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/sign-in/a/b",
        "/icons/nothing",
        f"{NICEGUI}/static/nothing",
        f"{NICEGUI}/static/%2e%2e/%2e%2e/nicegui.py",
        f"{NICEGUI}/libraries/nothing",
        f"{NICEGUI}/components/nothing",
        f"{NICEGUI}/resources/a/b",
        f"{NICEGUI}/esm/a/b",
    ],
)
def test_an_open_address_leads_to_no_page_of_the_studio(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path, headers=PAGE)
    assert "x-nicegui-content" not in answer.headers
    assert answer.status_code in {303, 404}


def test_members_get_the_page_and_the_status(member: TestClient) -> None:
    page = member.get("/", headers=PAGE)
    assert page.status_code == 200
    assert page.headers["x-nicegui-content"] == "page"
    assert "max-age=1209600" in page.headers["set-cookie"].lower()
    assert member.get("/status", headers=PAGE).status_code == 200
    assert "set-cookie" not in member.get("/status").headers


def test_what_programs_ask_for_in_vain_is_told_as_json(member: TestClient) -> None:
    answer = member.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "NotFound"
    assert member.delete("/health").status_code == 405


@pytest.mark.parametrize("token", ["", "x", "A" * 43, '"', "\\", "%00", "x" * 5000])
def test_a_session_cannot_be_guessed(stranger: TestClient, token: str) -> None:
    real = visitors.make_token(visitors.tools_of(stranger))
    tampered = {real[:-1] + ("A" if real[-1] != "A" else "E"), real.swapcase(), real[:-1], token}
    for guess in tampered:
        headers = {"cookie": f"sfa_session={guess}"}
        assert stranger.get("/status", headers=headers).status_code == 401
    assert stranger.get("/status", headers={"cookie": f"sfa_session={real}"}).status_code == 200


FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://testserver:8080"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_makes_nobody_do_anything(member: TestClient, headers: dict[str, str]) -> None:
    for path in ("/sign-out", "/sign-in", "/api/v1/tracks"):
        answer = member.post(path, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"]["type"] == "ForeignRequest"
    assert member.get("/status").status_code == 200


@pytest.mark.parametrize("headers", [*FOREIGN[:7], {"origin": "http://evil.example"}])
def test_a_socket_of_another_site_is_closed(member: TestClient, headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        member.websocket_connect(SOCKET, headers=headers),
    ):
        pass
    assert closed.value.code == 4403


def test_a_socket_of_a_stranger_is_closed(stranger: TestClient) -> None:
    for path in (SOCKET, "/ctl", "/health", "/static/x"):
        with pytest.raises(WebSocketDisconnect) as closed, stranger.websocket_connect(path):
            pass
        assert closed.value.code == 4401


def test_pages_may_run_only_the_scripts_they_came_with(member: TestClient) -> None:
    pages = [member.get("/", headers=PAGE) for _ in range(2)]
    nonces: set[str] = set()
    for page in pages:
        found = re.search(r"script-src 'self' 'nonce-([\w-]+)'", policy_of(page.headers))
        assert found is not None
        nonces.add(found[1])
        scripts = re.findall(r"<script\b[^>]*>", page.text)
        assert scripts
        assert all(f'nonce="{found[1]}"' in script for script in scripts)
        assert "unsafe-inline" not in policy_of(page.headers).split("script-src")[1].split(";")[0]
        assert page.headers["cache-control"] == "no-store"
    assert len(nonces) == 2


@pytest.mark.parametrize("path", ["/sign-in", "/status", "/health", "/nothing.json", "/"])
def test_every_answer_says_what_browsers_may_do_with_it(member: TestClient, path: str) -> None:
    said = member.get(path).headers
    assert said["x-content-type-options"] == "nosniff"
    assert said["referrer-policy"] == "same-origin"
    assert said["cross-origin-opener-policy"] == "same-origin"
    assert said["cross-origin-embedder-policy"] == "require-corp"
    assert "frame-ancestors 'none'" in policy_of(said)
    assert "object-src 'none'" in policy_of(said)


def policy_of(headers: object) -> str:
    assert hasattr(headers, "__getitem__")
    return str(headers["content-security-policy"])  # type: ignore[index]


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        "@evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/sign-in?next=/",
        "/sign-out",
        "/" + "x" * 2000,
    ],
)
def test_nobody_is_led_away_after_signing_in(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_one_comes_back_to_where_one_wanted_to_go(stranger: TestClient) -> None:
    assert local_path("/track/1?tab=stems&x=%20y") == "/track/1?tab=stems&x=%20y"
    assert local_path("/söng") == "/s%C3%B6ng"
    assert sign_in_for("/", "") == "/sign-in"
    asked = stranger.get("/track/7?tab=stems&q=a%26b", headers=PAGE)
    address = asked.headers["location"]
    assert address == "/sign-in?next=/track/7%3Ftab%3Dstems%26q%3Da%2526b"
    form = stranger.get(address, headers=PAGE)
    assert 'name="next" value="/track/7?tab=stems&amp;q=a%26b"' in form.text


@pytest.mark.parametrize("path", ["", "/_nicegui/client/static/x", "/_nicegui/auto/static/x"])
def test_what_only_looks_open_is_not(path: str) -> None:
    assert not is_open(path)
