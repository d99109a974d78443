"""A track is analysed again, in part, and what a hand has made is asked for first."""

from playwright.sync_api import expect

from app import analysis
from app.analysis import Origin
from tests.browser.pictures import shoot
from tests.browser.rows import as_file, job_row, open_track, pick, row
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows


def test_some_of_a_track_is_found_anew_and_edits_are_asked_for(
    scripted: Served, scripted_windows: Windows
) -> None:
    window = scripted_windows.open()
    pick(window, as_file("song.wav"))
    expect(row(window, "Twin song").get_by_text("Ready", exact=True)).to_be_visible()
    edit_grid(scripted)
    open_track(window, "Twin song")
    window.get_by_role("button", name="Analyse again").click()
    sheet = window.get_by_role("dialog", name="Analyse again")
    expect(sheet.get_by_text("You have edited these.")).to_be_visible()
    for size in SIZES:
        window.set_viewport_size({"width": size[0], "height": size[1]})
        shoot(window, "analyse-again")
    for box in sheet.get_by_role("checkbox").all():
        box.uncheck()
    sheet.get_by_role("checkbox", name="Tempo and grid").check()
    sheet.get_by_role("checkbox", name="The grid").check()
    sheet.get_by_role("button", name="Analyse", exact=True).click()
    expect(sheet).to_be_hidden()
    expect(job_row(window, "analyse")).to_have_count(2)
    expect(job_row(window, "analyse").first).to_contain_text("Done")
    asked = next(job for job in scripted.jobs() if job.stage == "analyse").arguments
    assert (asked["features"], asked["overwrite"]) == (["tempo"], ["grid"])
    window.get_by_role("button", name="Analyse again").click()
    expect(sheet.get_by_text("You have edited these.")).to_have_count(0)


def edit_grid(scripted: Served) -> None:
    """Say that a hand has made the grid."""
    job = next(job for job in scripted.jobs() if job.stage == "analyse")
    assert job.track_id is not None
    with scripted.tools.database.transaction() as session:
        grid = analysis.find_grid(session, owner_id=job.owner_id, track_id=job.track_id)
        assert grid is not None
        grid.origin = Origin.HAND
        session.add(grid)
