"""The picture of a track is chosen, dropped, taken off and brought back on its page."""

import base64
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import shoot
from tests.browser.rows import as_file, open_track, pick, row
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.covers import BLUE, RED, halves, picture

DROP = """([data, name, type]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  const frame = document.querySelector(".artwork");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const said = { dataTransfer: carried, bubbles: true, cancelable: true };
    frame.dispatchEvent(new DragEvent(kind, said));
  }
}"""

WIDTH_OF = "(image) => image.decode().then(() => image.naturalWidth)"


def frame(window: Page) -> Locator:
    return window.locator(".artwork")


def choose(window: Page, data: bytes, name: str = "cover.jpg") -> None:
    file = {"name": name, "mimeType": "image/jpeg", "buffer": data}
    window.locator("[data-testid=picture]").set_input_files(files=[file])  # pyright: ignore[reportArgumentType]


def drop(window: Page, data: bytes, name: str, kind: str) -> None:
    window.evaluate(DROP, [base64.b64encode(data).decode(), name, kind])


def open_one(windows: Windows) -> Page:
    window = windows.open()
    pick(window, as_file("song.wav"))
    expect(row(window, "Twin song").get_by_text("Ready", exact=True)).to_be_visible()
    open_track(window, "Twin song")
    return window


def test_a_picture_is_chosen_and_looks_right_at_every_width(scripted_windows: Windows) -> None:
    window = open_one(scripted_windows)
    expect(frame(window).get_by_role("button", name="Choose a picture")).to_be_visible()
    expect(frame(window).get_by_role("img")).to_have_count(0)
    shoot(window, "track-without-picture")
    choose(window, halves(RED, BLUE))
    image = frame(window).get_by_role("img", name="Picture of Twin song")
    expect(image).to_be_visible()
    expect(window.get_by_text("The picture is changed.")).to_be_visible()
    assert image.evaluate(WIDTH_OF) == 300
    for width, height in SIZES:
        window.set_viewport_size({"width": width, "height": height})
        shoot(window, "track-with-picture")
        box = frame(window).get_by_role("button").first.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= (44 if width <= 1100 else 24)


def test_a_picture_is_dropped_on_the_frame_and_music_on_it_still_comes_in(
    scripted: Served, scripted_windows: Windows
) -> None:
    window = open_one(scripted_windows)
    drop(window, picture(), "cover.jpg", "image/jpeg")
    expect(frame(window).get_by_role("img")).to_be_visible()
    expect(window.locator(".drop-cover")).to_have_count(0)
    assert [job.stage for job in scripted.jobs()].count("import") == 1
    drop(window, b"other music", "other.wav", "audio/wav")
    expect(window.get_by_text("other.wav is on its way in.")).to_be_visible()


def test_what_is_no_picture_is_said_and_the_old_one_stays(scripted_windows: Windows) -> None:
    window = open_one(scripted_windows)
    choose(window, picture())
    image = frame(window).get_by_role("img")
    address = image.get_attribute("src")
    choose(window, b"<svg/>", "drawing.jpg")
    expect(window.get_by_text("This is no JPEG, PNG or WebP picture.")).to_be_visible()
    expect(image).to_have_attribute("src", address or "")
    choose(window, b"\xff" * 10_000_001)
    expect(window.get_by_text("This picture is larger than 10 MB.")).to_be_visible()
    refusals = [one for one in scripted_windows.problems if "422" in one]
    assert len(refusals) == 1, "browsers write down that something was refused"
    scripted_windows.problems.remove(refusals[0])


def test_a_picture_is_taken_off_and_brought_back_in_every_window(
    scripted_windows: Windows,
) -> None:
    window = open_one(scripted_windows)
    choose(window, picture())
    expect(frame(window).get_by_role("img")).to_be_visible()
    track_id = UUID(window.url.rpartition("/")[2])
    other = scripted_windows.open(f"/track/{track_id}")
    expect(frame(other).get_by_role("img")).to_be_visible()
    frame(window).get_by_role("button", name="Remove the picture").click()
    expect(frame(window).get_by_role("img")).to_have_count(0)
    expect(frame(other).get_by_role("img")).to_have_count(0)
    window.get_by_role("button", name="Undo").click()
    expect(frame(window).get_by_role("img")).to_be_visible()
    expect(frame(other).get_by_role("img")).to_be_visible()
