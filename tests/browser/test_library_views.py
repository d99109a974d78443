"""The library as people look through it: filters, chips, addresses, columns, views and groups."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import shoot
from tests.browser.rows import row
from tests.browser.served import Served
from tests.browser.shelved import fill
from tests.browser.windows import PHONE, SIZES, TABLET, Windows


@pytest.fixture(autouse=True)
def _without_stems(scripted_windows: Windows) -> None:
    """Let the player ask for what these tracks do not have."""
    scripted_windows.may_be_gone.add("/player")


def total(window: Page, count: int, *, of: str = "tracks") -> None:
    expect(window.locator(f".{of}")).to_have_attribute("data-total", str(count))


def field(window: Page, name: str) -> Locator:
    return window.locator(f".filter-field[data-field={name}]")


def heads(window: Page) -> list[str]:
    """Return the heads of the columns from left to right."""
    cells = window.locator(".ag-header-cell").all()
    placed = [(box["x"], cell.inner_text()) for cell in cells if (box := cell.bounding_box())]
    return [text for _x, text in sorted(placed) if text]


def test_text_chips_panel_and_address_are_one_truth(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 120)
    window = scripted_windows.open()
    total(window, 120)
    window.locator("#content").click(position={"x": 5, "y": 5})
    window.keyboard.press("f")
    field(window, "bpm").get_by_label("from").fill("110")
    expect(window.locator("#search")).to_have_value("bpm:110..")
    expect(window.locator(".chip")).to_have_text(["Tempo from 110close"])
    field(window, "bpm").get_by_label("to").fill("120")
    field(window, "bpm").get_by_label("to").press("Enter")
    expect(window.locator("#search")).to_have_value("bpm:110..120")
    total(window, 20)
    field(window, "source").get_by_role("button", name="Spotify").click()
    expect(window.locator("#search")).to_have_value("bpm:110..120 source:spotify")
    field(window, "key").get_by_role("button", name="8B").click()
    field(window, "key").get_by_label("and keys that mix with it").check()
    expect(window.locator("#search")).to_have_value("bpm:110..120 source:spotify key:~8B")
    expect(window.locator(".chip").nth(2)).to_have_text("Key around 8Bclose")
    window.get_by_label("Remove Source spotify").click()
    expect(window.locator("#search")).to_have_value("bpm:110..120 key:~8B")
    assert "q=bpm%3A110..120+key%3A%7E8B" in window.url
    window.locator("#search").fill("bpm:>=130 nacht")
    expect(field(window, "bpm").get_by_label("from")).to_have_value("130")
    expect(window.locator(".chip")).to_have_count(2)
    window.go_back()
    expect(window.locator("#search")).to_have_value("bpm:110..120 key:~8B")
    window.reload()
    expect(window.locator("#search")).to_have_value("bpm:110..120 key:~8B")
    expect(window.locator(".chip")).to_have_count(2)
    window.get_by_role("button", name="Clear all").click()
    total(window, 120)
    assert window.url.endswith("/")


def test_what_is_not_understood_is_said_and_mended(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 12)
    window = scripted_windows.open("/?q=genr:techno+nacht")
    expect(window.locator(".chip.mistake")).to_contain_text("genr:techno")
    expect(window.locator(".filter-mistake")).to_contain_text("Did you mean 'genre:'?")
    window.get_by_role("button", name="Use genre:techno").click()
    expect(window.locator("#search")).to_have_value("genre:techno nacht")
    expect(window.locator(".filter-mistake")).to_have_count(0)
    total(window, 1)


def test_a_filter_is_saved_as_a_smart_crate(scripted: Served, scripted_windows: Windows) -> None:
    fill(scripted, 12)
    window = scripted_windows.open("/?q=year:1990..1995")
    window.get_by_role("button", name="Save as smart crate").click()
    sheet = window.get_by_role("dialog", name="Save as smart crate")
    sheet.get_by_label("Name").fill("The early nineties")
    sheet.get_by_role("button", name="Save").click()
    expect(window.get_by_text("The early nineties is under Playlists now")).to_be_visible()
    said = window.context.request.get(f"{scripted.address}/api/v1/playlists").json()
    (crate,) = said
    assert (crate["title"], crate["query"]) == ("The early nineties", "year:1990..1995")


def test_columns_are_chosen_ordered_widened_and_remembered_in_every_window(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 12)
    browser = scripted_windows.browser()
    window, other = scripted_windows.add(browser), scripted_windows.add(browser)
    expect(window.get_by_role("columnheader", name="Title")).to_be_visible()
    assert heads(window) == ["Title", "Tempo", "Key", "Loudness", "Length", "Added", "State"]
    window.locator(".column-menu summary").click()
    window.get_by_role("checkbox", name="Artist").check()
    window.get_by_role("checkbox", name="Loudness").uncheck()
    window.get_by_role("button", name="Further to the back Tempo").click()
    wanted = ["Title", "Artist", "Key", "Tempo", "Length", "Added", "State"]
    expect(other.get_by_role("columnheader", name="Artist")).to_be_visible()
    other.wait_for_function(
        "() => !document.querySelector('.ag-header-cell[col-id=loudness]')",
    )
    assert set(heads(other)) == set(wanted)
    window.keyboard.press("Escape")
    edge = window.locator(".ag-header-cell[col-id=artist] .ag-header-cell-resize").bounding_box()
    assert edge is not None
    before = window.locator(".ag-header-cell[col-id=artist]").bounding_box()
    assert before is not None
    middle = (edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2)
    window.mouse.move(*middle)
    window.mouse.down()
    window.mouse.move(middle[0] + 60, middle[1], steps=4)
    with window.expect_response("**/preferences/library"):
        window.mouse.up()
    third = scripted_windows.open()
    expect(third.get_by_role("columnheader", name="Artist")).to_be_visible()
    after = third.locator(".ag-header-cell[col-id=artist]").bounding_box()
    assert after is not None
    assert after["width"] == pytest.approx(before["width"] + 60, abs=2)
    assert "Loudness" not in heads(third)


def test_each_view_shows_the_same_in_the_same_order_and_is_remembered(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 400)
    window = scripted_windows.open()
    window.get_by_label("Sorted by").select_option("title")
    expect(window.locator(".ag-row[row-index='0']")).to_contain_text("First Light 0000")
    window.get_by_role("button", name="List").click()
    expect(window.locator(".list-row").first).to_contain_text("First Light 0000")
    window.get_by_role("button", name="Cards").click()
    expect(window.locator(".card[data-place='1']")).to_contain_text("First Light 0006")
    assert window.locator(".card").count() < 100
    window.locator("#content").evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    expect(window.locator(".card[data-place='399']")).to_contain_text("Third Rail 0398")
    assert window.locator(".card").count() < 100
    window.wait_for_timeout(600)
    window.reload()
    expect(window.locator(".card[data-place='0']")).to_contain_text("First Light 0000")


def test_a_list_is_walked_and_played_by_keys(scripted: Served, scripted_windows: Windows) -> None:
    fill(scripted, 300)
    window = scripted_windows.open()
    window.get_by_role("button", name="List").click()
    expect(window.locator(".list-row").first).to_be_visible()
    window.locator("#search").focus()
    window.keyboard.press("ArrowDown")
    expect(window.locator(".list-row[data-place='0'] .card-link")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        window.keyboard.press(key)
    expect(window.locator(".list-row[data-place='1'] .card-link")).to_be_focused()
    window.keyboard.press("End")
    expect(window.locator(".list-row[data-place='299'] .card-link")).to_be_focused()
    window.keyboard.press("x")
    expect(window.locator(".selection-count")).to_have_text("1 selected")
    window.keyboard.press("Home")
    window.evaluate(
        "() => addEventListener('sfa:act', (e) => (window.did = e.detail), {capture: true})"
    )
    expect(window.locator(".list-row[data-place='0'] .card-link")).to_be_focused()
    title = window.locator(".list-row[data-place='0'] .card-title").inner_text()
    window.keyboard.press("Space")
    assert window.evaluate("() => [window.did.act, window.did.title]") == ["play", title]
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name=title)).to_be_visible()


def test_the_menu_of_a_row_queues_it_and_finds_what_goes_with_it(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 120)
    window = scripted_windows.open()
    window.evaluate("() => addEventListener('sfa:queue', (e) => (window.queued = e.detail))")
    row(window, "Third Rail 0110").get_by_label("More about").click()
    menu = window.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    menu.get_by_role("menuitem", name="Play next").click()
    assert window.evaluate("() => [window.queued.ids.length, window.queued.mode]") == [1, "next"]
    expect(menu).to_have_count(0)
    row(window, "Third Rail 0110").click(button="right")
    menu.get_by_role("menuitem", name="Find what mixes with it").click()
    expect(window.locator("#search")).to_have_value("key:~3A bpm:~150")
    expect(window.locator(".chip")).to_have_count(2)
    expect(row(window, "Third Rail 0110")).to_be_visible()


def test_artists_and_albums_lead_to_their_tracks(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 120)
    window = scripted_windows.open()
    window.get_by_role("link", name="Artists").click()
    total(window, 6, of="groups")
    card = window.locator(".group", has_text="Yankovic")
    expect(card).to_contain_text("20 tracks")
    card.locator(".card-link").click()
    expect(window.get_by_role("heading", name="Library")).to_be_visible()
    total(window, 20)
    expect(window.locator(".chip")).to_contain_text("Artist is")
    window.go_back()
    total(window, 6, of="groups")
    window.locator("#search").fill("daft")
    total(window, 1, of="groups")
    window.get_by_role("link", name="Albums").click()
    window.locator("#search").fill("")
    total(window, 30, of="groups")
    window.locator(".group").first.locator(".card-link").click()
    total(window, 4)
    expect(window.locator(".chip")).to_contain_text("Album is Album 00")


def test_the_views_at_every_width(scripted: Served, scripted_windows: Windows) -> None:
    fill(scripted, 120)
    for size in SIZES:
        window = scripted_windows.open("/?q=bpm:>110+genr:house", size)
        expect(window.locator(".filter-mistake")).to_be_visible()
        shoot(window, "library-chips")
        window.get_by_role("button", name="Filters").click()
        shoot(window, "library-filters")
        window.close()
        window = scripted_windows.open("/", size)
        for view in ("List", "Cards") if size == PHONE else ("Table", "List", "Cards"):
            window.get_by_role("button", name=view, exact=True).click()
            rows = window.locator(".ag-row:visible, .shelf-item[data-id]:visible")
            expect(rows.first).to_be_visible()
            shoot(window, f"library-view-{view.lower()}")
        window.get_by_role("link", name="Albums").click()
        total(window, 30, of="groups")
        shoot(window, "library-albums")
        window.close()
    window = scripted_windows.open("/", TABLET)
    window.get_by_role("button", name="Table", exact=True).click()
    window.locator(".column-menu summary").click()
    shoot(window, "library-columns")
