"""A real Chromium on the studio: its library in sight, its player playing."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.studio.running import Running
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.visitors import COOKIE

PATIENCE_MS = 60_000

PLAYER = """() => {
  const id = document.querySelector('.sfa-player').parentElement.id;
  window.player = window.getElement(Number(id.slice(1))).mounted.player;
}"""

# The pointer's own time stamp is when the finger went down, not when a script heard of it.
WATCH_START = """() => {
  window.clicked = window.started = 0;
  addEventListener('pointerdown', (event) => (window.clicked = event.timeStamp), { capture: true });
  window.player.addEventListener('state', () => {
    if (window.player.state === 'playing' && !window.started) window.started = performance.now();
  });
}"""

READ_PLAYER = """() => {
  const { output, misses, seconds } = window.player;
  const { context } = output;
  const stats = context.playbackStats ?? context.playoutStats;
  return {
    misses, seconds, wall: performance.now() / 1000, clock: context.currentTime,
    underruns: stats ? (stats.underrunEvents ?? stats.fallbackFramesEvents) : null,
    silent: stats ? (stats.underrunDuration ?? stats.fallbackFramesDuration) : null,
  };
}"""


@contextmanager
def open_window(studio: Running) -> Generator[Page, None, None]:
    """Open the library at the size of a desktop, with nothing cached between visits."""
    if CHROMIUM is None:
        message = "This needs Chromium: sudo apt install chromium"
        raise SystemExit(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        value = studio.client.cookies[COOKIE]
        context.add_cookies([{"name": COOKIE, "value": value, "url": studio.address}])
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(studio.address)
        page.wait_for_function("window.did_handshake === true")
        page.wait_for_selector(".sfa-player")
        page.evaluate(PLAYER)
        page.evaluate(WATCH_START)
        yield page
        browser.close()


def play(window: Page, title: str) -> float:
    """Click on a track's button; return milliseconds from the finger to the first sample."""
    window.evaluate("() => (window.started = 0)")
    window.locator(f".ag-row:has-text('{title}') [aria-label^='Play']").first.click()
    window.wait_for_function("() => window.started > 0")
    told: list[float] = window.evaluate(
        "() => [window.started - window.clicked, 1000 * (player.output.context.outputLatency || 0)]"
    )
    return sum(told)


@dataclass(frozen=True)
class Playing:
    """What a player went through; ``underruns`` is None where a browser does not count them."""

    seconds: float
    missed_frames: int
    underruns: int | None
    silent_ms: float
    behind_ms: float


class Listener:
    """Reads the player at two moments."""

    def __init__(self, window: Page) -> None:
        self._window = window
        self._before = self._read()

    def stop(self) -> Playing:
        """Return what happened since the listener was made."""
        after, before = self._read(), self._before
        wall = after["wall"] - before["wall"]
        known = after["underruns"] is not None
        return Playing(
            seconds=after["seconds"] - before["seconds"],
            missed_frames=int(after["misses"] - before["misses"]),
            underruns=int(after["underruns"] - before["underruns"]) if known else None,
            silent_ms=1000 * (after["silent"] - before["silent"]) if known else 0.0,
            behind_ms=1000 * (wall - (after["clock"] - before["clock"])),
        )

    def _read(self) -> dict[str, Any]:
        return self._window.evaluate(READ_PLAYER)
