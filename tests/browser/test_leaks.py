"""Nothing of a page stays behind: not when one moves, not when one goes."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nicegui import Client, __version__, core
from playwright.sync_api import Browser, Page, expect

from pages._live import Hub
from tests.browser.rows import as_file, pick, row
from tests.browser.served import Served, serve
from tests.browser.windows import IS_CONNECTED, Windows
from tests.houses import PATIENCE_SECONDS, wait_until
from tests.twins import ScriptedWorkshop

NAVIGATIONS = 100
VISITS = 100
RELOADS = 10
CONNECTIONS = 100
AT_ONCE = 10
CUTS = 100

COME = """async (count) => {
  // What a page of the studio does when it is opened, but for the drawing: that takes minutes.
  const come = async () => {
    const page = await (await fetch("/", { cache: "no-store" })).text();
    const query = {
      client_id: /["']client_id["']: *["']([^"']+)/.exec(page)[1],
      tab_id: crypto.randomUUID(),
      old_tab_id: null,
      document_id: crypto.randomUUID(),
      next_message_id: 0,
      implicit_handshake: false,
    };
    const given = { query, transports: ["websocket"], forceNew: true, reconnection: false };
    const socket = io(location.origin, { path: "/_nicegui_ws/socket.io", ...given });
    await new Promise((resolve, reject) => {
      const end = (ok) => (ok ? resolve() : reject(Error("refused")));
      socket.on("connect_error", reject);
      socket.on("connect", () => socket.emit("handshake", query, end));
    });
    return socket;
  };
  window.visitors = await Promise.all(Array.from({ length: count }, come));
}"""
LEAVE = "() => visitors.forEach((socket) => socket.io.engine.close())"


@dataclass(frozen=True)
class Census:
    """Who is in the studio now."""

    listeners: int
    clients: int
    subscribers: int


def count(served: Served) -> Census:
    """Count the pages that listen, the pages that are kept, and who hears the studio's bus."""
    hub: Hub = served.web.state.hub
    bus: object = vars(served.tools.database)["_bus"]
    return Census(hub.listeners, len(Client.instances), len(list(vars(bus)["_listeners"])))


def forget() -> None:
    """Have all pages forgotten that no browser ever came to, those of other studios too."""
    done = threading.Event()

    def prune() -> None:
        Client.prune_instances(client_age_threshold=0.0)
        done.set()

    loop = core.loop
    assert loop is not None
    loop.call_soon_threadsafe(prune)
    assert done.wait(PATIENCE_SECONDS)


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Served]:
    """Return a studio that keeps a page whose browser is too busy to answer for a while."""
    with serve(tmp_path / "data", reconnect_seconds=5.0) as studio:
        yield studio


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Return a studio that forgets a page soon after its browser is gone."""
    with serve(tmp_path / "data", reconnect_seconds=0.2) as studio:
        yield studio


@pytest.mark.slow
def test_nothing_listens_on_after_a_hundred_navigations_and_a_hundred_visits(
    chromium: Browser, patient: Served
) -> None:
    hub: Hub = patient.web.state.hub
    with Windows(chromium, patient.address, patient.cookies()) as windows:
        page = windows.open()
        expect(page.get_by_role("heading", name="Library")).to_be_visible()
        wait_until(lambda: hub.listeners > 0, "the page does not listen")
        at_rest = hub.listeners

        nowhere = "/track/00000000-0000-0000-0000-000000000000"
        for number in range(NAVIGATIONS // 2):
            page.evaluate("(path) => emitEvent('sub_pages_navigate', path)", nowhere)
            expect(page.get_by_role("heading", name="There is no such track")).to_be_visible()
            page.locator(".rail-link").first.click()
            expect(page.get_by_role("heading", name="Library")).to_be_visible()
            assert hub.listeners <= at_rest + 1, number
        wait_until(lambda: hub.listeners == at_rest, "navigating left listeners behind")

        # NiceGUI forgets a page whose browser never came back; the test does not wait as long.
        visits = (
            "() => Promise.all(Array.from({length: %d}, () => fetch('/', {cache: 'no-store'})))"
        )
        page.evaluate(visits % VISITS)
        for _number in range(RELOADS):
            page.reload()
            page.wait_for_function(IS_CONNECTED)
    forget()
    wait_until(lambda: hub.listeners == 0, "visitors left listeners behind")


@pytest.mark.slow
def test_nothing_is_left_of_a_hundred_browsers_that_came_and_went(
    chromium: Browser, served: Served
) -> None:
    with Windows(chromium, served.address, served.cookies()) as windows:
        page = windows.watch(windows.browser().new_page())
        open_quiet_page(page, served)
        forget()
        before = count(served)
        for _number in range(CONNECTIONS // AT_ONCE):
            page.evaluate(COME, AT_ONCE)
            there = count(served)
            assert there.clients == before.clients + AT_ONCE
            assert there.listeners >= before.listeners + AT_ONCE
            page.evaluate(LEAVE)
            wait_until(lambda: count(served) == before, "somebody who went is still there")


@pytest.mark.slow
def test_a_page_whose_connection_is_cut_a_hundred_times_is_the_same_page(
    chromium: Browser, tmp_path: Path
) -> None:
    with (
        serve(tmp_path / "data", workshop=ScriptedWorkshop()) as served,
        Windows(chromium, served.address, served.cookies()) as windows,
    ):
        page = windows.open()
        expect(page.get_by_text("Your library is empty")).to_be_visible()
        forget()
        before = count(served)
        page.evaluate("() => { window.unmoved = true; window.socket.io.reconnectionDelay(1); }")
        for _number in range(CUTS):
            page.evaluate("() => { did_handshake = false; socket.io.engine.close(); }")
            page.wait_for_function(IS_CONNECTED)
        assert page.evaluate("() => window.unmoved")
        assert count(served) == before
        pick(page, as_file("song.wav"))
        expect(row(page, "Twin song")).to_contain_text("Ready")


def open_quiet_page(page: Page, served: Served) -> None:
    """Show a page that has no socket of its own, and give it the library they are made with."""
    page.goto(f"{served.address}/offline")
    page.add_script_tag(url=f"/_nicegui/{__version__}/static/socket.io.min.js")
