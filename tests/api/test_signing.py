"""Signing in and out with the forms, as a browser does it."""

import re
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from app import accounts
from app.api.attempts import Attempts
from app.boot import create_web
from app.core import log
from tests import editions, visitors
from tests.cli.terminal import sfa
from tests.houses import wait_until
from tests.programs import Program

EMAIL = "dj@club.example"
PASSWORD = "correct horse battery"  # noqa: S105  — of nobody
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Generator[TestClient, None, None]:
    """Return a client of a studio that runs, in which one user has a password."""
    folder = tmp_path_factory.mktemp("signing") / "data"
    with (
        editions.embedded(folder, log_level="error") as settings,
        TestClient(create_web(settings), follow_redirects=False) as browser,
    ):
        visitors.add_user(visitors.tools_of(browser), EMAIL, password=PASSWORD)
        yield browser


@pytest.fixture
def browser(studio: TestClient) -> TestClient:
    """Return the client with no cookie and no attempts."""
    studio.cookies.clear()
    vars(studio.app)["state"].attempts = Attempts()
    return studio


def sign_in(browser: TestClient, **fields: str) -> Any:  # noqa: ANN401  — the answer of whichever library the client is made of
    return browser.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, **fields})


def link_of(browser: TestClient, email: str = EMAIL) -> str:
    tools = visitors.tools_of(browser)
    with tools.database.transaction() as session:
        token = accounts.make_link(session, accounts.get_by_email(session, email))
    return f"/sign-in/{token}"


def test_the_form_leads_in_and_the_button_out(browser: TestClient) -> None:
    form = browser.get("/sign-in")
    assert form.status_code == 200
    assert 'method="post" action="/sign-in"' in form.text
    answer = sign_in(browser, next="/status")
    assert (answer.status_code, answer.headers["location"]) == (303, "/status")
    assert browser.get("/status").status_code == 200
    assert browser.get("/sign-in?next=/status").headers["location"] == "/status"
    kept = browser.cookies["sfa_session"]
    out = browser.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert "sfa_session" not in browser.cookies
    assert browser.get("/status", headers={"cookie": f"sfa_session={kept}"}).status_code == 401


def test_signing_out_leaves_other_browsers_signed_in(browser: TestClient) -> None:
    other = visitors.make_token(visitors.tools_of(browser), EMAIL)
    sign_in(browser)
    browser.post("/sign-out")
    assert browser.get("/status", headers={"cookie": f"sfa_session={other}"}).status_code == 200


def test_signing_in_again_ends_the_session_before_it(browser: TestClient) -> None:
    sign_in(browser)
    before = browser.cookies["sfa_session"]
    sign_in(browser)
    tools = visitors.tools_of(browser)
    with tools.database.reading() as session:
        assert accounts.find_signed_in(session, before) is None
        assert accounts.find_signed_in(session, browser.cookies["sfa_session"]) is not None


def test_a_token_that_somebody_planted_is_replaced(browser: TestClient) -> None:
    browser.cookies.set("sfa_session", "A" * 43)
    assert sign_in(browser).headers["set-cookie"].startswith("sfa_session=")
    assert "sfa_session=" + "A" * 43 not in sign_in(browser).headers["set-cookie"]


@pytest.mark.parametrize(("scheme", "is_secure"), [("http", False), ("https", True)])
def test_no_script_and_no_other_site_gets_the_cookie(
    browser: TestClient,
    scheme: str,
    is_secure: bool,  # noqa: FBT001  — a parameter of the test
) -> None:
    answer = browser.post(
        f"{scheme}://testserver/sign-in", data={"email": EMAIL, "password": PASSWORD}
    )
    said = answer.headers["set-cookie"].lower()
    parts = {part.strip() for part in said.split(";")}
    assert {"httponly", "samesite=lax", "path=/", "max-age=1209600"} <= parts
    assert ("secure" in parts) is is_secure
    assert not any(part.startswith("domain") for part in parts)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong horse battery"),
        (EMAIL, ""),
        ("nobody@b.c", PASSWORD),
        ("system@localhost", PASSWORD),
        ("owner@localhost", ""),
        ("'><script>alert(1)</script>", "x"),
        ("\0\udcff", "x"),
    ],
)
def test_whatever_is_wrong_the_page_says_the_same(
    browser: TestClient, email: str, password: str
) -> None:
    fields = {"email": email.encode("utf-8", "surrogateescape"), "password": password.encode()}
    answer = browser.post("/sign-in", data=fields)
    assert answer.status_code == 401
    assert '<p class="alert" role="alert">The address or the password is wrong.</p>' in answer.text
    assert "<script>" not in answer.text
    assert "set-cookie" not in answer.headers
    if len(password) > 1:
        assert password not in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 20_000, "application/x-www-form-urlencoded", 422),
        (b'{"email": "a"}', "application/json", 422),
        (b"", "application/x-www-form-urlencoded", 401),
        (b"", "", 422),
        (b"&" * 10_000, "application/x-www-form-urlencoded", 401),
        (b"%ff=%ff&email=%zz", "application/x-www-form-urlencoded", 401),
    ],
)
def test_what_is_no_form_is_refused_in_a_sentence(
    browser: TestClient, body: bytes, kind: str, status: int
) -> None:
    answer = browser.post("/sign-in", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_the_form_leads_to_no_other_site(browser: TestClient, wanted: str) -> None:
    assert 'name="next" value="/"' in browser.get("/sign-in", params={"next": wanted}).text
    assert sign_in(browser, next=wanted).headers["location"] == "/"
    assert browser.get("/sign-in", params={"next": wanted}).headers["location"] == "/"


def test_who_guesses_has_to_wait_and_nobody_else_does(browser: TestClient) -> None:
    for _ in range(10):
        assert sign_in(browser, password="guess").status_code == 401  # noqa: S106  — no secret
    refused = sign_in(browser)
    assert refused.status_code == 429
    assert "Wait 10 minutes, then try again." in refused.text
    assert "set-cookie" not in refused.headers
    assert sign_in(browser, email=EMAIL.upper()).status_code == 429
    assert sign_in(browser, email="other@b.c").status_code == 401


def test_a_right_password_forgives_the_wrong_ones() -> None:
    attempts = Attempts(limit=2)
    assert [attempts.wait_seconds("a") > 0 for _ in range(3)] == [False, False, True]
    assert attempts.wait_seconds("b") == 0
    attempts.forgive("a")
    assert attempts.wait_seconds("a") == 0


def test_attempts_are_forgotten_when_their_window_has_passed() -> None:
    attempts = Attempts(limit=1, window_seconds=0.0)
    assert [attempts.wait_seconds("a") for _ in range(5)] == [0] * 5


def test_a_link_signs_in_once_and_looking_at_it_does_not_use_it(browser: TestClient) -> None:
    link = link_of(browser)
    for _ in range(3):
        shown = browser.get(link, headers=PAGE)
        assert shown.status_code == 200
        assert shown.headers["cache-control"] == "no-store"
        assert link not in shown.text
        assert "set-cookie" not in shown.headers
    used = browser.post(link)
    assert (used.status_code, used.headers["location"]) == (303, "/")
    assert browser.get("/status").status_code == 200
    browser.cookies.clear()
    for again in (browser.post(link), browser.get(link), browser.get("/sign-in/" + "A" * 43)):
        assert again.status_code == 410
        assert "This link was used or is too old." in again.text
        assert "set-cookie" not in again.headers


def test_of_two_clicks_at_once_one_comes_in(browser: TestClient) -> None:
    link = link_of(browser)
    answers: list[int] = []
    clicks = [
        threading.Thread(target=lambda: answers.append(browser.post(link).status_code))
        for _ in range(4)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sorted(answers) == [303, 410, 410, 410]


def test_no_secret_is_logged(browser: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    link = link_of(browser)
    log.configure(level="debug", style="json")
    with capture_logs() as logged:
        sign_in(browser, password="wrong horse battery")  # noqa: S106  — no secret
        sign_in(browser)
        token = browser.cookies["sfa_session"]
        browser.post("/sign-out")
        browser.post(link)
        browser.post(link)
    log.configure(level="error", style="console")
    said = f"{logged} {caplog.text}"
    assert "accounts.signed_in" in said
    for secret in (PASSWORD, "wrong horse", token, link.rpartition("/")[2], EMAIL):
        assert secret not in said


def test_the_first_start_prints_a_link_that_opens_the_studio(tmp_path: Path) -> None:
    with editions.embedded(tmp_path / "data") as settings, Program(settings, "serve") as server:
        wait_until(lambda: visitors.LINK.search(server.log) is not None, "no link was printed")
        link = visitors.first_link(server)
        address = link.partition("/sign-in/")[0]
        with httpx.Client(base_url=address, headers={"origin": address}) as browser:
            assert browser.get("/", headers=PAGE).headers["location"] == "/sign-in"
            assert browser.post(link).status_code == 303
            token = browser.cookies["sfa_session"]
            assert browser.get("/", headers=PAGE).headers["x-nicegui-content"] == "page"
            assert browser.get("/", headers={"accept-encoding": "gzip"}).status_code == 200
        printed = sfa(settings, "users", "link", settings.owner_email).output
        another = re.search(r"/sign-in/[\w-]{43}", printed)
        assert another is not None
        with httpx.Client(base_url=address) as browser:
            assert browser.post(another[0]).status_code == 303
            assert browser.get("/status").status_code == 200
        server.stop()
        server.start()
        wait_until(lambda: server.log.count("Sound Forge is at") == 2, "it did not start again")
        server.stop()
    assert len(visitors.LINK.findall(server.log)) == 1
    assert token not in server.log
    assert another[0] not in server.log
    assert "Traceback" not in server.log


def test_there_is_no_link_for_nobody(tmp_path: Path) -> None:
    with editions.embedded(tmp_path / "data") as settings:
        unknown = sfa(settings, "users", "link", "nobody@b.c")
    assert (unknown.exit_code, unknown.output) == (4, "")
    assert "'sfa users list' shows everybody" in unknown.errors
