"""The editor of a track in a window, as tests put their hands on it."""

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import DEMO_TITLE
from tests.browser.rows import open_track
from tests.browser.windows import Windows
from tests.houses import wait_until

PATIENCE = 60.0

EDGE = re.compile("^Beginning of (?!loop )")

SEEN = """(duration) => {
  const host = document.querySelector(".sfa-player").parentElement;
  const { player, view } = getElement(Number(host.id.slice(1))).mounted;
  return view.range(duration, player.manifest ? player.seconds : null);
}"""


class Table:
    """A window in which the editor of the demo song is open."""

    def __init__(self, window: Page) -> None:
        self.window = window
        self.editor = window.get_by_role("region", name="Grid, sections and cues")
        self.root = re.sub(r"^(.*?//[^/]+)/track/", r"\1/api/v1/tracks/", window.url)

    def known(self, part: str = "editing") -> Any:  # noqa: ANN401  — whatever the JSON holds
        """Return what the studio knows."""
        answer = self.window.context.request.get(f"{self.root}/{part}")
        assert answer.ok
        return answer.json()

    def press(self, name: str) -> None:
        """Press one of the editor's buttons."""
        self.editor.get_by_role("button", name=name, exact=True).click()

    def becomes(self, what: Callable[[dict[str, Any]], object], wanted: object) -> None:
        """Wait until the studio knows something."""
        wait_until(lambda: what(self.known()) == wanted, f"never {wanted}", seconds=PATIENCE)

    def go(self, share: float) -> None:
        """Put the cursor at a share of what is seen, below the cues."""
        wave = self.editor.get_by_role("slider", name="Waveform, part of the track")
        box = box_of(wave)
        self.window.mouse.click(box["x"] + share * box["width"], box["y"] + 0.8 * box["height"])

    def drag(self, thing: Locator, pixels: float) -> None:
        """Drag something sideways."""
        box = box_of(thing)
        x, y = box["x"] + box["width"] / 2, box["y"] + min(12.0, box["height"] / 2)
        mouse = self.window.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + pixels / 2, y)
        mouse.move(x + pixels, y)
        mouse.up()

    def seen(self) -> tuple[float, float]:
        """Return from where to where the player, the charts and the editor look, in seconds."""
        start, end = self.window.evaluate(SEEN, self.known()["duration_seconds"])
        return start, end

    def loops(self) -> list[dict[str, Any]]:
        """Return the loops that the studio knows."""
        return self.known()["loops"]

    def undo_all(self) -> None:
        """Leave the song as it was."""
        while self.window.context.request.post(f"{self.root}/edits/undo").ok:
            pass


def box_of(thing: Locator) -> FloatRect:
    """Return where something is on the page, in pixels; marks may just be drawn anew."""
    boxes: list[FloatRect] = []

    def is_there() -> bool:
        box = thing.bounding_box()
        boxes[:] = [box] if box else []
        return bool(boxes)

    wait_until(is_there, "it is not to be seen", seconds=PATIENCE)
    return boxes[0]


def open_editor(window: Page) -> Table:
    """Open the editor on the page of a track, and wait until the waveform is drawn."""
    window.get_by_role("button", name="Edit grid and marks").click()
    table = Table(window)
    expect(table.editor).to_be_visible()
    wave = table.editor.get_by_role("slider", name="Waveform, part of the track")
    wait_until(lambda: len(wave.screenshot()) > 5_000, "no waveform is drawn", seconds=PATIENCE)
    return table


@contextmanager
def editing_demo(windows: Windows) -> Generator[Table, None, None]:
    """Yield the editor of the demo song; whatever is done to the song is undone at the end."""
    window = windows.open()
    open_track(window, DEMO_TITLE)
    table = open_editor(window)
    yield table
    table.undo_all()
