"""Grid, form and cues are changed on the waveform, in a real browser."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DEMO_TITLE
from tests.browser.pictures import shoot
from tests.browser.rows import open_track
from tests.browser.sound import find_player, play
from tests.browser.windows import PHONE, SIZES, WIDE, Windows
from tests.houses import wait_until

PATIENCE = 60.0


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
        wave = self.editor.get_by_role("img", name="Waveform, part of the track")
        box = wave.bounding_box()
        assert box is not None
        self.window.mouse.click(box["x"] + share * box["width"], box["y"] + 0.8 * box["height"])

    def drag(self, thing: Locator, pixels: float) -> None:
        """Drag something sideways."""
        box = thing.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + min(12.0, box["height"] / 2)
        mouse = self.window.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + pixels / 2, y)
        mouse.move(x + pixels, y)
        mouse.up()

    def see_all(self) -> None:
        """Zoom out until the whole track is seen."""
        for _ in range(6):
            self.press("Zoom out")

    def undo_all(self) -> None:
        """Leave the song as it was."""
        while self.window.context.request.post(f"{self.root}/edits/undo").ok:
            pass


def open_editor(window: Page) -> Table:
    """Open the editor on the page of a track, and wait until the waveform is drawn."""
    window.get_by_role("button", name="Edit grid and marks").click()
    table = Table(window)
    expect(table.editor).to_be_visible()
    wave = table.editor.get_by_role("img", name="Waveform, part of the track")
    wait_until(lambda: len(wave.screenshot()) > 5_000, "no waveform is drawn", seconds=PATIENCE)
    return table


@pytest.fixture
def table(full_windows: Windows) -> Iterator[Table]:
    """Return the editor of the demo song; whatever is done to the song is undone at the end."""
    window = full_windows.open()
    open_track(window, DEMO_TITLE)
    table = open_editor(window)
    yield table
    table.undo_all()


def test_edges_and_cues_are_dragged_and_every_window_follows(
    table: Table, full_windows: Windows
) -> None:
    other = full_windows.open("/track/" + table.window.url.rpartition("/")[2])
    second = open_editor(other)
    for one in (table, second):
        one.see_all()
    before = table.known()
    edge = table.editor.get_by_role("slider").first
    table.drag(edge, 60)
    table.becomes(lambda known: known["undo"], "Move a section")
    moved = table.known()["sections"]
    assert moved[0]["end_seconds"] == moved[1]["start_seconds"]
    assert moved[1]["start_seconds"] > before["sections"][1]["start_seconds"]
    assert (
        min(abs(beat - moved[1]["start_seconds"]) for beat in before["grid"]["beats_seconds"])
        < 1e-6
    )
    expect(second.editor.get_by_role("slider").first).to_have_attribute(
        "aria-valuenow", f"{moved[1]['start_seconds']:.2f}"
    )
    table.go(0.5)
    table.press("Cue here")
    table.becomes(lambda known: len(known["cues"]), len(before["cues"]) + 1)
    name = f"Cue {len(before['cues']) + 1}"
    cue = table.editor.get_by_role("button", name=re.compile(f"^Cue {name}"))
    expect(second.editor.get_by_role("button", name=re.compile(f"^Cue {name}"))).to_be_visible()
    cue.click()
    sheet = table.editor.get_by_role("dialog")
    sheet.get_by_label("Name").fill("My drop")
    sheet.get_by_label("Name").press("Enter")
    renamed = second.editor.get_by_role("button", name=re.compile("^Cue My drop"))
    expect(renamed).to_be_visible()
    expect(other.locator(".cues")).to_contain_text("My drop")
    sheet.get_by_role("button", name="Delete").click()
    expect(renamed).to_have_count(0)
    for _ in range(4):
        table.window.keyboard.press("Control+z")
    table.becomes(lambda known: known["sections"], before["sections"])
    table.window.keyboard.press("Control+Shift+z")
    table.becomes(lambda known: known["sections"], moved)


def test_the_grid_is_halved_tapped_nudged_and_locked_and_the_player_knows_at_once(
    table: Table,
) -> None:
    window = table.window
    play(window, window.locator("#content").get_by_role("button", name="Play").first)
    tempo = table.known()["grid"]["tempo_bpm"]
    table.press("Halve the tempo")
    table.becomes(lambda known: known["grid"]["tempo_bpm"], tempo / 2)
    expect(window.locator(".facts")).to_contain_text(f"{tempo / 2:.2f} BPM")
    expect(table.editor.get_by_label("Tempo in BPM")).to_have_value(f"{tempo / 2:.2f}")
    beats = table.known()["grid"]["beats_seconds"]
    find_player(window)
    window.wait_for_function(
        "(count) => player.manifest.beats_seconds.length === count", arg=len(beats)
    )
    for _ in range(5):
        window.keyboard.press("t")
        window.wait_for_timeout(500)
    table.becomes(lambda known: known["undo"], "Tap the tempo")
    assert 80 < table.known()["grid"]["tempo_bpm"] < 125
    window.keyboard.press("Control+z")
    table.becomes(lambda known: known["grid"]["beats_seconds"], beats)
    table.press("Nudge the grid by 10 ms")
    table.becomes(lambda known: known["undo"], "Nudge the grid")
    shifted = table.known()["grid"]["beats_seconds"]
    assert shifted[1] - beats[1] == pytest.approx(0.01, abs=1e-5)
    table.press("Lock the grid")
    expect(table.editor.get_by_role("button", name="Double the tempo")).to_be_disabled()
    expect(table.editor.get_by_role("button", name="Undo")).to_be_disabled()
    table.press("Lock the grid")
    expect(table.editor.get_by_role("button", name="Double the tempo")).to_be_enabled()


def test_a_beat_is_dragged_and_the_tempo_follows(table: Table) -> None:
    grid = table.known()["grid"]
    table.press("Drag beats")
    wave = table.editor.get_by_role("img", name="Waveform, part of the track")
    box = wave.bounding_box()
    assert box is not None
    beat = next(one for one in grid["beats_seconds"] if one > 15.0)
    x = box["x"] + box["width"] * beat / 20.0
    y = box["y"] + 0.8 * box["height"]
    mouse = table.window.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 8, y)
    mouse.move(x + 12, y)
    mouse.up()
    table.becomes(lambda known: known["undo"], "Stretch the grid")
    assert table.known()["grid"]["tempo_bpm"] < grid["tempo_bpm"]
    table.editor.get_by_label("Key", exact=True).select_option("F# minor")
    table.becomes(lambda known: known["key"]["key"], "F# minor")
    expect(table.window.locator(".facts")).to_contain_text("11A")


def test_an_edge_is_dragged_with_a_finger_and_escape_lets_go_of_a_cue(table: Table) -> None:
    window = table.window
    window.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    table.press("Zoom out")
    before = table.known()
    cue = table.editor.locator(".ed-cue").first
    cue.scroll_into_view_if_needed()
    box = cue.bounding_box()
    assert box is not None
    window.mouse.move(box["x"] + 8, box["y"] + 8)
    window.mouse.down()
    window.mouse.move(box["x"] + 68, box["y"] + 8)
    window.keyboard.press("Escape")
    window.mouse.up()
    touch(window, table.editor.get_by_role("slider").first, 40)
    table.becomes(lambda known: known["undo"], "Move a section")
    after = table.known()
    assert after["cues"] == before["cues"]
    assert after["sections"][1]["start_seconds"] > before["sections"][1]["start_seconds"]


def touch(window: Page, thing: Locator, pixels: int) -> None:
    """Drag something with a finger."""
    browser = window.context.new_cdp_session(window)
    browser.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 20

    def send(kind: str, *points: float) -> None:
        said = {"type": kind, "touchPoints": [{"x": point, "y": y} for point in points]}
        browser.send("Input.dispatchTouchEvent", said)

    send("touchStart", x)
    for step in range(8, pixels + 1, 8):
        send("touchMove", x + step)
    send("touchEnd")


def test_the_editor_at_every_width(full_windows: Windows) -> None:
    for size in SIZES:
        window = full_windows.open("/", WIDE)
        open_track(window, DEMO_TITLE)
        window.set_viewport_size({"width": size[0], "height": size[1]})
        table = open_editor(window)
        if size != PHONE:
            table.see_all()
        table.editor.scroll_into_view_if_needed()
        shoot(window, "editor")
        table.editor.locator(".ed-section").first.click()
        expect(table.editor.get_by_role("dialog")).to_be_visible()
        shoot(window, "editor-sheet")
        window.close()
