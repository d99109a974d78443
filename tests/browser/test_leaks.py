"""Nothing of a page stays behind: not when one moves, not when one goes."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from nicegui import Client, core
from playwright.sync_api import Browser, expect

from app import accounts
from app.boot import create_web
from pages._live import Hub
from tests import editions
from tests.houses import wait_until
from tests.programs import free_port

NAVIGATIONS = 100
VISITS = 100
RELOADS = 10


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[FastAPI, str]]:
    """Serve a studio from a thread of this process, so that its insides can be counted."""
    port = free_port()
    with editions.embedded(tmp_path / "data", port=port, log_level="error") as settings:
        web = create_web(settings)
        core.app.config.reconnect_timeout = 0.2
        server = uvicorn.Server(uvicorn.Config(web, port=port, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        wait_until(lambda: server.started, "the server did not start")
        yield web, f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.mark.slow
def test_nothing_listens_on_after_a_hundred_navigations_and_a_hundred_visits(
    chromium: Browser, served: tuple[FastAPI, str]
) -> None:
    web, address = served
    loop = core.loop
    assert loop is not None
    hub: Hub = web.state.hub
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address + make_link(web))
    page.click("button[type=submit]")
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    wait_until(lambda: hub.listeners == 2, "the page does not listen")

    nowhere = "/track/00000000-0000-0000-0000-000000000000"
    for number in range(NAVIGATIONS // 2):
        page.evaluate("(path) => emitEvent('sub_pages_navigate', path)", nowhere)
        expect(page.get_by_role("heading", name="There is no such track")).to_be_visible()
        page.locator(".rail-link").click()
        expect(page.get_by_role("heading", name="Library")).to_be_visible()
        assert hub.listeners <= 3, number
    wait_until(lambda: hub.listeners == 2, "navigating left listeners behind")

    # NiceGUI forgets a page whose browser never came back; the test does not wait as long.
    visits = "() => Promise.all(Array.from({length: %d}, () => fetch('/', {cache: 'no-store'})))"
    page.evaluate(visits % VISITS)
    for _number in range(RELOADS):
        page.reload()
        page.wait_for_function("window.did_handshake === true")
    context.close()
    forget = partial(Client.prune_instances, client_age_threshold=0.0)
    loop.call_soon_threadsafe(forget)
    wait_until(lambda: hub.listeners == 0, "visitors left listeners behind")


def make_link(web: FastAPI) -> str:
    with web.state.tools.database.transaction() as session:
        owner = accounts.get_by_email(session, web.state.tools.settings.owner_email)
        return f"/sign-in/{accounts.make_link(session, owner)}"
