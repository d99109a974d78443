"""Playlists as a person makes, orders, follows and separates them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from app import accounts, library, stems
from app.library import TrackEdit
from tests.api.v1.rows import make_analysis
from tests.browser.pictures import shoot
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.houses import wait_until
from tests.shelves import add_tracks
from tests.twins import Gate, separate

MANY = 2000

ADD = """(id) => dispatchEvent(
  new CustomEvent("sfa:add-to-playlist", { detail: { track_ids: [id] } }))"""


def fill(scripted: Served, count: int) -> list[UUID]:
    """Add tracks; the newest, which has the highest number, is shown first."""
    names = (f"Song {number:04}" for number in range(1, count + 1))
    return add_tracks(scripted.tools, owner_of(scripted), *names)


def owner_of(scripted: Served) -> UUID:
    with scripted.tools.database.reading() as session:
        return accounts.get_by_email(session, scripted.settings.owner_email).id


def make(scripted: Served, title: str, track_ids: list[UUID]) -> UUID:
    with scripted.tools.database.transaction() as session:
        return library.create_playlist(
            session, title, owner_id=owner_of(scripted), track_ids=track_ids
        ).id


def item(window: Page, number: int) -> Locator:
    return window.locator(f".item:has-text('Song {number:04}')")


def order(window: Page) -> list[int]:
    titles = window.locator(".item .track-title").all_inner_texts()
    return [int(title.removeprefix("Song ")) for title in titles]


def stands(window: Page, *numbers: int) -> Callable[[], bool]:
    return lambda: order(window)[: len(numbers)] == list(numbers)


def follow(numbers: tuple[int, ...], *windows: Page) -> None:
    """Wait until all windows show the same order."""
    for window in windows:
        wait_until(stands(window, *numbers), f"not {numbers} but {order(window)}")


def drag(window: Page, number: int, *, onto: int) -> None:
    """Drag a track by its handle to the upper edge of another."""
    handle, there = item(window, number).locator(".item-handle"), item(window, onto)
    start, end = handle.bounding_box(), there.bounding_box()
    assert start is not None
    assert end is not None
    window.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    window.mouse.down()
    window.mouse.move(start["x"] + 20, end["y"] + 2, steps=5)
    expect(window.locator(".item-line")).to_be_visible()
    window.mouse.up()


def choose(window: Page, *numbers: int) -> None:
    for number in numbers:
        window.get_by_role("checkbox", name=f"Select Song {number:04}").click()


def add_selection(window: Page, title: str, *, is_new: bool) -> None:
    """Put what is selected into a playlist by the sheet."""
    window.get_by_role("button", name="Add to playlist").click()
    sheet = window.get_by_role("dialog", name="Add to playlist")
    if is_new:
        sheet.get_by_role("textbox").fill(title)
        sheet.get_by_role("button", name="Create").click()
    else:
        sheet.get_by_role("button", name=title).click()
    expect(window.get_by_text(f"Added to {title}.").last).to_be_visible()
    expect(window.get_by_role("region", name="Selection")).to_have_count(0)


HOLD_ANSWERS = """() => {
  const ask = window.fetch.bind(window);
  window.held = [];
  window.fetch = async (...asked) => {
    const answer = await ask(...asked);
    if (window.held && `${asked[0]}`.includes("/items?")) await new Promise((go) => held.push(go));
    return answer;
  };
}"""
"""Rows of a playlist are read, but do not come until they are let go."""

LET_GO = """async () => {
  for (const go of held) go();
  window.held = null;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""


def test_a_playlist_is_made_ordered_followed_and_separated(
    scripted: Served, scripted_windows: Windows
) -> None:
    gate = Gate(separate)
    scripted.script(stems.SEPARATE.name, gate)
    fill(scripted, 6)
    window, other = scripted_windows.open(), scripted_windows.open("/playlists")
    expect(other.get_by_text("You have no playlists")).to_be_visible()
    choose(window, 5, 3, 1)
    add_selection(window, "Friday", is_new=True)
    choose(window, 6)
    add_selection(window, "Friday", is_new=False)
    other.get_by_role("link", name="Friday").click()
    expect(other.get_by_role("heading", name="Friday")).to_be_visible()
    expect(other.locator(".playlist-head")).to_contain_text("4 tracks · 0:40")
    window.get_by_role("link", name="Playlists").click()
    expect(window.locator(".playlist-row")).to_contain_text("4 tracks · 0:40")
    window.get_by_role("link", name="Friday").click()
    follow((5, 3, 1, 6), window, other)
    drag(window, 6, onto=3)
    follow((5, 6, 3, 1), window, other)
    move_by_keys(window)
    follow((6, 3, 5, 1), window, other)
    remove_and_undo(window, other)
    window.get_by_role("button", name="Separate stems").click()
    expect(window.get_by_text("The tracks are separated in this order")).to_be_visible()
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    window.get_by_role("link", name="Library").first.click()
    expect(window.locator(".batch")).to_contain_text("0 of 4 done")
    window.locator(".batch-open").click()
    names = window.locator(".batch-row .batch-track > :first-child")
    expect(names).to_have_text(["Song 0006", "Song 0003", "Song 0005", "Song 0001"])
    gate.opened.set()
    expect(window.locator(".batch")).to_contain_text("4 of 4 done")


def move_by_keys(window: Page) -> None:
    """Move the first track two places down without waiting in between."""
    item(window, 5).focus()
    window.keyboard.press("Alt+ArrowDown")
    window.keyboard.press("Alt+ArrowDown")
    expect(item(window, 5)).to_be_focused()


def remove_and_undo(window: Page, other: Page) -> None:
    window.keyboard.press("ArrowDown")
    expect(item(window, 1)).to_be_focused()
    window.keyboard.press("Delete")
    follow((6, 3, 5), window, other)
    expect(item(other, 1)).to_have_count(0)
    expect(other.locator(".playlist-head")).to_contain_text("3 tracks · 0:30")
    window.get_by_role("button", name="Undo").click()
    follow((6, 3, 5, 1), window, other)


def test_a_playlist_is_named_sorted_duplicated_saved_and_deleted(
    scripted: Served, scripted_windows: Windows
) -> None:
    ids = fill(scripted, 3)
    make(scripted, "Friday", [ids[1], ids[2], ids[0]])
    window, other = scripted_windows.open("/playlists"), scripted_windows.open("/playlists")
    choose_act(window, "Friday", "Rename")
    write_title(window, "Rename the playlist", "Saturday")
    other.get_by_role("link", name="Saturday").click()
    follow((2, 3, 1), other)
    other.get_by_label("Sort once").click()
    other.get_by_role("button", name="Title", exact=True).click()
    follow((1, 2, 3), other)
    other.get_by_label("More").click()
    with other.expect_download() as saving:
        other.get_by_role("link", name="Save as M3U8").click()
    assert saving.value.suggested_filename == "Saturday.m3u8"
    assert saving.value.path().read_text().splitlines()[3] == "Song 0001.wav"
    other.get_by_label("More").click()
    other.get_by_role("button", name="Duplicate", exact=True).click()
    write_title(other, "Duplicate the playlist", "Encore")
    expect(other.get_by_role("heading", name="Encore")).to_be_visible()
    follow((1, 2, 3), other)
    other.wait_for_load_state("networkidle")  # else it may ask once more for what is gone
    choose_act(window, "Encore", "Delete")
    expect(window.locator(".playlist-row")).to_have_count(1)
    expect(other.get_by_role("heading", name="There is no such playlist")).to_be_visible()
    window.get_by_role("button", name="Undo").click()
    expect(window.locator(".playlist-row")).to_have_count(2)
    other.reload()
    follow((1, 2, 3), other)


def choose_act(window: Page, title: str, act: str) -> None:
    """Do something with a playlist by its menu in the list."""
    window.get_by_label(f"More about {title}").click()
    row = window.locator(".playlist-row", has_text=title)
    row.get_by_role("button", name=act, exact=True).click()


def write_title(window: Page, heading: str, title: str) -> None:
    sheet = window.get_by_role("dialog", name=heading)
    sheet.get_by_label("Name").fill(title)
    window.keyboard.press("Enter")
    expect(sheet).to_be_hidden()


def test_a_track_is_added_from_its_page_and_an_empty_playlist_says_what_to_do(
    scripted: Served, scripted_windows: Windows
) -> None:
    (track_id,) = fill(scripted, 1)
    window = scripted_windows.open("/playlists")
    window.get_by_role("button", name="New playlist").first.click()
    write_title(window, "New playlist", "Warm-up")
    expect(window.get_by_text("This playlist is empty")).to_be_visible()
    expect(window.get_by_role("button", name="Separate stems")).to_be_disabled()
    track = scripted_windows.open(f"/track/{track_id}")
    track.get_by_role("button", name="Add to playlist").click()
    track.get_by_role("button", name="Warm-up").click()
    follow((1,), window)


def test_an_answer_that_comes_late_does_not_change_what_the_keys_move(
    scripted: Served, scripted_windows: Windows
) -> None:
    playlist_id = make(scripted, "Friday", fill(scripted, 4))
    window = scripted_windows.open(f"/playlist/{playlist_id}")
    other = scripted_windows.open("/playlists")
    follow((1, 2, 3, 4), window)
    window.evaluate(HOLD_ANSWERS)
    choose_act(other, "Friday", "Rename")
    write_title(other, "Rename the playlist", "Saturday")
    window.wait_for_function("() => held.length > 0")
    item(window, 1).focus()
    window.keyboard.press("Alt+ArrowDown")
    window.evaluate(LET_GO)
    window.keyboard.press("Alt+ArrowDown")
    expect(item(window, 1)).to_be_focused()
    follow((2, 3, 1, 4), window)
    window.reload()
    follow((2, 3, 1, 4), window)


def test_thousands_of_tracks_are_a_few_rows_on_the_page(
    scripted: Served, scripted_windows: Windows
) -> None:
    playlist_id = make(scripted, "Everything", fill(scripted, MANY))
    window = scripted_windows.open(f"/playlist/{playlist_id}")
    follow((1, 2, 3), window)
    assert window.locator(".item").count() < 60
    item(window, 1).focus()
    window.keyboard.press("End")
    expect(item(window, MANY)).to_be_focused()
    drag(window, MANY, onto=MANY - 3)
    wait_until(
        lambda: order(window)[-4:] == [MANY, MANY - 3, MANY - 2, MANY - 1], "it did not move"
    )
    window.reload()
    follow((1, 2, 3), window)


def hear(scripted: Served, track_ids: list[UUID]) -> None:
    """Let tracks have a tempo and a key, and one a name that is long."""
    with scripted.tools.database.transaction() as session:
        owner_id = owner_of(scripted)
        for place, track_id in enumerate(track_ids):
            track = library.get_track(session, track_id, owner_id=owner_id)
            camelot = f"{place % 12 + 1}{'AB'[place % 2]}"
            session.add(make_analysis(track, tempo_bpm=118 + place / 3, camelot=camelot))
            edit = TrackEdit(artist="Ann Bell and the very long name of a band from the north")
            library.edit_track(session, track_id, edit, owner_id=owner_id)


@pytest.mark.parametrize("size", SIZES, ids=["wide", "tablet", "phone"])
def test_pictures_of_playlists(
    scripted: Served, scripted_windows: Windows, size: tuple[int, int]
) -> None:
    ids = fill(scripted, 30)
    hear(scripted, ids[:20])
    make(scripted, "Warm-up, slow and deep, for the early hours of a very long night", ids[:12])
    make(scripted, "Closing", [])
    playlist_id = make(scripted, "Friday at the harbour", ids)
    window = scripted_windows.open("/playlists", size=size)
    expect(window.locator(".playlist-row")).to_have_count(3)
    shoot(window, "playlists")
    window.goto(f"{scripted_windows.address}/playlist/{playlist_id}")
    follow((1, 2, 3), window)
    shoot(window, "playlist")
    window.evaluate(
        ADD,
        str(ids[0]),
    )
    expect(window.locator(".picker-one")).to_have_count(3)
    shoot(window, "playlist-picker")
