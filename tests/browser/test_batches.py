"""Many tracks at once, as a person selects them and follows what is done."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from app import accounts, pipeline, stems
from app.core.errors import Conflict
from app.pipeline import JobState
from tests.browser.pictures import shoot
from tests.browser.rows import row
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.houses import wait_until
from tests.shelves import add_tracks
from tests.twins import Gate, failing, separate

MANY = 1000


@pytest.fixture
def gate(scripted: Served) -> Gate:
    """Return what every separation waits at."""
    gate = Gate(separate)
    scripted.script(stems.SEPARATE.name, gate)
    return gate


def fill(scripted: Served, count: int) -> list[UUID]:
    """Add tracks; the newest, which has the highest number, is shown first."""
    with scripted.tools.database.reading() as session:
        owner_id = accounts.get_by_email(session, scripted.settings.owner_email).id
    return add_tracks(scripted.tools, owner_id, *(f"Song {n:04}" for n in range(1, count + 1)))


def box(window: Page, number: int) -> Locator:
    return window.get_by_role("checkbox", name=f"Select Song {number:04}")


def batch_rows(window: Page) -> list[str]:
    return window.locator(".batch-row .batch-track > :first-child").all_inner_texts()


def is_first(window: Page, *titles: str) -> Callable[[], bool]:
    return lambda: tuple(batch_rows(window)[: len(titles)]) == titles


def queued(scripted: Served) -> list[str]:
    waiting = [job for job in scripted.jobs() if job.state is JobState.QUEUED]
    return [job.title for job in sorted(waiting, key=lambda job: (job.priority, job.due_at))]


def test_tracks_are_selected_by_hand_by_range_by_keys_and_all(
    scripted: Served, scripted_windows: Windows
) -> None:
    fill(scripted, 300)
    window = scripted_windows.open()
    box(window, 300).click()
    box(window, 295).click(modifiers=["Shift"])
    bar = window.get_by_role("region", name="Selection")
    expect(bar).to_contain_text("6 selected")
    expect(box(window, 297)).to_be_checked()
    expect(box(window, 294)).not_to_be_checked()
    row(window, "Song 0293").locator(".ag-cell").nth(2).click(modifiers=["Shift"])
    expect(bar).to_contain_text("8 selected")
    box(window, 297).uncheck()
    expect(bar).to_contain_text("7 selected")
    row(window, "Song 0292").locator(".ag-cell").nth(2).click()
    window.keyboard.press("x")
    expect(box(window, 292)).to_be_checked()
    window.keyboard.press("ArrowDown")
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Shift+X")
    expect(bar).to_contain_text("10 selected")
    window.keyboard.press("Control+a")
    expect(bar).to_contain_text("300 selected")
    window.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(box(window, 300)).not_to_be_checked()
    window.locator("#search").fill("Song 002")
    expect(row(window, "Song 0029")).to_be_visible()
    box(window, 29).click()
    bar.get_by_role("button", name="Select all 10").click()
    expect(bar).to_contain_text("10 selected")


def test_what_is_selected_is_separated_in_order_and_both_tabs_follow(
    scripted: Served, scripted_windows: Windows, gate: Gate
) -> None:
    fill(scripted, 8)
    window, other = scripted_windows.open(), scripted_windows.open()
    for number in (8, 6, 4, 2):
        box(window, number).click()
    window.get_by_role("button", name="Separate stems").click()
    expect(window.get_by_role("region", name="Selection")).to_have_count(0)
    for one in (window, other):
        expect(one.locator(".batch")).to_contain_text("0 of 4 done")
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    other.locator(".batch-open").click()
    wait_until(is_first(other, "Song 0008", "Song 0006", "Song 0004", "Song 0002"), "another order")
    expect(other.locator(".batch-row").first.get_by_role("progressbar")).to_be_visible()
    gate.opened.set()
    for one in (window, other):
        expect(one.locator(".batch")).to_contain_text("4 of 4 done")
        expect(one.locator(".batch > .bar")).to_have_attribute("aria-valuenow", "100")
    window.get_by_role("button", name="Dismiss 4 tracks").click()
    expect(other.locator(".batch")).to_have_count(0)


def test_a_batch_is_paused_ordered_thinned_resumed_and_cancelled(
    scripted: Served, scripted_windows: Windows, gate: Gate
) -> None:
    fill(scripted, 6)
    window = scripted_windows.open()
    window.locator(".library-menu summary").click()
    expect(window.locator(".library-menu")).to_contain_text("6 tracks")
    window.get_by_role("button", name="Separate everything without stems").click()
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    batch = window.locator(".batch")
    batch.get_by_role("button", name="Pause").click()
    expect(batch).to_contain_text("Paused · 0 of 6 done")
    assert queued(scripted) == []
    window.locator(".batch-open").click()
    batch.get_by_role("button", name="Move to the top Song 0001").click()
    wait_until(is_first(window, "Song 0006", "Song 0005", "Song 0001"), "it did not move")
    batch.get_by_role("button", name="Move down Song 0001").click()
    order = ("Song 0006", "Song 0005", "Song 0004", "Song 0001", "Song 0003", "Song 0002")
    wait_until(is_first(window, *order), "it did not move down")
    expect(batch.get_by_role("button", name="Move down Song 0001")).to_be_focused()
    batch.get_by_role("button", name="Remove from the batch Song 0003").click()
    expect(batch).to_contain_text("0 of 5 done")
    window.reload()
    expect(batch).to_contain_text("Paused · 0 of 5 done")
    batch.get_by_role("button", name="Resume").click()
    expect(batch).not_to_contain_text("Paused")
    wait_until(lambda: queued(scripted) == ["Song 0004", "Song 0001", "Song 0002"], "other work")
    batch.get_by_role("button", name="Cancel the rest").click()
    expect(batch).to_contain_text("0 of 5 done · 5 cancelled")
    wait_until(lambda: gate.inside == 0, "it went on")


def test_what_failed_says_why_and_is_retried(scripted: Served, scripted_windows: Windows) -> None:
    scripted.script(stems.SEPARATE.name, failing(Conflict("No room."), times=1, then=separate))
    fill(scripted, 3)
    window = scripted_windows.open()
    for number in (1, 2, 3):
        box(window, number).click()
    window.get_by_role("button", name="Separate stems").click()
    batch = window.locator(".batch")
    expect(batch).to_contain_text("2 of 3 done · 1 failed")
    window.locator(".batch-open").click()
    expect(window.locator(".batch-row").first).to_contain_text("No room.")
    batch.get_by_role("button", name="Retry what failed").click()
    expect(batch).to_contain_text("3 of 3 done")
    box(window, 2).click()
    window.get_by_role("button", name="Separate stems").click()
    expect(window.get_by_text("These tracks have just these stems already.")).to_be_visible()


def test_a_thousand_tracks_are_a_few_rows_on_the_page(
    scripted: Served, scripted_windows: Windows, gate: Gate
) -> None:
    ids = fill(scripted, MANY)
    with scripted.tools.database.transaction() as session:
        owner_id = accounts.get_by_email(session, scripted.settings.owner_email).id
        separation = pipeline.choose_separation(scripted.settings, engine="draft")
        pipeline.start_batch(session, owner_id=owner_id, separation=separation, track_ids=ids)
    window = scripted_windows.open()
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    window.locator(".batch-open").click()
    expect(window.locator(".batch-row").first).to_contain_text("Song 0001")
    assert window.locator(".batch-row").count() < 40
    window.locator(".batch-list").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
    expect(window.locator(".batch-row").last).to_contain_text(f"Song {MANY:04}")
    window.get_by_role("button", name=f"Move to the top Song {MANY:04}").click()
    wait_until(lambda: queued(scripted)[:1] == [f"Song {MANY:04}"], "it does not come next")
    assert len(scripted.jobs()) < 20


@pytest.mark.parametrize("size", SIZES, ids=["wide", "tablet", "phone"])
def test_pictures_of_a_selection_and_a_batch(
    scripted: Served, scripted_windows: Windows, gate: Gate, size: tuple[int, int]
) -> None:
    ids = fill(scripted, 40)
    with scripted.tools.database.transaction() as session:
        owner_id = accounts.get_by_email(session, scripted.settings.owner_email).id
        separation = pipeline.choose_separation(scripted.settings, engine="draft")
        pipeline.start_batch(session, owner_id=owner_id, separation=separation, track_ids=ids[:12])
    wait_until(lambda: gate.inside == 2, "no two separations at a time")
    window = scripted_windows.open(size=size)
    expect(window.locator(".batch")).to_contain_text("0 of 12 done")
    boxes = window.locator(".select-box:visible")
    boxes.first.click()
    boxes.nth(1).click()
    expect(window.get_by_role("region", name="Selection")).to_contain_text("2 selected")
    shoot(window, "selection")
    window.locator(".batch-open").click()
    expect(window.locator(".batch-row").first).to_contain_text("Song 0001")
    shoot(window, "batch")
