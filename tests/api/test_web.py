"""The web application as a browser and a program see it, around a whole embedded studio."""

import threading
from collections.abc import Generator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import __version__
from app.boot import create_web
from components.theme import render_css
from tests import editions, visitors
from tests.houses import wait_until


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Generator[TestClient, None, None]:
    """Return a client of a studio that runs, the owner signed in."""
    folder = tmp_path_factory.mktemp("web") / "data"
    with (
        editions.embedded(folder, log_level="error") as settings,
        TestClient(create_web(settings)) as browser,
    ):
        yield visitors.sign_in(browser)


def test_health_answers_in_json(browser: TestClient) -> None:
    answer = browser.get("/health")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()
    assert set(said) == {"status", "version", "uptime_seconds", "parts"}
    assert said["version"] == __version__
    assert said["uptime_seconds"] >= 0
    assert [one["name"] for one in said["parts"]][:3] == ["database", "queue", "disk"]
    assert said["status"] in {"ok", "warning"}
    assert all(one["detail"].endswith(".") for one in said["parts"])


def test_the_page_allows_nothing_but_its_own_files(browser: TestClient) -> None:
    answer = browser.get("/status")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    for inline in ("style=", "onclick=", "<style", "javascript:"):
        assert inline not in answer.text


def test_the_colours_come_from_the_theme(browser: TestClient) -> None:
    answer = browser.get("/static/tokens.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.text == render_css()


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/static/dist/../status.html",
        "/static/dist/%2e%2e/status.html",
        "/static/dist/..%2f..%2fpyproject.toml",
        "/static/dist/%2fetc%2fpasswd",
        "/static/status.html",
    ],
)
def test_what_is_not_served_is_not_found(path: str, browser: TestClient) -> None:
    assert browser.get(path).status_code == 404


def test_the_description_for_programs_names_the_routes(browser: TestClient) -> None:
    described = browser.get("/openapi.json").json()
    assert described["info"]["version"] == __version__
    assert "/health" in described["paths"]
    assert all(path == "/health" or path.startswith("/api/v1/") for path in described["paths"])


def test_a_studio_that_was_closed_leaves_no_thread_and_can_be_opened_again(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    for _ in range(2):
        with (
            editions.embedded(tmp_path / "data", log_level="error") as settings,
            TestClient(create_web(settings)) as browser,
        ):
            assert browser.get("/health").status_code == 200
            assert "keeper" in {thread.name for thread in set(threading.enumerate()) - before}
        left = set(threading.enumerate()) - before
        wait_until(lambda left=left: not any(one.is_alive() for one in left), f"{left} go on")
