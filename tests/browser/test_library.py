"""The library as a person sees it: files dropped, work followed, tracks found and restored."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.core import audio
from tests.browser.rows import as_file, find_no_tags, pick, row
from tests.browser.served import Served
from tests.browser.windows import Windows
from tests.songs import write_song

DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name, { type: "audio/wav" }));
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(
      new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: dropped }));
  }
}"""


def drop(window: Page, path: Path) -> None:
    content = base64.b64encode(path.read_bytes()).decode()
    window.evaluate(DROP, [path.name, content])


def watch_stages(window: Page) -> None:
    """Let the page itself write down every word its state cells ever showed."""
    window.evaluate(
        """() => {
          window.seen = new Set();
          new MutationObserver(() => document.querySelectorAll(".state-label, .incoming-job .muted")
            .forEach((one) => window.seen.add(one.textContent.split(" ")[0])))
            .observe(document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )


@pytest.mark.slow
def test_what_is_dropped_on_the_page_becomes_a_track_in_every_window(
    open_window: Callable[..., Page], tmp_path: Path
) -> None:
    window, other = open_window(), open_window()
    expect(window.get_by_text("Your library is empty")).to_be_visible()
    window.evaluate("() => (window.unmoved = true)")
    watch_stages(window)
    song = write_song(tmp_path / "Ann Bell - First Light.wav")
    drop(window, song)
    expect(row(window, "First Light").get_by_text("Ready")).to_be_visible()
    expect(row(window, "First Light")).to_contain_text("BPM")
    seen = set(window.evaluate("() => [...window.seen]"))
    assert seen & {"Separate", "Analyse"}  # quick work may be done before it is drawn
    assert window.evaluate("() => window.unmoved")
    expect(row(other, "First Light").get_by_text("Ready")).to_be_visible()

    pick_good_bad_and_known(window, tmp_path, song)
    search(window, other)
    delete_and_undo(window, other)
    show_as_cards(window)
    open_by_keys(window)
    edit(window, other)
    separate_again_and_download(window)


def pick_good_bad_and_known(window: Page, folder: Path, known: Path) -> None:
    song = write_song(folder / "Cy Dunn - Second Sun.wav", seed=2)
    noise = folder / "notes.wav"
    noise.write_bytes(b"this is no music at all")
    window.locator("[data-testid=picker]").set_input_files([song, noise, known])
    expect(window.get_by_text("is in your library already")).to_be_visible()
    expect(window.locator(".incoming-error")).to_contain_text("notes.wav")
    expect(row(window, "Second Sun").get_by_text("Ready")).to_be_visible()


def search(window: Page, other: Page) -> None:
    window.keyboard.press("/")
    expect(window.locator("#search")).to_be_focused()
    window.keyboard.type("second")
    expect(row(window, "First Light")).to_have_count(0)
    expect(row(window, "Second Sun")).to_be_visible()
    expect(row(other, "First Light")).to_be_visible()
    window.locator("#search").fill("nothing like it")
    expect(window.get_by_text("Nothing in your library matches")).to_be_visible()
    window.locator("#search").fill("")


def delete_and_undo(window: Page, other: Page) -> None:
    row(window, "Second Sun").get_by_label("Delete").click()
    expect(row(window, "Second Sun")).to_have_count(0)
    expect(row(other, "Second Sun")).to_have_count(0)
    window.get_by_role("button", name="Undo").click()
    expect(row(window, "Second Sun")).to_be_visible()
    expect(row(other, "Second Sun")).to_be_visible()


def show_as_cards(window: Page) -> None:
    window.get_by_role("button", name="Cards").click()
    expect(window.locator(".card")).to_have_count(2)
    window.get_by_role("button", name="Table").click()


def open_by_keys(window: Page) -> None:
    window.get_by_role("columnheader", name="Title").click()
    first = window.locator(".ag-row[row-index='0']")
    expect(first).to_contain_text("First Light")
    first.locator(".ag-cell").nth(2).click()
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name="Second Sun")).to_be_visible()
    expect(window.locator(".stem-sign")).to_have_count(4)


def edit(window: Page, other: Page) -> None:
    window.get_by_role("button", name="Edit", exact=True).click()
    window.get_by_label("Title").fill("Second Moon")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_role("heading", name="Second Moon")).to_be_visible()
    expect(row(other, "Second Moon")).to_be_visible()


def separate_again_and_download(window: Page) -> None:
    window.get_by_role("button", name="Separate stems").click()
    expect(window.locator(".rows .badge[data-state=draft]")).to_have_count(2)
    with window.expect_download() as download:
        window.get_by_label("Download Vocals").first.click()
    assert download.value.path().stat().st_size > 10_000


def test_an_unknown_track_says_so_and_leads_back(open_window: Callable[..., Page]) -> None:
    window = open_window("/track/00000000-0000-0000-0000-000000000000")
    expect(window.get_by_role("heading", name="There is no such track")).to_be_visible()
    window.get_by_text("Back to the library").click()
    expect(window.get_by_role("heading", name="Library")).to_be_visible()


def test_every_track_has_one_card_however_late_the_answers_come(
    scripted_windows: Windows, scripted: Served
) -> None:
    scripted.script(audio.INSPECT.name, find_no_tags)
    window = scripted_windows.open()
    pick(window, *(as_file(f"Song {letter}.wav", letter.encode()) for letter in "ABC"))
    for letter in "ABC":
        expect(row(window, f"Song {letter}")).to_contain_text("Ready")
    held: list[Route] = []

    def hold(question: Route) -> None:
        held.append(question)

    window.route("**/api/v1/tracks?*", hold)
    with window.expect_request("**/api/v1/tracks?*sort=added*"):
        window.get_by_role("button", name="Cards").click()
    with window.expect_request("**/api/v1/tracks?*sort=title*"):
        window.get_by_label("Sorted by").select_option("title")
    expect(window.locator(".cards .skeleton-line").first).to_be_visible()
    assert len(held) > 1
    for late in reversed(held):
        late.fulfill(response=late.fetch())
    expect(window.locator(".card-title").first).to_have_text("Song A")
    window.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
    assert window.locator(".card-title").all_inner_texts() == ["Song A", "Song B", "Song C"]
