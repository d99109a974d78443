"""A list of another program is looked over on a page before anything is made of it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app import accounts, sources
from tests.browser.pictures import shoot
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.pipeline.elsewhere import Elsewhere
from tests.shelves import add_tracks

COLLECTION = Path(__file__).parents[1] / "sources" / "lists" / "rekordbox.xml"

FRIDAY = """Title,Artist
Strobe,
One Mre Time,
Archangel,Burial
A title that is so long that it never fits into one line of a telephone,Somebody Else
"""


def fill(served: Served) -> None:
    with served.tools.database.reading() as session:
        owner_id = accounts.get_by_email(session, served.settings.owner_email).id
    add_tracks(served.tools, owner_id, "Strobe", "One More Time")


def choose(window: Page, content: bytes | str, *, name: str = "Friday.csv") -> None:
    data = content.encode() if isinstance(content, str) else content
    file = {"name": name, "mimeType": "text/csv", "buffer": data}
    window.get_by_test_id("picker").set_input_files(file)  # type: ignore[arg-type]


def lines(window: Page) -> Locator:
    return window.locator(".review-line")


def line(window: Page, text: str) -> Locator:
    return lines(window).filter(has_text=text)


def show(window: Page, name: str) -> None:
    window.get_by_role("group", name="Which lines").get_by_role("button", name=name).click()


def test_a_list_is_looked_over_decided_on_and_becomes_a_playlist(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted)
    window = scripted_windows.open()
    choose(window, FRIDAY)
    window.wait_for_url("**/list/*")
    expect(window.get_by_role("heading", name="Friday", level=1)).to_be_visible()
    expect(lines(window)).to_have_count(2)  # the likely ones come first
    show(window, "All")
    expect(lines(window)).to_have_count(4)
    expect(line(window, "One Mre Time").get_by_role("combobox")).to_contain_text("One More Time")
    expect(window.get_by_role("status").filter(has_text="left out")).to_contain_text(
        "2 tracks of your library · 2 left out"
    )
    line(window, "One Mre Time").get_by_role("combobox").select_option("leave")
    expect(window.locator(".review-end")).to_contain_text("1 track of your library · 3 left out")

    window.reload()

    expect(window.locator(".review-end")).to_contain_text("1 track of your library · 3 left out")
    show(window, "All")
    expect(line(window, "One Mre Time").get_by_role("combobox")).to_have_value("leave")
    window.get_by_role("button", name="Make the playlist").click()
    window.wait_for_url("**/playlist/*")
    expect(window.get_by_role("heading", name="Friday")).to_be_visible()
    expect(window.get_by_text("Strobe").first).to_be_visible()
    window.go_back()
    expect(window.get_by_text("This list is no longer there")).to_be_visible()
    scripted_windows.problems[:] = [
        one for one in scripted_windows.problems if "/list-reviews/" not in one
    ]


def test_what_is_not_in_the_library_is_downloaded_when_that_is_wanted(
    scripted: Served, scripted_windows: Windows
) -> None:
    twin = Elsewhere()
    for task, behaviour in ((sources.SEARCH, twin.search), (sources.FETCH, twin.fetch)):
        scripted.script(task.name, behaviour)
    window = scripted_windows.open()
    choose(window, "Burial - Archangel\nBurial - Near Dark\n", name="Night.txt")
    window.wait_for_url("**/list/*")
    confirm = window.get_by_role("button", name="Make the playlist")
    expect(confirm).to_be_disabled()
    show(window, "Not in the library")
    window.get_by_role("button", name="Download all of these").click()
    expect(window.locator(".review-end")).to_contain_text("2 to download")
    confirm.click()
    window.wait_for_url("**/playlist/*")
    expect(window.get_by_text("Archangel").first).to_be_visible()
    assert {job.stage for job in scripted.jobs()} >= {"download"}


def test_a_collection_shows_its_playlists_and_only_those_that_are_wanted_are_made(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted)
    window = scripted_windows.open()
    choose(window, COLLECTION.read_bytes(), name="rekordbox.xml")
    window.wait_for_url("**/list/*")
    lists = window.locator(".review-lists")
    expect(lists.get_by_role("listitem")).to_contain_text(["Sets / Friday", "By place"])
    lists.get_by_label("By place").uncheck()
    expect(window.get_by_role("button", name="Make the playlist")).to_be_visible()
    expect(window.get_by_text("1 of 2")).to_be_visible()


def test_lists_that_wait_stand_in_the_import_sheet_until_they_are_thrown_away(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted)
    window = scripted_windows.open()
    choose(window, FRIDAY)
    window.wait_for_url("**/list/*")
    window.get_by_role("navigation").get_by_role("link", name="Library").click()
    window.keyboard.press("i")
    sheet = window.locator("dialog.importer")
    sheet.get_by_role("button", name="Look over “Friday”").click()
    window.wait_for_url("**/list/*")
    window.get_by_role("button", name="Throw the list away").click()
    expect(window.get_by_text("Nothing was changed.")).to_be_visible()
    window.keyboard.press("i")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_text("Look over")).to_have_count(0)


def test_a_file_that_is_no_list_is_refused_in_the_sheet(scripted_windows: Windows) -> None:
    window = scripted_windows.open()
    choose(window, "Title,Artist\n", name="empty.csv")
    sheet = window.locator("dialog.importer")
    expect(sheet.get_by_role("alert")).to_contain_text("There is no track in 'empty.csv'.")
    scripted_windows.problems[:] = [
        one for one in scripted_windows.problems if "/list-reviews" not in one
    ]


def test_five_thousand_lines_are_looked_over_page_by_page(scripted_windows: Windows) -> None:
    window = scripted_windows.open()
    choose(window, "\n".join(f"Artist {n} - Song {n}" for n in range(5000)), name="many.txt")
    window.wait_for_url("**/list/*")
    expect(lines(window)).to_have_count(100)
    expect(window.locator(".pager")).to_contain_text("1\N{EN DASH}100 / 5,000")
    window.get_by_role("button", name="Next page").click()
    expect(line(window, "Song 100").first).to_be_visible()
    expect(window.locator(".pager")).to_contain_text("101\N{EN DASH}200 / 5,000")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_page_keeps_to_the_width_of_the_window(
    scripted: Served, scripted_windows: Windows, size: tuple[int, int]
) -> None:
    fill(scripted)
    window = scripted_windows.open(size=size)
    text = COLLECTION.read_text().replace("Strobe", "Strobe with a much longer name than usual")
    choose(window, text, name="rekordbox.xml")
    window.wait_for_url("**/list/*")
    expect(window.locator(".review-end")).to_be_visible()
    shoot(window, "review")
    wide = window.evaluate("document.documentElement.scrollWidth")
    assert wide <= size[0], json.dumps(size)
