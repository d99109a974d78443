"""Crates in a real browser: a tree that is ordered by hand, and what a stranger sees of one."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app import accounts, library
from tests.browser.pictures import shoot
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.shelves import add_tracks


def fill(scripted: Served, count: int) -> list[UUID]:
    names = (f"Song {number:04}" for number in range(1, count + 1))
    return add_tracks(scripted.tools, owner_of(scripted), *names)


def owner_of(scripted: Served) -> UUID:
    with scripted.tools.database.reading() as session:
        return accounts.get_by_email(session, scripted.settings.owner_email).id


def make(scripted: Served, title: str, **named: Any) -> UUID:
    with scripted.tools.database.transaction() as session:
        owner_id = owner_of(scripted)
        return library.create_playlist(session, title, owner_id=owner_id, **named).id


def stands(window: Page, *rows: str) -> None:
    last = window.locator(".playlist-row").nth(len(rows) - 1)
    expect(last).to_have_attribute("aria-label", rows[-1][2:])
    window.wait_for_function(
        """(wanted) => [...document.querySelectorAll(".playlist-row")]
          .map((row) => `${row.ariaLevel} ${row.ariaLabel}`).join() === wanted""",
        arg=",".join(rows),
    )


def test_crates_are_ordered_by_keys_and_by_drag_and_a_smart_one_fills_itself(
    scripted: Served, scripted_windows: Windows
) -> None:
    ids = fill(scripted, 4)
    for title in ("Old", "Friday", "Sets"):
        make(scripted, title, track_ids=ids[:2])
    window, other = scripted_windows.open("/playlists"), scripted_windows.open("/playlists")
    stands(window, "1 Sets", "1 Friday", "1 Old")
    window.locator(".playlist-row").nth(1).focus()
    window.keyboard.press("Alt+ArrowRight")
    stands(window, "1 Sets", "2 Friday", "1 Old")
    stands(other, "1 Sets", "2 Friday", "1 Old")
    window.keyboard.press("Alt+ArrowLeft")
    stands(window, "1 Friday", "1 Sets", "1 Old")
    handle = window.locator(".playlist-row").nth(2).locator(".crate-handle").bounding_box()
    there = window.locator(".playlist-row").nth(1).bounding_box()
    assert handle is not None
    assert there is not None
    window.mouse.move(handle["x"] + 10, handle["y"] + handle["height"] / 2)
    window.mouse.down()
    window.mouse.move(handle["x"] + 40, there["y"] + there["height"] / 2, steps=5)
    expect(window.locator(".playlist-row.into")).to_have_count(1)
    window.mouse.up()
    stands(other, "1 Friday", "1 Sets", "2 Old")
    window.get_by_role("button", name="Smart crate").click()
    sheet = window.get_by_role("dialog", name="New smart crate")
    sheet.get_by_label("Name").fill("Ones")
    sheet.get_by_label("Query").fill("bmp:120")
    window.keyboard.press("Enter")
    expect(sheet.get_by_role("alert")).to_contain_text("Did you mean 'bpm:'?")
    refused = [one for one in scripted_windows.problems if "422" in one]
    scripted_windows.problems[:] = [one for one in scripted_windows.problems if one not in refused]
    sheet.get_by_label("Query").fill('title:"Song 0001"')
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name="Ones")).to_be_visible()
    expect(window.locator(".item .track-title")).to_have_text(["Song 0001"])
    expect(window.locator(".item .item-handle")).to_have_count(0)
    expect(other.locator(".playlist-row", has_text="Ones")).to_contain_text("1 track")


@pytest.mark.parametrize("size", SIZES, ids=["wide", "tablet", "phone"])
def test_pictures_of_crates_and_of_what_a_stranger_sees(
    scripted: Served, scripted_windows: Windows, size: tuple[int, int]
) -> None:
    ids = fill(scripted, 30)
    sets = make(scripted, "Sets", track_ids=ids[:6])
    inner = make(scripted, "Friday at the harbour", parent_id=sets, track_ids=ids[6:20])
    make(
        scripted,
        "Warm-up, slow and deep, for the early hours of a very long night",
        parent_id=inner,
    )
    make(scripted, "New this month", query="added:30d")
    window = scripted_windows.open("/playlists", size=size)
    expect(window.locator(".playlist-row")).to_have_count(4)
    expect(window.get_by_text("30 tracks")).to_be_visible()
    shoot(window, "crates")
    window.get_by_label("More about Sets").click()
    shoot(window, "crates-menu")
    row = window.locator(".playlist-row", has_text="Sets").first
    row.get_by_role("button", name="Share", exact=True).click()
    window.get_by_role("button", name="Make a link").click()
    link = window.locator(".share-made input")
    expect(link).to_be_visible()
    shoot(window, "crates-share")
    address = link.input_value()
    window.goto(f"{scripted_windows.address}/playlist/{sets}")
    window.get_by_label("Show their tracks too").check()
    expect(window.locator(".playlist-head")).to_contain_text("20 tracks")
    expect(window.locator(".item .track-title").first).to_have_text("Song 0001")
    shoot(window, "crate")
    window.context.clear_cookies()
    window.goto(address)
    expect(window.locator(".shared-row")).to_have_count(20)
    window.locator("a.shared-row").first.click()
    expect(window.locator(".shared-player")).to_be_visible()
    expect(window.locator("a.shared-row[aria-current]")).to_have_count(1)
    shoot(window, "shared")
