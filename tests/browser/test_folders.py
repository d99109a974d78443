"""Folders of the server in the settings, as an administrator uses them."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import shoot
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows


def part_of(window: Page) -> Locator:
    return window.get_by_role("region", name="Folders")


def add(part: Locator, path: Path | str, kind: str = "in_place") -> None:
    part.get_by_label("Path on the server").fill(str(path))
    part.get_by_label("Its files").select_option(kind)
    part.get_by_role("button", name="Add folder").click()


def open_settings(windows: Windows, size: tuple[int, int] | None = None) -> Page:
    window = windows.open("/settings", size) if size else windows.open("/settings")
    expect(part_of(window).get_by_label("Library of")).to_contain_text("owner@localhost")
    return window


def test_a_folder_is_added_followed_and_removed(
    scripted: Served, scripted_windows: Windows, tmp_path: Path
) -> None:
    folder = tmp_path / "Vinyl rips"
    folder.mkdir()
    (folder / "song.wav").write_bytes(b"some music")
    window = open_settings(scripted_windows)
    part = part_of(window)
    expect(part.get_by_text("There is no folder yet.")).to_be_visible()
    add(part, tmp_path / "nowhere")
    expect(part.get_by_role("alert")).to_contain_text("There is no folder")
    add(part, folder)
    row = part.get_by_role("listitem").first
    expect(row).to_contain_text("Vinyl rips")
    expect(row).to_contain_text("1 track", timeout=60_000)

    window.goto(f"{scripted.address}/")
    window.get_by_role("link", name="Twin song").click()
    expect(window.get_by_role("heading", name="Twin song")).to_be_visible()
    window.get_by_role("button", name="Analyse", exact=True).first.click()
    sheet = window.get_by_role("dialog", name="Analyse again")
    sheet.get_by_role("button", name="Analyse", exact=True).click()
    expect(window.get_by_text("120.00 BPM")).to_be_visible()
    (folder / "song.wav").unlink()
    window.reload()
    away = "The file is no longer in the folder 'Vinyl rips'. Put it back or remove the track."
    expect(window.get_by_text(away)).to_be_visible()
    shoot(window, "track-in-a-folder-away")

    window = open_settings(scripted_windows)
    row = part_of(window).get_by_role("listitem").first
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("paused")
    row.get_by_role("button", name="Remove").click()
    sheet = part_of(window).get_by_role("dialog")
    expect(sheet).to_contain_text("1 track goes to the trash")
    shoot(window, "settings-folders-remove")
    sheet.get_by_role("button", name="Remove folder").click()
    expect(part_of(window).get_by_text("There is no folder yet.")).to_be_visible()
    assert folder.exists()


def test_the_folders_fit_every_size(scripted_windows: Windows, tmp_path: Path) -> None:
    long = tmp_path / "a folder with a long name of many words that has to be broken somewhere"
    for folder in (long, tmp_path / "inbox"):
        folder.mkdir()
        (folder / "song.wav").write_bytes(folder.name.encode())
    window = open_settings(scripted_windows)
    add(part_of(window), long)
    expect(part_of(window).get_by_role("listitem")).to_have_count(1)
    add(part_of(window), tmp_path / "inbox", "watched")
    expect(part_of(window).get_by_role("listitem")).to_have_count(2)
    for size in SIZES:
        narrow = open_settings(scripted_windows, size)
        part_of(narrow).scroll_into_view_if_needed()
        wide = narrow.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"the page scrolls sideways at {size}"
        shoot(narrow, f"settings-folders-{size[0]}")
