"""Grid, form and cues are changed on the waveform, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DEMO_TITLE
from tests.browser.edited import EDGE, Table, box_of, editing_demo, open_editor
from tests.browser.pictures import shoot
from tests.browser.rows import as_file, open_track, pick, row
from tests.browser.sound import find_player, play
from tests.browser.windows import PHONE, SIZES, WIDE, Windows

TOO_SMALL = """() => [...document.querySelectorAll(".ed-tools :is(button, input, select)")]
  .filter((one) => one.offsetParent && Math.min(one.offsetWidth, one.offsetHeight) < 44)
  .map((one) => one.ariaLabel)"""

TOO_WIDE = """() => {
  const content = document.querySelector("#content");
  return content.scrollWidth - content.clientWidth;
}"""


@pytest.fixture
def table(full_windows: Windows) -> Iterator[Table]:
    """Return the editor of the demo song."""
    with editing_demo(full_windows) as table:
        yield table


def test_edges_and_cues_are_dragged_and_every_window_follows(
    table: Table, full_windows: Windows
) -> None:
    other = full_windows.open("/track/" + table.window.url.rpartition("/")[2])
    second = open_editor(other)
    before = table.known()
    edge = table.editor.get_by_role("slider", name=EDGE).first
    table.drag(edge, 60)
    table.becomes(lambda known: known["undo"], "Move a section")
    moved = table.known()["sections"]
    assert moved[0]["end_seconds"] == moved[1]["start_seconds"]
    assert moved[1]["start_seconds"] > before["sections"][1]["start_seconds"]
    assert (
        min(abs(beat - moved[1]["start_seconds"]) for beat in before["grid"]["beats_seconds"])
        < 1e-6
    )
    expect(second.editor.get_by_role("slider", name=EDGE).first).to_have_attribute(
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
    renamed.click()
    theirs = second.editor.get_by_role("dialog")
    expect(theirs).to_be_visible()
    sheet.get_by_role("button", name="Delete").click()
    expect(renamed).to_have_count(0)
    expect(theirs).to_have_count(0)
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
    wave = table.editor.get_by_role("slider", name="Waveform, part of the track")
    box = box_of(wave)
    beat = next(one for one in grid["beats_seconds"] if one > 8.0)
    start, end = table.seen()
    assert end - start == pytest.approx(20.0), "beats that are to be dragged are not seen"
    x = box["x"] + box["width"] * (beat - start) / (end - start)
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
    before = table.known()
    cue = table.editor.locator(".ed-cue").first
    cue.scroll_into_view_if_needed()
    box = box_of(cue)
    window.mouse.move(box["x"] + 8, box["y"] + 8)
    window.mouse.down()
    window.mouse.move(box["x"] + 68, box["y"] + 8)
    window.keyboard.press("Escape")
    window.mouse.up()
    touch(window, table.editor.get_by_role("slider", name=EDGE).first, 40)
    table.becomes(lambda known: known["undo"], "Move a section")
    after = table.known()
    assert after["cues"] == before["cues"]
    assert after["sections"][1]["start_seconds"] > before["sections"][1]["start_seconds"]


def test_a_finger_that_rests_on_an_edge_places_it_freely(table: Table) -> None:
    window = table.window
    window.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    beats = table.known()["grid"]["beats_seconds"]
    touch(window, table.editor.get_by_role("slider", name=EDGE).first, 40, is_held=True)
    table.becomes(lambda known: known["undo"], "Move a section")
    placed = table.known()["sections"][1]["start_seconds"]
    assert min(abs(beat - placed) for beat in beats) > 1e-3
    expect(table.editor.locator("[data-held]")).to_have_count(0)


def touch(window: Page, thing: Locator, pixels: int, *, is_held: bool = False) -> None:
    """Drag something with a finger, which may hold it first."""
    browser = window.context.new_cdp_session(window)
    browser.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    thing.scroll_into_view_if_needed()
    box = box_of(thing)
    x, y = box["x"] + box["width"] / 2, box["y"] + 20

    def send(kind: str, *points: float) -> None:
        said = {"type": kind, "touchPoints": [{"x": point, "y": y} for point in points]}
        browser.send("Input.dispatchTouchEvent", said)

    send("touchStart", x)
    if is_held:
        expect(window.locator(".ed-editor [data-held]")).to_have_count(1)
    for step in range(8, pixels + 1, 8):
        send("touchMove", x + step)
    send("touchEnd")


def test_a_section_gets_a_name_of_its_own_and_every_window_shows_it(
    table: Table, full_windows: Windows
) -> None:
    other = full_windows.open("/track/" + table.window.url.rpartition("/")[2])
    second = open_editor(other)
    before = table.known()["sections"]
    verse = next(one for one in before if one["label"] == "verse")
    table.editor.get_by_role("button", name=re.compile("^Verse, from")).first.click()
    sheet = table.editor.get_by_role("dialog")
    sheet.get_by_label("Name").fill("Guitar solo")
    sheet.get_by_label("Name").press("Enter")
    expect(second.editor.get_by_role("button", name=re.compile("^Guitar solo, "))).to_be_visible()
    expect(other.locator(".strip")).to_contain_text("Guitar solo")
    named = next(one for one in table.known()["sections"] if one["id"] == verse["id"])
    assert (named["label"], named["name"]) == ("verse", "Guitar solo")
    sheet.get_by_label("Name").fill("")
    sheet.get_by_label("Name").press("Enter")
    expect(other.locator(".strip")).not_to_contain_text("Guitar solo")
    for _ in range(2):
        table.window.keyboard.press("Escape")
        table.window.keyboard.press("Control+z")
    table.becomes(lambda known: known["sections"], before)


def test_the_last_section_has_no_next_one_to_merge_with(scripted_windows: Windows) -> None:
    window = scripted_windows.open()
    pick(window, as_file("song.wav"))
    expect(row(window, "Twin song").get_by_text("Ready", exact=True)).to_be_visible()
    open_track(window, "Twin song")
    window.get_by_role("button", name="Edit grid and marks").click()
    editor = window.get_by_role("region", name="Grid, sections and cues")
    sections, sheet = editor.locator(".ed-section"), editor.get_by_role("dialog")
    merge = sheet.get_by_role("button", name="Merge with the next")
    sections.first.click()
    expect(merge).to_be_visible()
    window.keyboard.press("Escape")
    sections.last.click()
    expect(sheet.get_by_role("button", name="Delete")).to_be_visible()
    expect(merge).to_have_count(0)
    scripted_windows.problems.clear()  # the twin's sound cannot be drawn


def test_the_editor_at_every_width(full_windows: Windows) -> None:
    for size in SIZES:
        window = full_windows.open("/", WIDE)
        open_track(window, DEMO_TITLE)
        window.set_viewport_size({"width": size[0], "height": size[1]})
        table = open_editor(window)
        table.editor.scroll_into_view_if_needed()
        shoot(window, "editor")
        assert window.evaluate(TOO_WIDE) <= 0, f"the room is too wide at {size[0]}"
        if size != WIDE:
            assert not window.evaluate(TOO_SMALL), "fingers need 44 pixels"
        table.editor.locator(".ed-section").first.click()
        expect(table.editor.get_by_role("dialog")).to_be_visible()
        shoot(window, "editor-sheet")
        window.close()
