"""What is heard while somebody works in the studio: loops, faders, and moving between rooms."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEMO_TITLE
from tests.browser.rows import open_track, row
from tests.browser.sound import click_db, play, start_tape, take_tape
from tests.browser.windows import Windows

CLICK_LIMIT_DB = -45.0
TAPE_SECONDS = 4


@pytest.fixture
def playing(full_windows: Windows) -> Page:
    """Return a window on the library in which the demo song plays."""
    window = full_windows.open()
    play(window, row(window, DEMO_TITLE).get_by_role("button", name="Play"))
    return window


def test_a_loop_drawn_with_the_mouse_goes_on_unbroken_through_the_rooms(playing: Page) -> None:
    begin, length = drag_a_loop(playing)
    playing.wait_for_function("() => player.loop && player.frame < player.loop.end")
    start_tape(playing, TAPE_SECONDS * rate_of(playing))
    open_track(playing, DEMO_TITLE)
    playing.locator(".rail-link").first.click()
    expect(row(playing, DEMO_TITLE)).to_be_visible()
    heard = take_tape(playing)
    assert playing.evaluate("() => player.state") == "playing"
    assert begin <= playing.evaluate("() => player.frame") <= begin + length
    settled = heard[rate_of(playing) :]
    assert np.abs(settled).max() > 0.01
    assert np.array_equal(settled[length:], settled[:-length])
    playing.keyboard.press("Escape")
    playing.wait_for_function(
        "(end) => player.loop === null && player.frame > end", arg=begin + length
    )


@pytest.mark.parametrize("fader", ["Volume", "Volume of Bass"])
def test_a_fader_that_is_thrown_is_not_heard_as_a_click(playing: Page, fader: str) -> None:
    playing.get_by_role("button", name="Stems", exact=True).click()
    playing.get_by_role("button", name="Solo Bass").click()
    playing.evaluate("() => player.seek(20)")
    playing.wait_for_function("() => player.seconds > 20.5")
    start_tape(playing, TAPE_SECONDS * rate_of(playing))
    slider = playing.get_by_role("slider", name=fader, exact=True)
    for value in ("0.05", "1", "0"):
        slider.fill(value)
    heard = take_tape(playing)
    assert np.abs(heard).max() > 0.01
    assert heard[-1] == 0
    assert click_db(heard, rate_of(playing)) < CLICK_LIMIT_DB


def drag_a_loop(window: Page) -> tuple[int, int]:
    """Draw a loop over the middle of the track; return its first frame and its length."""
    box = window.locator(".sfa-overview").bounding_box()
    assert box is not None
    left, right = box["x"] + 0.500 * box["width"], box["x"] + 0.515 * box["width"]
    window.mouse.move(left, box["y"] + 10)
    window.mouse.down()
    window.mouse.move(right, box["y"] + 10, steps=3)
    window.mouse.up()
    loop = window.evaluate("() => player.loop")
    return loop["start"], loop["end"] - loop["start"]


def rate_of(window: Page) -> int:
    return int(window.evaluate("() => player.manifest.rate_hz"))
