"""A real Chromium before a real studio; every test gets a window that reports what went wrong."""

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.core.settings import Settings
from tests import editions
from tests.browser.served import Served, serve
from tests.browser.windows import PATIENCE_MS, Windows
from tests.houses import wait_until
from tests.programs import Program, free_port
from tests.twins import ScriptedWorkshop

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    "--disable-background-networking",
]
expect.set_options(timeout=PATIENCE_MS)

LINK = re.compile(r"http://\S+/sign-in/\S+")
DEMO_PATIENCE_SECONDS = 600.0
DEMO_TITLE = "Known Quantities"


@dataclass(frozen=True)
class Studio:
    """A running studio; ``cookies`` are those of its owner's browser."""

    address: str
    settings: Settings
    cookies: Path
    program: Program


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser, or skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: sudo apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def studio(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """Return a studio with an empty library, signed in to by its one-time link."""
    folder = tmp_path_factory.mktemp("studio")
    with (
        editions.embedded(folder / "data", port=free_port()) as settings,
        run_studio(chromium, settings) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def full_studio(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Studio]:
    """Return a studio whose library has the demo song; tests leave the song as it is."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine if worker_id == "master" else mine.parent
    folder = mine / "full"
    with FileLock(shared / "demo.lock"):  # one process works it out, the others copy
        if not (shared / "demo").exists():
            make_demo_folder(shared / "demo")
    shutil.copytree(shared / "demo", folder)
    settings = {**editions.FAST, "data_dir": folder, "port": free_port()}
    with run_studio(chromium, Settings.model_validate(settings)) as running:
        yield running


def make_demo_folder(folder: Path) -> None:
    """Write the data folder of a studio that has sent its own song through all stages."""
    making = folder.with_name("demo-in-the-making")
    with editions.embedded(making) as settings, Program(settings, "demo") as program:
        wait_until(
            lambda: not program.is_running, "the demo does not end", seconds=DEMO_PATIENCE_SECONDS
        )
    assert list(making.glob("media/stems/*/vocals.flac")), program.log
    making.rename(folder)


@contextmanager
def run_studio(chromium: Browser, settings: Settings) -> Generator[Studio, None, None]:
    """Run ``sfa serve`` and sign in to it."""
    with Program(settings, "serve") as program:
        wait_until(lambda: LINK.search(program.log) is not None, "no link was printed")
        found = LINK.search(program.log)
        assert found is not None
        cookies = settings.data_folder / "cookies.json"
        _sign_in(chromium, found.group(), cookies)
        yield Studio(f"http://127.0.0.1:{settings.port}", settings, cookies, program)


def _sign_in(chromium: Browser, link: str, cookies: Path) -> None:
    with chromium.new_context() as context:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(link)
        page.click("button[type=submit]")
        page.wait_for_selector(".rail")
        context.storage_state(path=cookies)


@pytest.fixture
def open_window(chromium: Browser, studio: Studio) -> Iterator[Callable[..., Page]]:
    """Return a way to open windows on the empty studio; no console may show an error at the end."""
    with Windows(chromium, studio.address, studio.cookies) as windows:
        yield windows.open


@pytest.fixture
def window(open_window: Callable[..., Page]) -> Page:
    """Return one window on the library."""
    return open_window()


@pytest.fixture
def full_windows(chromium: Browser, full_studio: Studio) -> Iterator[Windows]:
    """Return a way to open windows on the studio with the demo song."""
    with Windows(chromium, full_studio.address, full_studio.cookies) as windows:
        yield windows


@pytest.fixture
def scripted(tmp_path: Path) -> Iterator[Served]:
    """Return a studio in this process whose work goes as the test scripts it."""
    with serve(tmp_path / "data", workshop=ScriptedWorkshop()) as served:
        yield served


@pytest.fixture
def scripted_windows(chromium: Browser, scripted: Served) -> Iterator[Windows]:
    """Return a way to open windows on the scripted studio, as its owner."""
    with Windows(chromium, scripted.address, scripted.cookies()) as windows:
        yield windows
