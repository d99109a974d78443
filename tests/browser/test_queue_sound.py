"""What the queue sounds like in a real Chromium: one track after the other, to the sample."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.queued import (
    RATE_HZ,
    Samples,
    find,
    make_workshop,
    put_music,
    queue,
    read_music,
)
from tests.browser.served import Served, serve
from tests.browser.sound import click_db, start_tape, take_tape
from tests.browser.windows import Windows

CUT = 4 * RATE_HZ + 4_321
NO_CLICK_DB = -45.0
SEEK = "(seconds) => player.seek(seconds)"
UNTOUCHED = """Object.defineProperty(Navigator.prototype, "userActivation", {
  get: () => ({ hasBeenActive: window.touched ?? false }),
});"""
LEVEL = "() => jukebox.player.deck.output.fader.gain.value"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a studio to put music into."""
    with serve(tmp_path_factory.mktemp("queue") / "data", workshop=make_workshop()) as studio:
        yield studio


@pytest.fixture
def windows(chromium: Browser, served: Served) -> Iterator[Windows]:
    """Return a way to open windows; none may have an error on its console at the end."""
    with Windows(chromium, served.address, served.cookies()) as opened:
        yield opened


def chord(times: Samples) -> Samples:
    """Return music without anything above 4 kHz."""
    tones = [0.2 * np.sin(2 * np.pi * hz * times + hz) for hz in (55.0, 110.4, 331.7)]
    return np.sum(tones, axis=0)


def top(times: Samples) -> Samples:
    """Return a tone that begins and ends at its loudest."""
    return 0.5 * np.cos(2 * np.pi * 100.0 * times)


def tape_over_the_join(window: Page, *, seconds: float) -> tuple[int, Samples]:
    """Record from two seconds before the end of what plays; return from which frame on."""
    window.wait_for_function("() => player.state === 'playing'")
    window.evaluate(SEEK, seconds - 2.0)
    window.wait_for_function("(at) => player.seconds > at", arg=seconds - 1.7)
    start_tape(window, 4 * RATE_HZ)
    heard = take_tape(window)
    return int(window.evaluate("async () => (await window.tape).frame")), heard.astype(np.float64)


def test_the_next_track_begins_on_the_next_frame(served: Served, windows: Windows) -> None:
    first = put_music(served, "first half", chord, frames=CUT)
    second = put_music(served, "second half", chord, skip=CUT)
    window = windows.open()
    find(window)
    queue(window, first, second)
    frame, heard = tape_over_the_join(window, seconds=CUT / RATE_HZ)
    whole = np.concatenate([read_music(served, first), read_music(served, second)])
    assert frame < CUT < frame + len(heard)
    assert np.array_equal(heard, whole[frame : frame + len(heard)])
    assert click_db(heard.astype(np.float32), RATE_HZ) < NO_CLICK_DB
    assert window.evaluate("() => player.misses") == 0
    expect(window.locator(".sfa-bar .sfa-title")).to_have_text("second half")
    window.wait_for_function("() => player.state === 'ended'")


@pytest.mark.parametrize("rate_hz", [48_000, 22_050])
def test_music_at_another_rate_begins_on_the_next_frame_too(
    served: Served, windows: Windows, rate_hz: int
) -> None:
    cut = 4 * RATE_HZ
    first = put_music(served, "one rate", chord, frames=cut)
    second = put_music(
        served, "other rate", chord, frames=4 * rate_hz, rate_hz=rate_hz, skip=4 * rate_hz
    )
    window = windows.open()
    find(window)
    queue(window, first, second)
    frame, heard = tape_over_the_join(window, seconds=4.0)
    times = np.arange(frame, frame + len(heard)) / RATE_HZ
    off = np.abs(heard - chord(times))
    join = cut - frame
    assert off[: join - 1].max() < 1e-4
    assert off[join : join + 300].max() < 0.01, "the filter has one side of the music only"
    assert off[join + 300 :].max() < 1e-3
    assert click_db(heard[join - 2_000 : join + 2_000].astype(np.float32), RATE_HZ) < NO_CLICK_DB
    assert window.evaluate("() => player.manifest.rate_hz") == rate_hz
    window.wait_for_function("() => player.seconds > 2.5")
    assert window.evaluate("() => player.misses") == 0


def test_tracks_that_break_off_do_not_click(served: Served, windows: Windows) -> None:
    first = put_music(served, "breaks off", top, frames=CUT)
    second = put_music(served, "sets in", lambda times: -top(times))
    window = windows.open()
    find(window)
    queue(window, first, second)
    frame, heard = tape_over_the_join(window, seconds=CUT / RATE_HZ)
    join = CUT - frame
    assert click_db(heard[join - 300 : join + 300].astype(np.float32), RATE_HZ) < NO_CLICK_DB


def test_one_track_repeats_without_a_gap(served: Served, windows: Windows) -> None:
    track = put_music(served, "again", chord)
    window = windows.open()
    find(window)
    queue(window, track)
    for _turn in range(2):
        window.get_by_role("button", name="Repeat").click()
    expect(window.get_by_role("button", name="Repeat: this track")).to_be_visible()
    frame, heard = tape_over_the_join(window, seconds=4.0)
    music = read_music(served, track)
    twice = np.concatenate([music, music])[frame : frame + len(heard)]
    join = len(music) - frame
    assert np.array_equal(heard[:join], twice[:join])
    assert np.array_equal(heard[join + 300 :], twice[join + 300 :])


def test_the_loudness_is_matched_or_not_without_a_click(served: Served, windows: Windows) -> None:
    track = put_music(served, "loud", chord)
    window = windows.open()
    find(window)
    window.route("**/player", lambda route: _with_gain(route, -9.0))
    queue(window, track)
    window.wait_for_function("() => player.seconds > 0.5")
    start_tape(window, RATE_HZ)
    window.wait_for_timeout(300)
    window.keyboard.press("q")
    window.get_by_text("How it plays").click()
    window.get_by_label("Play all tracks equally loud").uncheck()
    heard = take_tape(window).astype(np.float64)
    frame = int(window.evaluate("async () => (await window.tape).frame"))
    music = read_music(served, track)[frame : frame + len(heard)]
    for part, gain in ((slice(0, 4_000), 10 ** (-9 / 20)), (slice(-4_000, None), 1.0)):
        assert np.abs(heard[part] - gain * music[part]).max() < 1e-5
    assert click_db(heard.astype(np.float32), RATE_HZ) < NO_CLICK_DB


def test_a_lost_line_is_waited_for(served: Served, windows: Windows) -> None:
    track = put_music(served, "long", chord, frames=60 * RATE_HZ)
    window = windows.open()
    find(window)
    queue(window, track)
    window.wait_for_function("() => player.seconds > 0.5")
    window.evaluate("() => player.seek(30)")
    window.wait_for_function("() => player.seconds > 31")
    window.route("**/pages/*", lambda route: route.abort())
    windows.may_be_gone.add("/pages/")
    window.evaluate("() => player.seek(44)")
    note = window.locator(".sfa-note")
    expect(note).to_contain_text("The studio does not answer")
    window.wait_for_function("() => player.state === 'waiting'")
    window.unroute("**/pages/*")
    window.evaluate("() => dispatchEvent(new Event('online'))")
    window.wait_for_function("() => player.seconds > 44.5")
    expect(note).to_be_hidden()
    windows.problems[:] = [one for one in windows.problems if "ERR_FAILED" not in one]


def test_a_row_is_tried_out_softly_over_what_plays(served: Served, windows: Windows) -> None:
    playing = put_music(served, "playing", chord, frames=40 * RATE_HZ)
    other = put_music(served, "tried out", chord, frames=40 * RATE_HZ)
    window = windows.open()
    find(window)
    queue(window, playing, other)
    window.locator("#search").click()
    window.wait_for_function("() => player.state === 'playing'")
    window.keyboard.press("Escape")
    window.keyboard.press("q")
    row = window.locator(".sfa-queue-row").nth(1)
    row.focus()
    window.keyboard.press("p")
    window.wait_for_function("() => preview.deck?.transport === 'playing'")
    assert window.evaluate("() => preview.id") == str(other)
    assert window.evaluate("() => preview.deck.frame") > 10 * RATE_HZ
    window.wait_for_function(f"() => ({LEVEL})() < 0.3")
    window.keyboard.press("Escape")
    assert window.evaluate("() => [preview.id, player.state]") == ["", "playing"]
    window.wait_for_function(f"() => ({LEVEL})() > 0.95")
    expect(window.locator(".sfa-queue")).to_be_visible()
    row.locator(".sfa-queue-play").hover()
    window.wait_for_function("() => preview.deck?.transport === 'playing'")
    window.locator(".sfa-queue-title").hover()
    window.wait_for_function("() => preview.id === ''")
    window.get_by_text("How it plays").click()
    window.get_by_label("Try a track out").uncheck()
    row.locator(".sfa-queue-play").hover()
    window.wait_for_timeout(900)
    assert window.evaluate("() => preview.id") == ""


def test_nothing_sounds_before_somebody_has_touched_the_page(
    served: Served, windows: Windows
) -> None:
    track = put_music(served, "untouched", chord)
    browser = windows.browser()
    browser.add_init_script(UNTOUCHED)  # what drives this browser counts as a touch
    window = windows.add(browser)
    find(window)
    button = window.locator(f"[data-preview='{track}']").first
    button.hover()
    window.wait_for_timeout(900)
    assert window.evaluate("() => [preview.id, player.output]") == ["", None]
    window.evaluate("() => { window.touched = true; }")
    window.mouse.move(5, 5)
    button.hover()
    window.wait_for_function("(id) => preview.id === id", arg=str(track))


def _with_gain(route: Route, gain_db: float) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), "gain_db": gain_db})
