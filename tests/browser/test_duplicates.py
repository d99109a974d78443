"""Recordings that are there twice: told of, kept or merged, and taken back."""

from uuid import UUID

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app import accounts, library, sources
from app.sources.rules.fingerprint import Fingerprint
from tests.browser.pictures import shoot
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.shelves import add_tracks


def make_twins(served: Served, *titles: str) -> list[UUID]:
    """Add tracks that are all the same recording."""
    with served.tools.database.reading() as session:
        owner_id = accounts.get_by_email(session, served.settings.owner_email).id
    add_tracks(served.tools, owner_id, *titles)
    heard = sources.write_sound(Fingerprint(np.arange(1, 50, dtype=np.uint16), (1, 2), 10.0))
    with served.tools.database.transaction() as session:
        tracks = {one.title: one.id for one in library.list_tracks(session, owner_id=owner_id)}
        ids = [tracks[title] for title in titles]
        for place, track_id in enumerate(ids):
            sources.keep_sound(session, track_id, heard, owner_id=owner_id)
            session.flush()
            alike = [sources.AlikeTrack(track_id=other, difference=0.03) for other in ids[:place]]
            sources.keep_twins(session, track_id, alike, owner_id=owner_id)
    return ids


def pairs(window: Page) -> Locator:
    return window.locator(".twin")


def test_the_list_of_duplicates_is_reached_from_the_menu_and_worked_off(
    scripted: Served, scripted_windows: Windows
) -> None:
    make_twins(scripted, "Strobe", "Strobe (other file)")
    window = scripted_windows.open()
    window.get_by_label("More", exact=True).first.click()
    window.get_by_role("link", name="Duplicates").click()
    window.wait_for_url("**/duplicates")
    expect(pairs(window)).to_have_count(1)
    expect(pairs(window)).to_contain_text("97 % of the sound agrees")
    pairs(window).get_by_role("button", name="Keep only this one").first.click()
    expect(window.get_by_text("Nothing is there twice")).to_be_visible()
    window.locator(".toast").get_by_role("button", name="Undo").click()
    expect(pairs(window)).to_have_count(1)
    pairs(window).get_by_role("button", name="Keep both").click()
    expect(window.get_by_text("Nothing is there twice")).to_be_visible()


def test_the_page_of_a_track_says_what_it_sounds_the_same_as(
    scripted: Served, scripted_windows: Windows
) -> None:
    scripted_windows.may_be_gone.add("/tracks/")
    older, newer = make_twins(scripted, "Strobe", "Strobe (other file)")
    window = scripted_windows.open(f"/track/{newer}")
    expect(pairs(window)).to_contain_text("This sounds the same as “Strobe”")
    other = window.get_by_role("button", name="Keep only this one: Strobe, Older")
    other.click()
    window.wait_for_url(f"**/track/{older}")
    expect(window.get_by_role("heading", name="Strobe", level=1)).to_be_visible()
    expect(pairs(window)).to_have_count(0)
    window.locator(".toast").get_by_role("button", name="Undo").click()
    window.wait_for_url(f"**/track/{newer}")
    expect(pairs(window)).to_have_count(1)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_list_keeps_to_the_width_of_the_window(
    scripted: Served, scripted_windows: Windows, size: tuple[int, int]
) -> None:
    long = "A title that is so long that it never fits into one line of a telephone"
    make_twins(scripted, "Strobe", "Strobe (other file)", long)
    window = scripted_windows.open("/duplicates", size=size)
    expect(pairs(window)).to_have_count(3)
    shoot(window, "duplicates")
    assert window.evaluate("document.documentElement.scrollWidth") <= size[0]
