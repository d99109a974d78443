"""Links are pasted, recognised, looked up and fetched; until then a track has no audio to play."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app import accounts, library, sources
from app.core.errors import InvalidInput, NotFound
from app.library import TrackSource, WantedTrack
from app.pipeline import JobState
from tests import editions
from tests.browser.conftest import Studio, run_studio
from tests.browser.pictures import shoot
from tests.browser.rows import open_track, row
from tests.browser.served import Served
from tests.browser.sound import play
from tests.browser.windows import SIZES, Windows
from tests.pipeline.elsewhere import Elsewhere
from tests.programs import free_port
from tests.sources.media_server import MediaServer, serving
from tests.twins import Gate, failing

MIXED = """https://open.spotify.com/intl-de/track/4uLU6hMCjMI75M1A2tKUQC?si=1
https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M
https://open.spotify.com/artist/4tZwfgrHOc3mvqYlEYSvVi
https://music.example/First%20Light.flac
https://music.example/a-page-with-a-very-long-address/that-does-not-fit/into-one-line?of=the&sheet=1
Dear Ann, listen to this
"""


@pytest.fixture
def media(tmp_path: Path) -> Iterator[MediaServer]:
    """Return a server on this machine that has a song."""
    with serving(tmp_path / "media") as server:
        yield server


@pytest.fixture
def fetching(chromium: Browser, media: MediaServer, tmp_path: Path) -> Iterator[Studio]:
    """Return a studio that may fetch from the server on this machine."""
    hosts = {"fetch_private_hosts": media.place}
    with (
        editions.embedded(tmp_path / "data", port=free_port(), **hosts) as settings,
        run_studio(chromium, settings) as running,
    ):
        yield running


@pytest.fixture
def elsewhere(scripted: Served) -> Elsewhere:
    """Return a twin of the network around the scripted studio."""
    twin = Elsewhere()
    scripted.script(sources.SEARCH.name, twin.search)
    scripted.script(sources.FETCH.name, twin.fetch)
    scripted.script(sources.PROBE.name, twin.probe)
    return twin


def test_the_link_of_an_audio_file_becomes_a_track_that_plays(
    chromium: Browser, fetching: Studio, media: MediaServer
) -> None:
    with Windows(chromium, fetching.address, fetching.cookies) as windows:
        window = windows.open()
        sheet = open_sheet(window)
        write(sheet, media.url("/song.wav"))
        expect(found(sheet)).to_have_text(["audio_fileAudio file" + media.url("/song.wav")])
        assert media.asked == []
        sheet.get_by_label("Separate stems").uncheck()
        sheet.get_by_label("Analyse").uncheck()
        sheet.get_by_role("button", name="Import 1 link").click()
        expect(sheet).to_be_hidden()
        expect(window.get_by_text("1 link is being looked up.")).to_be_visible()
        expect(row(window, "song")).to_contain_text("Ready")
        play(window, row(window, "song").get_by_role("button", name="Play"))


def test_pasted_links_are_recognised_before_anything_is_looked_up(
    scripted: Served, scripted_windows: Windows
) -> None:
    window = scripted_windows.open()
    sheet = open_sheet(window)
    expect(sheet.get_by_label("Paste links")).to_be_focused()
    expect(sheet).to_contain_text("Links to Spotify, to audio files, and to pages")
    expect(sheet.get_by_role("button", name="Import")).to_be_disabled()
    write(sheet, MIXED)
    expect(found(sheet)).to_have_count(6)
    for kind in ("Spotify track", "Spotify playlist", "Audio file", "Page"):
        expect(found(sheet).filter(has_text=kind)).to_have_count(1)
    expect(found(sheet).nth(2)).to_contain_text("it leads to an artist")
    expect(sheet).to_contain_text("4 links · 2 cannot be used")
    expect(sheet.get_by_role("button", name="Import 4 links")).to_be_enabled()
    write(sheet, "Dear Ann")
    expect(sheet).to_contain_text("None of this can be imported.")
    expect(sheet.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    assert scripted.jobs() == []


def test_a_thousand_links_are_read_and_the_one_after_them_says_that_it_is_too_many(
    scripted_windows: Windows,
) -> None:
    window = scripted_windows.open()
    sheet = open_sheet(window)
    write(sheet, "\n".join(f"https://tube.test/{number}" for number in range(1001)))
    expect(sheet.get_by_role("button", name="Import 1,000 links")).to_be_enabled()
    expect(sheet).to_contain_text("1,000 links · 1 cannot be used")
    expect(found(sheet).last).to_contain_text("At most 1,000 links are read at once")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_sheet_keeps_to_the_width_of_the_window(
    scripted_windows: Windows, size: tuple[int, int]
) -> None:
    window = scripted_windows.open(size=size)
    sheet = open_sheet(window)
    write(sheet, MIXED)
    expect(found(sheet)).to_have_count(6)
    shoot(window, "import")
    box = sheet.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]


def test_a_link_that_is_pasted_beside_all_fields_opens_the_sheet_and_stays_until_it_is_taken(
    scripted_windows: Windows,
) -> None:
    window = scripted_windows.open()
    search = window.locator("#search")
    search.fill("https://tube.test/song")
    search.press("Control+a")
    search.press("Control+x")
    search.press("Control+v")
    expect(search).to_have_value("https://tube.test/song")
    expect(sheet_of(window)).to_be_hidden()
    search.press("Control+a")
    search.press("Control+x")
    search.press("Escape")
    window.keyboard.press("Control+v")
    sheet = sheet_of(window)
    expect(sheet.get_by_label("Paste links")).to_have_value("https://tube.test/song")
    expect(found(sheet)).to_contain_text(["Page"])
    window.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    window.keyboard.press("i")
    expect(sheet.get_by_label("Paste links")).to_have_value("https://tube.test/song")


def test_what_cannot_be_used_stays_in_the_sheet_and_the_rest_becomes_tracks(
    scripted: Served, scripted_windows: Windows, elsewhere: Elsewhere
) -> None:
    window = scripted_windows.open()
    sheet = open_sheet(window)
    write(sheet, "https://tube.test/one\nDear Ann\n")
    sheet.get_by_label("Download").uncheck()
    expect(sheet.get_by_label("Analyse")).to_be_disabled()
    sheet.get_by_role("button", name="Import 1 link").click()
    expect(window.get_by_text("What cannot be used is still in the import sheet.")).to_be_visible()
    absent = row(window, "A page")
    expect(absent).to_contain_text("Not downloaded")
    expect(absent.get_by_role("button", name="Play")).to_have_count(0)
    expect(open_sheet(window).get_by_label("Paste links")).to_have_value("Dear Ann")
    window.keyboard.press("Escape")
    gate = Gate(elsewhere.fetch)
    scripted.script(sources.FETCH.name, gate)
    absent.get_by_role("button", name="Download").click()
    expect(absent.get_by_role("progressbar", name="Download")).to_be_visible()
    gate.opened.set()
    expect(row(window, "A page").get_by_role("button", name="Play")).to_be_visible()
    expect(row(window, "A page")).to_contain_text("Ready")


def test_a_link_that_leads_nowhere_says_so_and_can_be_tried_again(
    scripted: Served, scripted_windows: Windows, elsewhere: Elsewhere
) -> None:
    scripted.script(sources.PROBE.name, failing(InvalidInput("There is no music on this page.")))
    window = scripted_windows.open()
    sheet = open_sheet(window)
    write(sheet, "https://tube.test/one")
    sheet.get_by_label("Download").uncheck()
    sheet.get_by_role("button", name="Import 1 link").click()
    expect(window.locator(".toast", has_text="There is no music on this page.")).to_be_visible()
    missed = window.locator(".incoming-job")
    expect(missed).to_contain_text("There is no music on this page.")
    scripted.script(sources.PROBE.name, elsewhere.probe)
    missed.get_by_role("button", name="Retry").click()
    expect(row(window, "A page")).to_contain_text("Not downloaded")
    expect(missed).to_have_count(0)


def test_while_the_studio_is_away_nothing_that_was_written_is_lost(
    scripted_windows: Windows,
) -> None:
    window = scripted_windows.open()
    window.route("**/api/v1/links", lambda route: route.abort())
    sheet = open_sheet(window)
    write(sheet, "https://tube.test/one")
    expect(sheet.get_by_role("alert")).to_contain_text("The studio does not answer.")
    expect(sheet.get_by_label("Paste links")).to_have_value("https://tube.test/one")
    window.unroute("**/api/v1/links")
    write(sheet, "https://tube.test/two")
    expect(sheet.get_by_role("alert")).to_have_count(0)
    expect(sheet.get_by_role("button", name="Import 1 link")).to_be_enabled()
    said = [one for one in scripted_windows.problems if "/api/v1/links" not in one]
    scripted_windows.problems[:] = said


def test_a_download_that_fails_says_why_in_the_row_and_on_the_page_of_the_track(
    scripted: Served, scripted_windows: Windows, elsewhere: Elsewhere
) -> None:
    want(scripted, "Around")
    scripted.script(sources.FETCH.name, failing(NotFound("The recording is gone.")))
    window = scripted_windows.open()
    row(window, "Around").get_by_role("button", name="Download").click()
    expect(row(window, "Around")).to_contain_text("The recording is gone.")
    expect(row(window, "Around").get_by_role("button", name="Retry")).to_be_visible()
    open_track(window, "Around")
    expect(window.locator(".absent")).to_contain_text("The recording is gone.")
    shoot(window, "track-without-audio")
    for part in ("Stems", "Grid and marks", "Charts"):
        expect(window.get_by_role("heading", name=part, exact=True)).to_have_count(0)
    scripted.script(sources.FETCH.name, elsewhere.fetch)
    window.get_by_role("button", name="Download", exact=True).click()
    expect(window.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(window.get_by_role("heading", name="Stems", exact=True)).to_be_visible()
    expect(window.locator(".absent")).to_have_count(0)


@pytest.mark.usefixtures("elsewhere")
def test_another_version_is_taken_on_the_page_of_the_track_and_can_be_taken_back(
    scripted: Served, scripted_windows: Windows
) -> None:
    before = want(scripted, "Around")
    scripted_windows.may_be_gone.add("/charts")
    window = scripted_windows.open(f"/track/{before}")
    window.get_by_role("button", name="Download", exact=True).click()
    expect(window.get_by_role("button", name="Play", exact=True)).to_be_visible()
    offers = window.locator(".offer")
    expect(offers).to_have_count(3)
    expect(offers.first).to_contain_text("Chosen")
    shoot(window, "offers")
    live = offers.filter(has_text="(Live)")
    live.get_by_role("button", name="Take this one").click()
    window.wait_for_url(lambda url: "/track/" in url and str(before) not in url)
    expect(window.get_by_role("heading", name="Around", level=1)).to_be_visible()
    expect(live).to_contain_text("Chosen")
    window.locator(".toast").get_by_role("button", name="Undo").click()
    window.wait_for_url(f"**/track/{before}")
    expect(offers.first).to_contain_text("Chosen")
    assert not scripted.is_in("download", JobState.FAILED)


def want(served: Served, title: str) -> UUID:
    """Add a track without audio to the library of the owner, whose audio is to be searched for."""
    wanted = WantedTrack(title=title, artist="The Band", duration_seconds=200.0)
    with served.tools.database.transaction() as session:
        owner_id = accounts.get_by_email(session, served.settings.owner_email).id
        track, _ = library.want_track(
            session, wanted, owner_id=owner_id, source=TrackSource.SPOTIFY
        )
        return track.id


def sheet_of(window: Page) -> Locator:
    return window.locator("dialog.importer")


def open_sheet(window: Page) -> Locator:
    window.get_by_role("button", name="Import", exact=True).first.click()
    sheet = sheet_of(window)
    expect(sheet).to_be_visible()
    return sheet


def write(sheet: Locator, text: str) -> None:
    sheet.get_by_label("Paste links").fill(text)


def found(sheet: Locator) -> Locator:
    return sheet.locator(".importer-link")
