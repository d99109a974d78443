"""Stems leave in a format and under names that one chooses, in a real browser."""

import zipfile
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEMO_TITLE
from tests.browser.pictures import shoot
from tests.browser.rows import open_track
from tests.browser.windows import Windows


@pytest.fixture
def sheet(full_windows: Windows) -> Page:
    """Return a window in which the export sheet of the demo song is open."""
    window = full_windows.open()
    open_track(window, DEMO_TITLE)
    window.get_by_role("button", name="Export").first.click()
    expect(window.get_by_role("dialog", name="Export stems")).to_be_visible()
    return window


def test_stems_leave_in_the_format_and_under_the_names_that_were_shown(
    sheet: Page, tmp_path: Path
) -> None:
    names = sheet.get_by_label("What the files will be called").get_by_role("listitem")
    expect(names).to_have_count(4)
    sheet.get_by_role("checkbox", name="Bass").uncheck()
    dialog = sheet.get_by_role("dialog", name="Export stems")
    dialog.get_by_label("Format").select_option("wav16")
    sheet.get_by_label("Name of the files").fill("{title}/{number} {stem}")
    expect(names).to_have_text(
        [f"{DEMO_TITLE}/{number}.wav" for number in ("01 vocals", "02 drums", "04 other")]
    )
    shoot(sheet, "export")
    with sheet.expect_download() as download:
        sheet.get_by_role("dialog").get_by_role("button", name="Export").click()
    assert download.value.failure() is None
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    found = sorted(path.name for path in tmp_path.rglob("*.wav"))
    assert found == ["01 vocals.wav", "02 drums.wav", "04 other.wav"]
    assert soundfile.info(str(next(tmp_path.rglob("*.wav")))).subtype == "PCM_16"


def test_a_name_that_cannot_be_says_what_to_change(sheet: Page) -> None:
    leave = sheet.get_by_role("dialog").get_by_role("button", name="Export")
    expect(leave).to_be_enabled()
    sheet.get_by_label("Name of the files").fill("{xyzzy}")
    expect(sheet.get_by_role("alert")).to_contain_text("There are: artist")
    expect(leave).to_be_disabled()
    sheet.get_by_role("button", name="Reset").click()
    expect(leave).to_be_enabled()
