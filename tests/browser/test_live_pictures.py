"""How stems on their way look at every width: pictures to be looked at, and nothing sticks out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.live import SECONDS, Song, bring_song, make_workshop, wait_for_state
from tests.browser.pictures import OVERFLOW, SHOTS
from tests.browser.served import serve
from tests.browser.slow import SlowSeparation
from tests.browser.windows import SIZES, Windows


@pytest.fixture
def song(chromium: Browser, tmp_path: Path) -> Iterator[Song]:
    """Return a song whose separation waits for the test."""
    with (
        serve(tmp_path / "data", workshop=make_workshop()) as served,
        Windows(chromium, served.address, served.cookies()) as windows,
    ):
        song = bring_song(served, windows, tmp_path, seed=1, slow=SlowSeparation())
        yield song
        if not song.slow.is_over:
            song.slow.finish()


def test_stems_on_their_way_at_every_width(song: Song) -> None:
    song.slow.write(0, 14)
    song.slow.write(24, 28)
    opened = [song.open(size=size, autoplay=False) for size in SIZES]
    for window in opened:
        window.get_by_role("button", name="Stems", exact=True).click()
        window.evaluate("() => player.seek(6)")
        expect(window.locator(".sfa-note")).to_contain_text("The stems are being made: 45 %")
        snap(window, "stems-making")
        window.evaluate("() => { player.seek(32); return player.play(); }")
        wait_for_state(window, "waiting")
        expect(window.locator(".sfa-note")).to_contain_text("This part is made next")
        snap(window, "stems-next")
        window.evaluate("() => { player.pause(); player.seek(2); }")
    song.slow.finish()
    for window in opened:
        expect(window.locator(".sfa-note")).to_be_hidden()
        snap(window, "stems-made")
    song.separate_again(SlowSeparation())
    song.slow.write(0, SECONDS)
    for window in opened:
        window.evaluate("() => player.lookAgain()")
        expect(window.locator(".sfa-note")).to_contain_text("New stems are there")
        snap(window, "stems-offered")


def snap(window: Page, name: str) -> None:
    """Write a picture of a window that goes on asking how far its stems are."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    window.evaluate("() => document.fonts.ready.then(() => true)")
    drawn = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    window.evaluate(drawn)
    size = window.viewport_size
    assert size is not None
    window.screenshot(path=SHOTS / f"{name}-{size['width']}.png", animations="disabled")
    assert window.evaluate(OVERFLOW) <= 0, f"{name} is too wide at {size['width']}"
