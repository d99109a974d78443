"""What a person does with a selection, how it is taken back, and the trash."""

from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from app import accounts, library, pipeline
from app.pipeline import TrackChoice
from tests.browser.pictures import shoot
from tests.browser.rows import row
from tests.browser.served import Served
from tests.browser.windows import PHONE, SIZES, Windows
from tests.shelves import add_tracks

OPEN = """(name) => window.dispatchEvent(new CustomEvent(name, {
  detail: { tracks: { search: "" }, count: 21, done: () => {} },
}))"""
"""Open a sheet for all tracks, as the bar does."""


def owner_of(scripted: Served) -> UUID:
    with scripted.tools.database.reading() as session:
        return accounts.get_by_email(session, scripted.settings.owner_email).id


def fill(scripted: Served, count: int) -> list[UUID]:
    titles = (f"Song {number:04}" for number in range(1, count + 1))
    return add_tracks(scripted.tools, owner_of(scripted), *titles)


def choose(window: Page, *numbers: int) -> Locator:
    """Select tracks and return the bar."""
    for number in numbers:
        window.get_by_role("checkbox", name=f"Select Song {number:04}").click()
    bar = window.get_by_role("region", name="Selection")
    expect(bar).to_contain_text(f"{len(numbers)} selected")
    return bar


def field(window: Page, scripted: Served, name: str) -> list[object]:
    """Return what all tracks have in a field, by their titles."""
    del window
    with scripted.tools.database.reading() as session:
        tracks = library.list_tracks(session, owner_id=owner_of(scripted))
    return [getattr(track, name) for track in sorted(tracks, key=lambda one: one.title)]


def test_an_edit_writes_what_is_ticked_into_all_and_is_undone(
    scripted: Served, scripted_windows: Windows
) -> None:
    ids = fill(scripted, 3)
    edit = library.TracksEdit(genre="House")
    chosen = TrackChoice(track_ids=ids[:1])
    pipeline.edit_together(scripted.tools, chosen, edit, owner_id=owner_of(scripted))
    window, other = scripted_windows.open(), scripted_windows.open()
    choose(window, 1, 2).get_by_role("button", name="Edit").click()
    sheet = window.get_by_role("dialog", name="Edit 2 tracks")
    expect(sheet.locator("[data-field=genre] input[type=text]")).to_have_attribute(
        "placeholder", "Mixed"
    )
    expect(sheet.get_by_role("button", name="Save")).to_be_disabled()
    sheet.locator("[data-field=artist] input[type=text]").fill("Ann Bell")
    sheet.locator("[data-field=rating] select").select_option("★★★★")
    expect(sheet.get_by_role("checkbox", name="Change Artist")).to_be_checked()
    expect(sheet.get_by_role("checkbox", name="Change Genre")).not_to_be_checked()
    sheet.get_by_role("button", name="Save").click()
    expect(window.get_by_text("2 tracks are changed.")).to_be_visible()
    for one in (window, other):
        expect(row(one, "Song 0002")).to_contain_text("Ann Bell")
    assert field(window, scripted, "genre") == ["House", None, None]
    assert field(window, scripted, "rating") == [4, 4, None]
    window.get_by_role("button", name="Undo").click()
    expect(window.get_by_text("The edit is undone.")).to_be_visible()
    expect(row(other, "Song 0002")).not_to_contain_text("Ann Bell")
    assert field(window, scripted, "rating") == [None, None, None]


def test_tags_go_on_all_or_off_all_and_the_rest_stays(
    scripted: Served, scripted_windows: Windows
) -> None:
    ids = fill(scripted, 3)
    mine = owner_of(scripted)
    pipeline.tag_together(
        scripted.tools, TrackChoice(track_ids=ids[:1]), add=["Late", "Warm"], owner_id=mine
    )
    window = scripted_windows.open()
    choose(window, 1, 2).get_by_role("button", name="Tag", exact=True).click()
    sheet = window.get_by_role("dialog", name="Tag 2 tracks")
    late = sheet.get_by_role("checkbox", name="Late")
    expect(late).to_have_attribute("aria-checked", "mixed")
    late.click()
    expect(late).to_have_attribute("aria-checked", "true")
    sheet.get_by_label("Find a tag, or name a new one").fill("Opener")
    sheet.get_by_role("button", name="Add").click()
    sheet.get_by_role("button", name="Save").click()
    expect(window.get_by_text("The tags of 2 tracks are changed.")).to_be_visible()
    with scripted.tools.database.reading() as session:
        tags = library.tags_of(session, ids, owner_id=mine)
    assert tags == {ids[0]: ["Late", "Opener", "Warm"], ids[1]: ["Late", "Opener"]}


def test_all_that_a_search_finds_is_deleted_and_undone_in_both_tabs(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 1200)
    window, other = scripted_windows.open(), scripted_windows.open()
    window.locator("#search").fill("Song 1")
    expect(row(window, "Song 1200")).to_be_visible()
    expect(row(window, "Song 0999")).to_have_count(0)
    window.get_by_role("checkbox", name="Select Song 1200").click()
    window.keyboard.press("Escape")
    row(window, "Song 1200").locator(".ag-cell").nth(2).click()
    window.keyboard.press("Control+a")
    bar = window.get_by_role("region", name="Selection")
    expect(bar).to_contain_text("201 selected")
    window.get_by_role("checkbox", name="Select Song 1199").uncheck()
    expect(bar).to_contain_text("200 selected")
    choose_in(other, "Song 1200")
    bar.get_by_role("button", name="Delete").click()
    expect(window.get_by_text("200 tracks are in the trash.")).to_be_visible()
    expect(row(window, "Song 1199")).to_be_visible()
    expect(row(other, "Song 1200")).to_have_count(0)
    expect(other.get_by_role("region", name="Selection")).to_have_count(0)
    window.get_by_role("button", name="Undo").click()
    expect(window.get_by_text("200 tracks restored.")).to_be_visible()
    for one in (window, other):
        expect(row(one, "Song 1200")).to_be_visible()


def choose_in(window: Page, title: str) -> None:
    window.get_by_role("checkbox", name=f"Select {title}").click()
    expect(window.get_by_role("region", name="Selection")).to_contain_text("1 selected")


def test_what_is_refused_is_told_and_the_selection_stays(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 2)
    window = scripted_windows.open()
    bar = choose(window, 1, 2)
    bar.get_by_role("button", name="Download").click()
    expect(window.get_by_text("There is no such track without audio.")).to_be_visible()
    expect(bar).to_contain_text("2 selected")
    scripted_windows.problems.clear()  # the browser writes down that the studio refused


def test_a_selection_leaves_as_an_archive(scripted: Served, scripted_windows: Windows) -> None:
    fill(scripted, 3)
    window = scripted_windows.open()
    choose(window, 1, 2).get_by_role("button", name="Export").click()
    sheet = window.get_by_role("dialog", name="Export 2 tracks")
    with window.expect_download() as download:
        sheet.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "2 tracks (originals).zip"
    assert download.value.path().stat().st_size > 100


def test_on_a_phone_a_sheet_holds_everything_that_can_be_done(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 4)
    window = scripted_windows.open(size=PHONE)
    boxes = window.locator(".select-box:visible")
    boxes.first.click()
    boxes.nth(1).click()
    window.get_by_role("button", name="Actions").click()
    sheet = window.locator(".selection-sheet")
    for act in ("Separate stems", "Analyse", "Edit", "Tag", "Download", "Export", "Delete"):
        expect(sheet.get_by_role("button", name=act, exact=True)).to_be_visible()
    shoot(window, "selection-actions")
    sheet.get_by_role("button", name="Analyse").click()
    analyse = window.get_by_role("dialog", name="Analyse 2 tracks")
    expect(analyse.get_by_role("checkbox").first).to_be_visible()
    analyse.get_by_role("button", name="Analyse").click()
    expect(window.locator(".batch")).to_contain_text("of 2 done")


def test_the_trash_gives_back_and_lets_go_and_every_tab_follows(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 6)
    window, other = scripted_windows.open(), scripted_windows.open("/trash")
    expect(other.get_by_text("The trash is empty")).to_be_visible()
    choose(window, 1, 2, 3, 4).get_by_role("button", name="Delete").click()
    expect(other.locator(".trash-row")).to_have_count(4)
    expect(other.locator(".trash-row").first).to_contain_text("Goes in 30 days")
    other.get_by_role("button", name="Restore Song 0001").click()
    expect(row(window, "Song 0001")).to_be_visible()
    other.get_by_role("checkbox", name="Select Song 0002").check()
    other.get_by_role("button", name="Delete the selected for good").click()
    sheet = other.get_by_role("dialog")
    expect(sheet).to_contain_text("4 B get free")
    sheet.get_by_role("button", name="Delete for good").click()
    expect(other.locator(".trash-row")).to_have_count(2)
    other.get_by_role("button", name="Empty the trash").click()
    expect(sheet).to_contain_text("Delete 2 tracks for good?")
    sheet.get_by_role("button", name="Delete for good").click()
    expect(other.get_by_text("The trash is empty")).to_be_visible()
    assert len(scripted.files_in("media/tracks")) == 3


@pytest.mark.parametrize("size", SIZES, ids=["wide", "tablet", "phone"])
def test_pictures_of_the_sheets_and_the_trash(
    scripted: Served, scripted_windows: Windows, size: tuple[int, int]
) -> None:
    ids = fill(scripted, 30)
    mine = owner_of(scripted)
    pipeline.tag_together(
        scripted.tools, TrackChoice(track_ids=ids[-1:]), add=["Late", "Warm"], owner_id=mine
    )
    gone = TrackChoice(track_ids=ids[:9])
    pipeline.delete_together(scripted.tools, gone, owner_id=mine)
    window = scripted_windows.open(size=size)
    boxes = window.locator(".select-box:visible")
    boxes.first.click()
    boxes.nth(1).click()
    for act in ("edit", "tag", "analyse", "export"):
        window.evaluate(OPEN, f"sfa:selection-{act}")
        expect(window.locator("dialog[open]")).to_contain_text("21 tracks")
        shoot(window, f"selection-{act}")
        window.locator("dialog[open]").get_by_role("button", name="Cancel").click()
    shoot(window, "selection-bar")
    window.goto(f"{scripted.address}/trash")
    expect(window.locator(".trash-row")).to_have_count(9)
    shoot(window, "trash")
