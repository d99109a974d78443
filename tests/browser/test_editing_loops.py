"""Loops are kept, moved and played on the waveform, which is looked at as the charts are."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.edited import PATIENCE, Table, box_of, editing_demo, open_editor
from tests.browser.sound import find_player
from tests.browser.windows import Windows
from tests.houses import wait_until


@pytest.fixture
def table(full_windows: Windows) -> Iterator[Table]:
    """Return the editor of the demo song."""
    with editing_demo(full_windows) as table:
        yield table


def test_the_editor_the_lanes_and_the_charts_look_at_the_same_part(table: Table) -> None:
    charts = table.window.locator(".charts")
    charts.scroll_into_view_if_needed()
    duration = table.known()["duration_seconds"]
    table.press("Zoom in")
    table.press("Zoom in")
    start, end = table.seen()
    assert (start, end) == (0.0, pytest.approx(duration / 4))
    expect(charts.locator(".chart-tools .time")).to_contain_text(f"0:{end:04.1f}")
    charts.get_by_role("button", name="Zoom in").click()
    start, end = table.seen()
    assert end - start == pytest.approx(duration / 8)
    edge = table.editor.get_by_role("slider", name=re.compile("^Beginning of loop")).first
    wave = table.editor.get_by_role("slider", name="Waveform, part of the track")
    first = table.loops()[0]["start_seconds"]
    wanted = (first - start) / (end - start) * box_of(wave)["width"]
    grip = box_of(edge)
    found = grip["x"] + grip["width"] / 2 - box_of(wave)["x"]
    assert found == pytest.approx(wanted, abs=8.0)


def test_the_editor_follows_the_playhead_as_the_charts_do(table: Table) -> None:
    window = table.window
    window.locator(".charts").scroll_into_view_if_needed()
    table.press("Zoom in")
    table.press("Zoom in")
    play_here(table)
    window.evaluate("() => player.seek(20)")
    wait_until(lambda: table.seen()[0] > 10.0, "it is not followed", seconds=PATIENCE)
    follow = table.editor.get_by_role("button", name="Follow playhead")
    theirs = window.locator(".charts").get_by_role("button", name="Follow playhead")
    expect(follow).to_have_attribute("aria-pressed", "true")
    follow.click()
    expect(theirs).to_have_attribute("aria-pressed", "false")
    window.evaluate("() => player.pause()")
    still = table.seen()
    window.evaluate("() => player.seek(5)")
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(theirs).to_have_attribute("aria-pressed", "true")
    assert table.seen()[0] < still[0]


def test_the_music_begins_where_the_cursor_is(table: Table) -> None:
    table.go(0.5)
    play_here(table)
    half = table.known()["duration_seconds"] / 2
    assert table.window.evaluate("() => player.seconds") >= half - 0.5


def test_the_waveform_is_used_with_keys_and_with_two_fingers(table: Table) -> None:
    window = table.window
    known = table.known()
    wave = table.editor.get_by_role("slider", name="Waveform, part of the track")
    wave.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        window.keyboard.press(key)
    beat = known["grid"]["beats_seconds"][1]
    expect(wave).to_have_attribute("aria-valuenow", f"{beat:.1f}")
    window.keyboard.press("+")
    start, end = table.seen()
    assert end - start == pytest.approx(known["duration_seconds"] / 2)
    window.keyboard.press("End")
    assert table.seen()[1] == pytest.approx(known["duration_seconds"])
    pinch(wave, 40, 160)
    near = pytest.approx(known["duration_seconds"] / 8, rel=0.2)
    wait_until(lambda: length_of(table.seen()) == near, "no pinch is felt", seconds=PATIENCE)
    assert table.known()["undo"] == known["undo"]


def test_the_ends_of_a_loop_are_dragged_along_the_grid_or_freely(table: Table) -> None:
    before = table.known()
    beats = before["grid"]["beats_seconds"]
    name = keep_four_bars(table)
    made = loop_of(table, name)
    assert (made["bars"], made["origin"]) == (4, "hand")
    end = table.editor.get_by_role("slider", name=f"End of loop {name}")
    table.drag(end, -60)
    table.becomes(lambda known: known["undo"], "Move a loop")
    moved = loop_of(table, name)
    assert moved["start_seconds"] == made["start_seconds"]
    assert moved["end_seconds"] < made["end_seconds"]
    assert off_beat(beats, moved["end_seconds"]) < 1e-6
    table.window.keyboard.down("Alt")
    table.drag(end, 28)
    table.window.keyboard.up("Alt")
    wait_until(
        lambda: off_beat(beats, loop_of(table, name)["end_seconds"]) > 1e-3,
        "it is not moved freely",
        seconds=PATIENCE,
    )
    for _ in range(3):
        table.window.keyboard.press("Control+z")
    table.becomes(lambda known: known["loops"], before["loops"])


def test_the_player_repeats_a_loop_and_goes_along_with_it(table: Table) -> None:
    window = table.window
    name = keep_four_bars(table)
    made = loop_of(table, name)
    open_loop(table, name).get_by_role("button", name="Play loop").click()
    window.wait_for_selector(".sfa-player[data-state=playing]")
    find_player(window)
    repeats_until(table, made["end_seconds"])
    table.drag(table.editor.get_by_role("slider", name=f"End of loop {name}"), -60)
    table.becomes(lambda known: known["undo"], "Move a loop")
    repeats_until(table, loop_of(table, name)["end_seconds"])
    window.keyboard.press("Control+z")
    repeats_until(table, made["end_seconds"])
    open_loop(table, name).get_by_role("button", name="Stop repeating").click()
    window.wait_for_function("() => player.where.loop === null && player.where.isMoving")


def test_a_loop_is_named_and_deleted_and_every_window_follows(
    table: Table, full_windows: Windows
) -> None:
    window = table.window
    second = open_editor(full_windows.open("/track/" + window.url.rpartition("/")[2]))
    before = table.loops()
    sheet = open_loop(table, keep_four_bars(table))
    sheet.get_by_label("Name").fill("My loop")
    sheet.get_by_label("Name").press("Enter")
    theirs = second.editor.get_by_role("button", name=re.compile("^Loop My loop,"))
    expect(theirs).to_be_visible()
    window.keyboard.press("Escape")
    mine = table.editor.get_by_role("button", name=re.compile("^Loop My loop,"))
    expect(mine).to_be_focused()
    window.keyboard.press("Enter")
    sheet.get_by_role("button", name="Delete").click()
    expect(theirs).to_have_count(0)
    window.keyboard.press("Control+z")
    expect(theirs).to_be_visible()
    window.keyboard.press("Control+z")
    window.keyboard.press("Control+z")
    table.becomes(lambda known: known["loops"], before)
    expect(theirs).to_have_count(0)


def test_what_the_player_repeats_is_kept_as_a_loop(table: Table) -> None:
    play_here(table)
    table.window.evaluate("() => { player.pause(); player.setLoop(4.1, 8.2); }")
    before = len(table.loops())
    table.press("Keep this loop")
    table.becomes(lambda known: len(known["loops"]), before + 1)
    kept = loop_of(table, f"Loop {before + 1}")
    beats = table.known()["grid"]["beats_seconds"]
    for found, wanted in ((kept["start_seconds"], 4.1), (kept["end_seconds"], 8.2)):
        assert found == min(beats, key=lambda beat: abs(beat - wanted))


def keep_four_bars(table: Table) -> str:
    """Keep four bars as a loop and return its name."""
    count = len(table.loops())
    table.go(0.3)
    table.press("Loop here")
    table.becomes(lambda known: len(known["loops"]), count + 1)
    name = f"Loop {count + 1}"
    expect(table.editor.get_by_role("button", name=re.compile(f"^Loop {name},"))).to_be_visible()
    return name


def loop_of(table: Table, name: str) -> dict[str, Any]:
    """Return what the studio knows of a loop."""
    return next(one for one in table.loops() if one["label"] == name)


def open_loop(table: Table, name: str) -> Locator:
    """Open the sheet of a loop."""
    table.editor.get_by_role("button", name=re.compile(f"^Loop {name},")).click()
    return table.editor.get_by_role("dialog")


def pinch(thing: Locator, before: float, after: float) -> None:
    """Move two fingers apart, from one distance to another in pixels, where no edge is."""
    thing.scroll_into_view_if_needed()
    box = box_of(thing)
    browser = thing.page.context.new_cdp_session(thing.page)
    browser.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    middle, y = box["x"] + 0.3 * box["width"], box["y"] + 0.9 * box["height"]

    def send(kind: str, distance: float) -> None:
        points = [{"x": middle + way * distance / 2, "y": y, "id": way + 1} for way in (-1, 1)]
        said = {"type": kind, "touchPoints": points if distance else []}
        browser.send("Input.dispatchTouchEvent", said)

    send("touchStart", before)
    for step in range(1, 11):
        send("touchMove", before + (after - before) * step / 10)
    send("touchEnd", 0)


def play_here(table: Table) -> None:
    """Play the track from the editor and give the player a name for scripts."""
    table.press("Play or pause")
    table.window.wait_for_selector(".sfa-player[data-state=playing]")
    find_player(table.window)


def repeats_until(table: Table, end_seconds: float) -> None:
    """Wait until the player repeats up to a time."""
    table.window.wait_for_function(
        "(end) => Math.abs((player.where.loop?.end ?? -1) - end) < 1e-3", arg=end_seconds
    )


def length_of(span: tuple[float, float]) -> float:
    """Return how long a span is, in seconds."""
    return span[1] - span[0]


def off_beat(beats: list[float], seconds: float) -> float:
    """Return how far a place is from the nearest beat, in seconds."""
    return min(abs(beat - seconds) for beat in beats)
