"""Work that is stopped and work that fails, as the person sees it who stops it or tries again."""

import pytest
from playwright.sync_api import expect

from app import stems
from app.core import audio
from app.core.errors import Conflict
from app.pipeline import JobState
from tests.browser.rows import as_file, job_row, open_track, pick, row
from tests.browser.served import Served
from tests.browser.windows import Windows
from tests.houses import wait_until
from tests.twins import Gate, failing, inspect, separate

BROKEN = "The engine has no room to work. Close another program and try again."


def test_an_import_is_cancelled_where_it_is_shown(
    scripted: Served, scripted_windows: Windows
) -> None:
    gate = Gate(inspect)
    scripted.script(audio.INSPECT.name, gate)
    window, other = scripted_windows.open(), scripted_windows.open()
    pick(window, as_file("Slow Boat.wav"))
    expect(other.locator(".incoming-job")).to_contain_text("Slow Boat")
    window.get_by_role("button", name="Cancel Slow Boat").click()
    expect(window.locator(".incoming-job")).to_have_count(0)
    expect(other.locator(".incoming-job")).to_have_count(0)
    expect(window.get_by_text("Your library is empty")).to_be_visible()
    wait_until(lambda: scripted.is_in("import", JobState.CANCELLED), "it was not cancelled")
    assert gate.inside == 0
    assert scripted.files_in("scratch") == []
    window.reload()
    expect(window.get_by_text("Your library is empty")).to_be_visible()
    expect(window.locator(".incoming-job")).to_have_count(0)


def test_running_work_is_cancelled_from_the_library(
    scripted: Served, scripted_windows: Windows
) -> None:
    gate = Gate(separate)
    scripted.script(stems.SEPARATE.name, gate)
    window, other = scripted_windows.open(), scripted_windows.open()
    pick(window, as_file("song.wav"))
    expect(row(window, "Twin song")).to_contain_text("50 %")
    window.get_by_role("button", name="Cancel Twin song").click()
    for one in (window, other):
        expect(row(one, "Twin song").get_by_role("button", name="Cancel")).to_have_count(0)
        expect(row(one, "Twin song").get_by_role("progressbar")).to_have_count(0)
    expect(window.get_by_label("Jobs")).to_be_hidden()
    wait_until(lambda: scripted.is_in("separate", JobState.CANCELLED), "it was not cancelled")
    wait_until(lambda: gate.inside == 0, "it went on")
    wait_until(lambda: scripted.files_in("scratch") == [], "scratch files stayed behind")


def test_running_work_is_cancelled_on_the_track_and_done_after_all(
    scripted: Served, scripted_windows: Windows
) -> None:
    gate = Gate(separate)
    scripted.script(stems.SEPARATE.name, gate)
    window = scripted_windows.open()
    pick(window, as_file("song.wav"))
    open_track(window, "Twin song")
    work = job_row(window, "separate")
    expect(work).to_contain_text("50 %")
    work.get_by_role("button", name="Cancel").click()
    expect(work.first).to_contain_text("Cancelled")
    assert gate.inside == 0
    expect(window.locator(".stem-sign")).to_have_count(0)
    gate.opened.set()
    work.first.get_by_role("button", name="Retry").click()
    expect(work.filter(has_text="Done")).to_have_count(1)
    expect(window.locator(".stem-sign")).to_have_count(4)
    assert scripted.is_in("separate", JobState.COMPLETED)


@pytest.mark.parametrize("place", ["library", "track"])
def test_work_that_failed_says_why_and_is_done_after_all(
    scripted: Served, scripted_windows: Windows, place: str
) -> None:
    scripted.script(stems.SEPARATE.name, failing(Conflict(BROKEN), times=1, then=separate))
    window = scripted_windows.open()
    pick(window, as_file("song.wav"))
    expect(row(window, "Twin song")).to_contain_text(BROKEN)
    if place == "library":
        row(window, "Twin song").get_by_role("button", name="Retry").click()
        expect(row(window, "Twin song")).to_contain_text("Ready")
        open_track(window, "Twin song")
    else:
        open_track(window, "Twin song")
        expect(job_row(window, "separate").get_by_text(BROKEN, exact=True)).to_be_visible()
        job_row(window, "separate").get_by_role("button", name="Retry").click()
    expect(window.locator(".stem-sign")).to_have_count(4)
    expect(job_row(window, "separate").filter(has_text="Done")).to_have_count(1)


def test_an_import_that_failed_is_tried_again_where_it_stands(
    scripted: Served, scripted_windows: Windows
) -> None:
    scripted.script(audio.INSPECT.name, failing(Conflict(BROKEN), times=1, then=inspect))
    window = scripted_windows.open()
    pick(window, as_file("song.wav"))
    expect(window.locator(".incoming-error")).to_have_text(BROKEN)
    window.locator(".incoming-job").get_by_role("button", name="Retry").click()
    expect(window.locator(".incoming-job")).to_have_count(0)
    expect(row(window, "Twin song")).to_contain_text("Ready")
