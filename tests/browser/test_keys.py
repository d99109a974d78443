"""The studio by keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect

from app.core import audio
from tests.browser.conftest import DEMO_TITLE
from tests.browser.rows import as_file, find_no_tags, pick, row
from tests.browser.served import Served
from tests.browser.sound import play
from tests.browser.windows import Windows

KEYS = ("/", "?", "Space", "Enter", "Delete", "Esc", "M", "S", "↑", "↓")


def test_a_question_mark_shows_every_key(full_windows: Windows) -> None:
    window = full_windows.open()
    window.keyboard.press("?")
    sheet = window.get_by_role("dialog", name="Shortcuts")
    expect(sheet).to_be_visible()
    shown = " ".join(sheet.locator("kbd").all_inner_texts())
    assert [key for key in KEYS if key not in shown.split()] == []
    assert re.search(r"\b1\W+(to )?8\b", shown), f"The keys that choose a stem are missing: {shown}"
    window.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_a_slash_searches_and_what_is_typed_there_plays_nothing(full_windows: Windows) -> None:
    window = full_windows.open()
    play(window, row(window, DEMO_TITLE).get_by_role("button", name="Play"))
    window.keyboard.press("/")
    search = window.locator("#search")
    expect(search).to_be_focused()
    window.keyboard.type("known m s 1")
    expect(search).to_have_value("known m s 1")
    expect(window.get_by_text("Nothing in your library matches")).to_be_visible()
    assert window.evaluate("() => player.state") == "playing"
    assert not any(lane["muted"] or lane["solo"] for lane in lanes(window))
    search.fill("known")
    expect(row(window, DEMO_TITLE)).to_be_visible()
    window.keyboard.press("Escape")
    expect(search).not_to_be_focused()


def test_arrows_and_enter_open_a_track(scripted: Served, scripted_windows: Windows) -> None:
    scripted.script(audio.INSPECT.name, find_no_tags)
    window = scripted_windows.open()
    pick(window, *(as_file(f"Song {letter}.wav", letter.encode()) for letter in "ABC"))
    for letter in "ABC":
        expect(row(window, f"Song {letter}")).to_contain_text("Ready")
    window.get_by_role("columnheader", name="Title").click()
    expect(row_at(window, 0)).to_contain_text("Song A")
    row_at(window, 0).locator(".ag-cell").nth(2).click()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        window.keyboard.press(key)
    expect(window.get_by_role("heading", name="Song B")).to_be_visible()


def test_the_player_is_played_by_keys(full_windows: Windows) -> None:
    window = full_windows.open()
    play(window, row(window, DEMO_TITLE).get_by_role("button", name="Play"))
    window.get_by_role("button", name="Stems", exact=True).click()
    window.keyboard.press("Space")
    window.wait_for_selector(".sfa-player[data-state=paused]")
    window.keyboard.press("Space")
    window.wait_for_selector(".sfa-player[data-state=playing]")
    count = len(lanes(window))
    for number in range(1, 9):
        window.keyboard.press(str(number))
        window.keyboard.press("m")
        window.keyboard.press("s")
        if number <= count:
            expect_pressed(window.locator(".sfa-row").nth(number - 1))
    # A number without a stem leaves the last one chosen, and a second press undoes the first.
    beyond = 8 - count
    is_on = beyond % 2 == 0
    assert [lane["muted"] for lane in lanes(window)] == [True] * (count - 1) + [is_on]
    assert [lane["solo"] for lane in lanes(window)] == [True] * (count - 1) + [is_on]
    overview = window.get_by_role("slider", name="Position in the track")
    overview.focus()
    before = window.evaluate("() => player.seconds")
    for _press in range(3):
        window.keyboard.press("ArrowRight")
    assert window.evaluate("() => player.seconds") > before + 10


def expect_pressed(lane: Locator) -> None:
    """Expect a lane to be chosen, muted and solo."""
    for name in ("Choose", "Mute", "Solo"):
        expect(lane.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")


def lanes(window: Page) -> list[dict[str, bool]]:
    return window.evaluate("() => player.lanes")


def row_at(window: Page, place: int) -> Locator:
    return window.locator(f".tracks-grid .ag-row[row-index='{place}']")
