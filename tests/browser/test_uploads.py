"""Files on their way in: stopped half-way, named alike, and many at once."""

from pathlib import Path

from playwright.sync_api import Page, expect

from app.core import audio
from tests.browser.rows import NO_MUSIC, as_file, find_no_tags, pick, pick_from_disk, row
from tests.browser.served import Served
from tests.browser.windows import Windows
from tests.houses import wait_until

BIG_BYTES = 6_000_000
SLOW_BYTES_PER_SECOND = 500_000
MANY = 10


def test_a_file_that_is_cancelled_half_way_leaves_nothing(
    scripted: Served, scripted_windows: Windows, tmp_path: Path
) -> None:
    window = scripted_windows.open()
    slow_down(window)
    pick_from_disk(window, write_big_file(tmp_path / "Long Way.wav"))
    sending = window.locator(".upload").filter(has_text="Long Way.wav")
    expect(sending).to_contain_text("%")
    wait_until(lambda: any(size_of(path) for path in scripted.files_in("incoming")), "it waits")
    window.get_by_role("button", name="Cancel Long Way.wav").click()
    expect(sending).to_have_count(0)
    expect(window.get_by_text("Long Way.wav was not imported.")).to_be_visible()
    wait_until(lambda: scripted.files_in("incoming") == [], "half a file stayed behind")
    assert scripted.jobs() == []
    assert scripted.files_in("scratch") == []
    assert scripted.files_in("media") == []
    expect(window.get_by_text("Your library is empty")).to_be_visible()


def test_a_file_that_waits_for_its_turn_is_cancelled_before_it_is_sent(
    scripted: Served, scripted_windows: Windows, tmp_path: Path
) -> None:
    window = scripted_windows.open()
    slow_down(window)
    paths = [write_big_file(tmp_path / f"Song {number}.wav") for number in range(1, 5)]
    pick_from_disk(window, *paths)
    expect(window.locator(".upload")).to_have_count(4)
    expect(window.locator(".upload").filter(has_text="Song 4.wav")).to_contain_text("waiting")
    for path in reversed(paths):
        window.get_by_role("button", name=f"Cancel {path.name}").click()
        expect(window.get_by_text(f"{path.name} was not imported.")).to_be_visible()
    expect(window.locator(".upload")).to_have_count(0)
    wait_until(lambda: scripted.files_in("incoming") == [], "half a file stayed behind")
    assert scripted.jobs() == []


def test_two_different_files_of_one_name_are_both_kept(
    scripted: Served, scripted_windows: Windows
) -> None:
    scripted.script(audio.INSPECT.name, find_no_tags)
    window = scripted_windows.open()
    pick(window, as_file("Same Name.wav", b"one song"), as_file("Same Name.wav", b"another song"))
    expect(window.get_by_text("Same Name.wav is on its way in.")).to_have_count(2)
    expect(row(window, "Same Name").filter(has_text="Ready")).to_have_count(2)
    addresses = (
        row(window, "Same Name")
        .get_by_role("link")
        .evaluate_all("(links) => links.map((link) => link.href)")
    )
    assert len(set(addresses)) == 2


def test_of_many_files_at_once_only_the_one_that_is_no_music_is_refused(
    scripted: Served, scripted_windows: Windows
) -> None:
    scripted.script(audio.INSPECT.name, find_no_tags)
    window = scripted_windows.open()
    good = [as_file(f"Song {number:02}.wav", b"music %d" % number) for number in range(MANY - 1)]
    pick(window, *good[:4], as_file("letter.wav", NO_MUSIC), *good[4:])
    expect(window.locator(".tracks")).to_have_attribute("data-total", str(MANY - 1))
    refused = window.locator(".incoming-job")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("letter.wav")
    expect(window.locator(".upload")).to_have_count(0)
    for number in range(MANY - 1):
        expect(row(window, f"Song {number:02}")).to_contain_text("Ready")
    window.get_by_role("button", name="Dismiss letter").click()
    expect(refused).to_have_count(0)
    wait_until(lambda: scripted.files_in("incoming") == [], "a file was left in the waiting room")


def write_big_file(path: Path) -> Path:
    """Write a file that is long on its way."""
    path.write_bytes(bytes(BIG_BYTES))
    return path


def size_of(path: Path) -> int:
    """Return how much of a file is there; none of one that has just gone."""
    return path.stat().st_size if path.exists() else 0


def slow_down(window: Page) -> None:
    """Let what the page sends go out over a slow line."""
    line = window.context.new_cdp_session(window)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": SLOW_BYTES_PER_SECOND,
        },
    )
