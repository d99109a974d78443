"""The charts of a track in a real Chromium."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.charted import Charted, bring_charted, bring_plain
from tests.browser.live import make_workshop
from tests.browser.pictures import shoot
from tests.browser.served import serve
from tests.browser.sound import find_player
from tests.browser.windows import PHONE, SIZES, Windows
from tests.houses import wait_until

CHARTS = ("radar", "structure", "energy", "beats", "chords", "notes", "chroma", "spectral", "mfcc")


@pytest.fixture(scope="module")
def charted(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Charted]:
    """Return a studio with a song that has every chart."""
    folder = tmp_path_factory.mktemp("charted")
    with serve(folder / "data", workshop=make_workshop()) as served:
        yield bring_charted(served, chromium, folder)


@pytest.fixture
def windows(chromium: Browser, charted: Charted) -> Iterator[Windows]:
    """Return a way to open windows; none may have an error on its console at the end."""
    served = charted.served
    with Windows(chromium, served.address, served.cookies()) as opened:
        yield opened


def see(window: Page, name: str) -> Locator:
    """Go to a chart, which is fetched when it is seen."""
    window.locator(".charts > summary").scroll_into_view_if_needed()
    figure = window.locator(f"[data-chart={name}]")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-state", "ready")
    return figure


@pytest.mark.parametrize("size", SIZES)
def test_every_chart_can_be_read_at_every_width(
    windows: Windows, charted: Charted, size: tuple[int, int]
) -> None:
    window = windows.open(charted.path, size)
    head = window.locator(".charts > summary")
    head.wait_for()
    if size == PHONE:
        expect(window.locator("[data-chart]")).to_have_count(0)
        head.click()
    for name in CHARTS:
        see(window, name)
        shoot(window, f"charts-{name}")


NEEDLE = (
    "() => document.querySelector('[data-chart=beats] .chart-needle').getBoundingClientRect().x"
)


@pytest.fixture
def playing(windows: Windows, charted: Charted) -> Page:
    """Return a window on the song, which is loaded and stands at ten seconds."""
    window = windows.open(charted.path)
    see(window, "structure")
    find_player(window)
    address = f"/api/v1/tracks/{charted.track_id}/player"
    window.evaluate("(address) => player.load(address)", address)
    window.evaluate("() => player.seek(10)")
    window.get_by_role("button", name="Stems", exact=True).click()
    expect(window.locator(".sfa-row")).to_have_count(4)
    return window


def expect_span(window: Page, start_seconds: int, end_seconds: int) -> None:
    """Expect that this part of the song is in sight."""
    span = f"0:{start_seconds:02d}.0 \N{EN DASH} 0:{end_seconds:02d}.0"
    expect(window.locator(".chart-tools .time")).to_have_text(span)


def test_charts_zoom_and_scroll_with_the_waveform(playing: Page) -> None:
    expect_span(playing, 0, 40)
    tools = playing.locator(".chart-tools")
    for _ in range(2):
        tools.get_by_role("button", name="Zoom in").click()
    expect_span(playing, 5, 15)
    lane = playing.locator(".sfa-lane").first
    box = lane.bounding_box()
    assert box is not None
    playing.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    playing.mouse.wheel(0, -100)
    expect_span(playing, 6, 14)
    playing.evaluate("() => player.seek(20)")
    expect_span(playing, 16, 24)
    shoot(playing, "charts-zoomed")
    tools.get_by_role("button", name="Whole track").click()
    expect_span(playing, 0, 40)


def test_the_line_of_the_playhead_moves_while_it_plays(playing: Page) -> None:
    see(playing, "beats")
    before = playing.evaluate(NEEDLE)
    playing.evaluate("() => player.play()")
    playing.wait_for_function(f"(before) => ({NEEDLE})() > before + 5", arg=before)
    expect(playing.locator("[data-chart=beats] .chart-needle")).to_be_visible()


def test_a_click_goes_there_and_a_drag_looks_elsewhere(playing: Page) -> None:
    playing.locator(".chart-tools").get_by_role("button", name="Zoom in").click()
    plot = playing.locator("[data-chart=structure] .chart-plot")
    box = plot.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    playing.mouse.move(box["x"] + 700, y)
    playing.mouse.down()
    playing.mouse.move(box["x"] + 300, y, steps=4)
    playing.mouse.up()
    follow = playing.get_by_role("button", name="Follow playhead")
    expect(follow).to_have_attribute("aria-pressed", "false")
    assert playing.evaluate("() => player.seconds") == pytest.approx(10, abs=0.01)
    playing.mouse.click(box["x"] + 700, y)
    expect(follow).to_have_attribute("aria-pressed", "true")
    assert playing.evaluate("() => player.seconds") > 15


def test_a_chart_leaves_as_a_picture_and_as_a_table(playing: Page) -> None:
    figure = playing.locator("[data-chart=structure]")
    with playing.expect_download() as picture:
        figure.get_by_role("button", name="PNG").click()
    assert picture.value.suggested_filename == "song 7 (structure).png"
    assert picture.value.path().read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    with playing.expect_download() as table:
        figure.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(table.value.path().read_text().splitlines()))
    assert [row["label"] for row in rows] == ["intro", "build-up", "drop", "outro"]


def test_an_edit_of_the_grid_is_drawn_at_once(playing: Page, charted: Charted) -> None:
    figure = see(playing, "beats")
    plot = figure.locator(".chart-canvas")
    before = plot.screenshot()
    root = f"{charted.served.address}/api/v1/tracks/{charted.track_id}"
    with playing.expect_response("**/charts/beats?*") as drawn:
        edited = playing.request.post(f"{root}/grid/edits", data={"act": "halve"})
    assert edited.ok, edited.text()
    lines = {line["name"]: line for line in drawn.value.json()["picture"]["lines"]}
    assert set(lines["grid"]["values"]) == {60.0}
    wait_until(lambda: plot.screenshot() != before, "the chart is not drawn anew")
    assert playing.request.post(f"{root}/edits/undo").ok


def test_what_there_is_nothing_of_says_how_to_get_it(
    windows: Windows, charted: Charted, chromium: Browser, tmp_path: Path
) -> None:
    plain = bring_plain(charted.served, chromium, tmp_path)
    window = windows.open(f"/track/{plain}", PHONE)
    window.locator(".charts > summary").click()
    notes = window.locator("[data-chart=notes]")
    notes.scroll_into_view_if_needed()
    expect(notes).to_contain_text("There are no notes yet")
    expect(notes.get_by_role("link", name="CSV")).to_be_hidden()
    expect(window.locator("[data-chart=chroma]")).to_contain_text("Analyse the track again")
    shoot(window, "charts-missing")
