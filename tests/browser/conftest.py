"""A real Chromium before a real studio; every test gets a window that reports what went wrong."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.core.settings import Settings
from tests import editions
from tests.houses import wait_until
from tests.programs import Program, free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    "--disable-background-networking",
]
WIDE, TABLET, PHONE = (1440, 900), (1024, 768), (390, 844)
SIZES = (WIDE, TABLET, PHONE)
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

LINK = re.compile(r"http://\S+/sign-in/\S+")


@dataclass(frozen=True)
class Studio:
    """A running studio; ``cookies`` are those of its owner's browser."""

    address: str
    settings: Settings
    cookies: Path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser, or skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: sudo apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def studio(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """Return a studio with an empty library, signed in to by its one-time link."""
    folder = tmp_path_factory.mktemp("studio")
    port = free_port()
    with (
        editions.embedded(folder / "data", port=port) as settings,
        Program(settings, "serve") as program,
    ):
        wait_until(lambda: LINK.search(program.log) is not None, "no link was printed")
        found = LINK.search(program.log)
        assert found is not None
        cookies = folder / "cookies.json"
        _sign_in(chromium, found.group(), cookies)
        yield Studio(f"http://127.0.0.1:{port}", settings, cookies)


def _sign_in(chromium: Browser, link: str, cookies: Path) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(link)
        page.click("button[type=submit]")
        page.wait_for_selector(".rail")
        context.storage_state(path=cookies)


@pytest.fixture
def open_window(chromium: Browser, studio: Studio) -> Iterator[Callable[..., Page]]:
    """Return a way to open windows; at the end none of them may have an error on its console."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(path: str = "/", size: tuple[int, int] = WIDE) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = chromium.new_context(
            storage_state=studio.cookies,
            viewport=viewport,  # pyright: ignore[reportArgumentType]  — a TypedDict of these
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.goto(studio.address + path)
        page.wait_for_function("window.did_handshake === true")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture
def window(open_window: Callable[..., Page]) -> Page:
    """Return one window on the library."""
    return open_window()
