"""Every page at every width: nothing on its console, nothing sticking out, and a picture of it."""

import os
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DEMO_TITLE, Studio
from tests.browser.pictures import shoot
from tests.browser.rows import job_row, open_track
from tests.browser.sound import play
from tests.browser.windows import PHONE, SIZES, Windows
from tests.houses import wait_until
from tests.songs import write_song

LONG = 300.0

SONGS = {
    "Ann Bell - First Light": 120.0,
    "Cy Dunn - Second Sun": 126.0,
    "Eve Frost - Third Rail": 100.0,
}


def test_an_empty_library_at_every_width(open_window: Callable[..., Page]) -> None:
    for size in SIZES:
        window = open_window("/", size)
        expect(window.get_by_text("Your library is empty")).to_be_visible()
        shoot(window, "library-empty")


def test_the_plain_pages_at_every_width(chromium: Browser, full_studio: Studio) -> None:
    with Windows(chromium, full_studio.address, full_studio.cookies) as windows:
        for size in SIZES:
            window = windows.open("/track/00000000-0000-0000-0000-000000000000", size)
            expect(window.get_by_role("heading", name="There is no such track")).to_be_visible()
            shoot(window, "missing")
            window.goto(f"{windows.address}/status")
            expect(window.locator(".page[data-state=loading]")).to_have_count(0)
            shoot(window, "status")
            window.goto(f"{windows.address}/offline")
            shoot(window, "offline")
            window.context.clear_cookies()
            window.goto(windows.address)
            expect(window.get_by_label("E-mail")).to_be_visible()
            shoot(window, "sign-in")


@pytest.mark.slow
def test_the_library_and_a_track_at_every_width_with_music_and_work(
    chromium: Browser, full_studio: Studio, tmp_path: Path
) -> None:
    with Windows(chromium, full_studio.address, full_studio.cookies) as windows:
        window = windows.open()
        fill_library(window, tmp_path)
        draw_waveforms(window)
        with held_separation(window, full_studio):
            for size in SIZES:
                show_and_shoot(windows, size)
    expect_no_live_jobs(chromium, full_studio)


def show_and_shoot(windows: Windows, size: tuple[int, int]) -> None:
    """Take pictures of the library, of a track with its work, and of the open player."""
    window = windows.open("/", size)
    expect(window.get_by_role("link", name=DEMO_TITLE)).to_be_visible()
    expect(window.get_by_role("progressbar").first).to_be_visible()
    shoot(window, "library")
    if size != PHONE:
        window.get_by_role("button", name="Cards").click()
        expect(window.locator(".card").first).to_be_visible()
        shoot(window, "library-cards")
    window.get_by_role("link", name=DEMO_TITLE).first.click()
    expect(window.get_by_role("heading", name=DEMO_TITLE)).to_be_visible()
    shoot(window, "track")
    work = job_row(window, "separate").first
    work.locator("summary").click()
    work.scroll_into_view_if_needed()
    expect(work.get_by_role("progressbar")).to_be_visible()
    shoot(window, "track-work")
    play(window, window.locator("#content").get_by_role("button", name="Play").first)
    window.evaluate("() => { player.pause(); player.seek(21); }")  # all stems sound here
    window.get_by_role("button", name="Stems", exact=True).click()
    expect(window.locator(".sfa-row")).to_have_count(4)
    wait_until(lambda: is_drawn(window), "no waveform is drawn", seconds=LONG)
    shoot(window, "player")
    window.close()


def is_drawn(window: Page) -> bool:
    """Say whether every lane has a waveform: a plain strip is a very small picture."""
    return all(len(lane.screenshot()) > 3_000 for lane in window.locator(".sfa-lane").all())


def fill_library(window: Page, folder: Path) -> None:
    """Let a few more songs through the whole studio."""
    paths = [
        write_song(folder / f"{name}.wav", tempo_bpm=tempo, seed=number)
        for number, (name, tempo) in enumerate(SONGS.items())
    ]
    window.locator("[data-testid=picker]").set_input_files(paths)
    expect(window.locator(".tracks")).to_have_attribute("data-total", str(len(SONGS) + 1))
    wait_until(lambda: live_jobs(window) == [], "the songs are not done", seconds=LONG)


def draw_waveforms(window: Page) -> None:
    """Have the demo song's waveforms drawn while there are children to draw them."""
    ask = window.context.request
    (demo,) = [
        track
        for track in ask.get(f"{address_of(window)}/api/v1/tracks").json()["rows"]
        if track["title"] == DEMO_TITLE
    ]
    said = ask.get(f"{address_of(window)}/api/v1/tracks/{demo['id']}/player").json()
    for stem in said["stems"]:
        assert ask.get(address_of(window) + stem["waveform_url"]).ok


@contextmanager
def held_separation(window: Page, studio: Studio) -> Generator[None, None, None]:
    """Separate the demo song again and hold the child that does it half-way."""
    open_track(window, DEMO_TITLE)
    window.get_by_role("button", name="Separate stems").click()
    wait_until(
        lambda: any(job["progress"] > 0 for job in live_jobs(window)),
        "it does not start",
        seconds=LONG,
    )
    held = studio.program.children()
    for pid in held:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert live_jobs(window), "the work was over before it could be held"
        yield
        # What a browser cancels is killed, even where it hangs.
        job_row(window, "separate").first.get_by_role("button", name="Cancel").click()
        expect(job_row(window, "separate").first).to_contain_text("Cancelled")
    finally:
        for pid in set(held) & set(studio.program.children()):
            os.kill(pid, signal.SIGCONT)


def live_jobs(window: Page) -> list[dict[str, float]]:
    """Return what is at work in the studio."""
    return window.context.request.get(f"{address_of(window)}/api/v1/jobs?live=true").json()


def address_of(window: Page) -> str:
    return "/".join(window.url.split("/")[:3])


def expect_no_live_jobs(chromium: Browser, studio: Studio) -> None:
    """Expect that the studio is as quiet as before."""
    with chromium.new_context(storage_state=studio.cookies) as context:
        jobs = context.request.get(f"{studio.address}/api/v1/jobs?live=true").json()
    assert jobs == []
