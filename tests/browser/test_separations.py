"""Several separations of a track, as the person sees it who makes, compares and chooses them."""

from playwright.sync_api import Locator, Page, expect
from pydantic import BaseModel

from app import stems
from app.core.work import Report
from app.pipeline import Halt
from tests.browser.rows import as_file, open_track, pick, row
from tests.browser.served import Served
from tests.browser.windows import Windows


def cards(window: Page) -> Locator:
    return window.locator("[data-separation]")


def open_separated(window: Page) -> None:
    """Bring a song in, wait for its stems and open it."""
    pick(window, as_file("song.wav"))
    expect(row(window, "Twin song")).to_contain_text("Ready")
    open_track(window, "Twin song")
    expect(cards(window)).to_have_count(1)


def test_separations_are_made_chosen_and_deleted_on_every_open_page(
    scripted: Served, scripted_windows: Windows
) -> None:
    window = scripted_windows.open()
    open_separated(window)
    other = scripted_windows.open(window.url.removeprefix(scripted.address))
    window.get_by_text("Stems, model and effort").click()
    window.get_by_label("Only these:").check()
    window.get_by_role("checkbox", name="Drums").check()
    window.get_by_label("Use this from now on").check()
    window.get_by_role("button", name="Separate stems").click()
    for one in (window, other):
        expect(cards(one)).to_have_count(2)
        expect(cards(one).first).to_contain_text("only drums")
        expect(cards(one).first).to_contain_text("Current")
    window.get_by_role("button", name="Use these stems").click()
    for one in (window, other):
        expect(cards(one).first).not_to_contain_text("only drums")
    cards(window).last.get_by_label("Delete these stems").click()
    cards(window).last.get_by_role("button", name="Delete these stems").click()
    for one in (window, other):
        expect(cards(one)).to_have_count(1)
    window.reload()
    window.get_by_text("Stems, model and effort").click()
    expect(window.get_by_role("checkbox", name="Drums")).to_be_checked()


def test_only_stems_that_the_model_has_can_be_kept(
    scripted: Served, scripted_windows: Windows
) -> None:
    del scripted
    window = scripted_windows.open()
    open_separated(window)
    window.get_by_text("Stems, model and effort").click()
    guitar = window.get_by_role("checkbox", name="Guitar")
    expect(guitar).to_be_disabled()
    window.get_by_label("Engine and model").select_option("htdemucs_6s")
    expect(guitar).to_be_enabled()
    guitar.check()
    window.get_by_label("Engine and model").select_option("")
    expect(guitar).to_be_disabled()
    expect(guitar).not_to_be_checked()


def test_a_page_tells_what_networks_would_run_on(
    scripted: Served, scripted_windows: Windows
) -> None:
    def look(request: BaseModel, report: Report, halt: Halt) -> BaseModel:
        del request, report, halt
        return stems.DescribeReport(device="cpu", precision="fp32", reason="there is no card")

    scripted.script(stems.DESCRIBE.name, look)
    window = scripted_windows.open()
    open_separated(window)
    window.get_by_role("button", name="What would it run on?").click()
    expect(
        window.get_by_text("Networks would run on cpu in fp32: there is no card.")
    ).to_be_visible()
