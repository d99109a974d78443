"""The room of models as people use it: fetching, importing, deleting, and the draft instead."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app import stems
from app.core.errors import StorageFailed, WeightsMissing
from app.core.work import Report
from app.pipeline import Halt, JobState
from tests import visitors
from tests.browser.pictures import shoot
from tests.browser.rows import job_row, open_track, row
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.houses import wait_until
from tests.stems.tiny_model import SIX, write_tiny_checkpoint
from tests.twins import Gate, failing, separate

HTDEMUCS = "955717e8-8726e21a.th"
OFFLINE = (
    "The weights of 'htdemucs' are not installed and cannot be fetched: the address cannot be "
    "reached. Fetch them on the Models page or with 'sfa models pull htdemucs' when you are "
    "online; the draft engine works without them."
)


def fetch(request: stems.PullRequest, report: Report, halt: Halt) -> stems.PullReport:
    """Install htdemucs, a few bytes of it."""
    del halt
    report(0.9, f"fetching {request.name}, file 1 of 1: 75.6 MB of 84.0 MB")
    request.models_folder.mkdir(parents=True, exist_ok=True)
    (request.models_folder / HTDEMUCS).write_bytes(bytes(84_000))
    (request.models_folder / "htdemucs.yaml").write_text("models: ['955717e8']")
    return stems.PullReport(name=request.name, files=[], size_bytes=84_000, terms="theirs")


def take_in(request: stems.ImportRequest, report: Report, halt: Halt) -> stems.ImportReport:
    """Do as the child does, in this process."""
    del halt
    return stems.IMPORT.perform(request, report)


def model(window: Page, name: str) -> Locator:
    return window.locator(f"[data-model={name}]")


def test_a_model_is_found_fetched_and_deleted_while_others_look_on(
    scripted: Served, scripted_windows: Windows
) -> None:
    gate = Gate(fetch)
    scripted.script(stems.PULL.name, gate)
    visitors.add_user(scripted.tools, "ann@example.org")
    window = scripted_windows.open()
    ann = open_as(scripted, scripted_windows, "ann@example.org")
    window.get_by_role("link", name="Models").click()
    mine, hers = model(window, "htdemucs"), model(ann, "htdemucs")
    expect(mine).to_contain_text("Not installed")
    expect(mine).to_contain_text("1 network · about 84.0 MB")
    mine.get_by_role("button", name="Download htdemucs").click()
    for shown in (mine, hers):
        expect(shown).to_contain_text("50 % of 84.0 MB")
        expect(shown.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "50")
        expect(shown.get_by_role("button", name="Download")).to_have_count(0)
    assert [job.stage for job in scripted.jobs()] == ["pull"]
    gate.opened.set()
    for shown in (mine, hers):
        expect(shown).to_contain_text("Installed")
        expect(shown.get_by_role("progressbar")).to_have_count(0)
    expect(window.get_by_text("They take 84.0 kB of the disk")).to_be_visible()

    hers.get_by_role("button", name="Delete htdemucs").click()
    ask = ann.get_by_role("dialog", name="Delete htdemucs?")
    expect(ask).to_contain_text("You can download it again.")
    ask.get_by_role("button", name="Cancel").click()
    expect(hers).to_contain_text("Installed")
    hers.get_by_role("button", name="Delete htdemucs").click()
    ask.get_by_role("button", name="Delete").click()
    for shown in (mine, hers):
        expect(shown).to_contain_text("Not installed")
    expect(ann.get_by_text("htdemucs is deleted; 84.0 kB are free again.")).to_be_visible()


def test_a_fetch_is_cancelled_and_says_what_is_left_of_it(
    scripted: Served, scripted_windows: Windows
) -> None:
    def begin(request: stems.PullRequest, report: Report, halt: Halt) -> stems.PullReport:
        request.models_folder.mkdir(parents=True, exist_ok=True)
        (request.models_folder / f"{HTDEMUCS}.part").write_bytes(bytes(36_000_000))
        return Gate(fetch)(request, report, halt)  # pyright: ignore[reportReturnType]  — never opened

    scripted.script(stems.PULL.name, begin)
    window = scripted_windows.open("/models")
    row = model(window, "htdemucs")
    row.get_by_role("button", name="Download htdemucs").click()
    expect(row).to_contain_text("Downloading")
    row.get_by_role("button", name="Cancel htdemucs").click()
    expect(row).to_contain_text("Not installed")
    expect(row).to_contain_text("36.0 MB of it are here; a download goes on from there.")
    wait_until(lambda: scripted.is_in("pull", JobState.CANCELLED), "it was not cancelled")
    row.get_by_role("button", name="Delete htdemucs").click()
    window.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row).not_to_contain_text("are here")


def test_a_fetch_that_fails_says_why_and_is_tried_again(
    scripted: Served, scripted_windows: Windows
) -> None:
    scripted.script(stems.PULL.name, failing(WeightsMissing(OFFLINE), times=1, then=fetch))
    window = scripted_windows.open("/models")
    row = model(window, "htdemucs")
    row.get_by_role("button", name="Download htdemucs").click()
    expect(row.get_by_role("alert")).to_have_text(OFFLINE)
    expect(row).to_contain_text("Failed")
    window.reload()
    expect(row.get_by_role("alert")).to_have_text(OFFLINE)
    row.get_by_role("button", name="Retry htdemucs").click()
    expect(row).to_contain_text("Installed")
    expect(row.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("way", ["picked", "dropped"])
def test_a_checkpoint_is_imported_from_files(
    scripted: Served, scripted_windows: Windows, tmp_path: Path, way: str
) -> None:
    scripted.script(stems.IMPORT.name, take_in)
    folder = tmp_path / "brought"
    folder.mkdir()
    files = [*write_tiny_checkpoint(folder, "mine", SIX), folder / "mine.yaml"]
    window = scripted_windows.open("/models")
    expect(model(window, "htdemucs")).to_be_visible()
    if way == "picked":
        window.locator("[data-testid=checkpoints]").set_input_files(files)
    else:
        drop(window, files)
    expect(window.get_by_text("mine can be used now.")).to_be_visible()
    expect(model(window, "mine")).to_contain_text("Installed")
    expect(model(window, "mine").locator(".stem-sign")).to_have_count(6)
    expect(window.get_by_text("Your own weights")).to_be_visible()
    expect(window.get_by_text("mine can be used now.")).to_have_count(0)  # it is said for a while
    window.locator("[data-testid=checkpoints]").set_input_files(folder / "mine.yaml")
    expect(window.get_by_text("mine can be used now.")).to_be_visible()


def test_a_checkpoint_that_cannot_be_used_is_refused_in_a_sentence(
    chromium: Browser, scripted: Served, tmp_path: Path
) -> None:
    scripted.script(stems.IMPORT.name, take_in)
    bad = tmp_path / "12345678-12345678.th"
    bad.write_bytes(b"no weights")
    with Windows(chromium, scripted.address, scripted.cookies()) as windows:
        window = windows.open("/models")
        window.locator("[data-testid=checkpoints]").set_input_files(bad)
        expect(window.get_by_text("12345678-12345678.th is damaged")).to_be_visible()
        expect(window.get_by_role("button", name="Import a model")).to_be_visible()
        windows.problems.clear()  # the browser itself writes down that the answer was 422


def test_the_library_offers_the_draft_too(scripted: Served, scripted_windows: Windows) -> None:
    window = open_without_weights(scripted, scripted_windows)
    twin = row(window, "Twin song")
    expect(twin.get_by_text(OFFLINE, exact=True)).to_be_visible()
    twin.get_by_role("button", name="Make a draft instead Twin song").click()
    expect(twin.get_by_text("Ready", exact=True)).to_be_visible()
    assert (
        next(job for job in scripted.jobs() if job.stage == "separate").arguments["engine"]
        == "draft"
    )


def open_without_weights(scripted: Served, windows: Windows) -> Page:
    """Open the library where one separation failed for want of weights; the next succeeds."""
    missing = failing(WeightsMissing(OFFLINE), times=1, then=separate)
    scripted.script(stems.SEPARATE.name, missing)
    window = windows.open()
    asked = "name=song.wav&engine=demucs&model=htdemucs"
    address = f"{scripted.address}/api/v1/uploads?{asked}"
    assert window.request.post(address, data=b"some music").status == 201
    return window


def test_without_weights_stems_are_made_with_the_draft_engine_in_one_click(
    scripted: Served, scripted_windows: Windows
) -> None:
    window = open_without_weights(scripted, scripted_windows)
    open_track(window, "Twin song")
    expect(job_row(window, "separate").get_by_text(OFFLINE, exact=True)).to_be_visible()
    trouble = window.locator(".trouble")
    expect(trouble.get_by_text(OFFLINE, exact=True)).to_be_visible()
    expect(trouble.get_by_role("link", name="Models")).to_have_attribute("href", "/models")
    for size in SIZES:
        window.set_viewport_size({"width": size[0], "height": size[1]})
        trouble.scroll_into_view_if_needed()
        shoot(window, "track-without-weights")
    trouble.get_by_role("button", name="Make a draft instead").click()
    expect(window.locator(".stem-sign")).to_have_count(4)
    expect(trouble).to_be_hidden()
    newest = next(job for job in scripted.jobs() if job.stage == "separate")
    assert newest.arguments["engine"] == "draft"


def test_the_models_at_every_width(scripted: Served, scripted_windows: Windows) -> None:
    folder = scripted.settings.models_folder
    folder.mkdir()
    write_tiny_checkpoint(folder, "mine")
    (folder / "5c90dfd2-34c22ccb.th.part").write_bytes(bytes(23_000_000))
    scripted.script(stems.PULL.name, failing(StorageFailed(FULL)))
    window = scripted_windows.open("/models")
    model(window, "htdemucs_ft").get_by_role("button", name="Download").click()
    expect(model(window, "htdemucs_ft").get_by_role("alert")).to_be_visible()
    gate = Gate(fetch)
    scripted.script(stems.PULL.name, gate)
    model(window, "htdemucs").get_by_role("button", name="Download").click()
    for size in SIZES:
        window = scripted_windows.open("/models", size)
        expect(model(window, "htdemucs")).to_contain_text("50 %")
        shoot(window, "models")
        model(window, "mine").get_by_role("button", name="Delete").click()
        expect(window.get_by_role("dialog")).to_be_visible()
        shoot(window, "models-delete")


FULL = (
    "f7e0c4bc-ba3fe64a.th needs 84.0 MB more, and /srv/studio/models has only 12.3 MB left. "
    "Free some space, then try again."
)


def open_as(scripted: Served, windows: Windows, email: str) -> Page:
    """Open the models for somebody else."""
    context = windows.browser()
    context.clear_cookies()
    token = visitors.make_token(scripted.tools, email)
    context.add_cookies([{"name": visitors.COOKIE, "value": token, "url": scripted.address}])
    return windows.add(context, "/models")


def drop(window: Page, files: list[Path]) -> None:
    """Drop files somewhere on the page."""
    brought = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in files]
    carried = window.evaluate_handle(
        """(files) => {
          const carried = new DataTransfer();
          for (const [name, content] of files) {
            const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
            carried.items.add(new File([bytes], name));
          }
          return carried;
        }""",
        brought,
    )
    window.dispatch_event("body", "dragenter", {"dataTransfer": carried})
    window.dispatch_event("body", "drop", {"dataTransfer": carried})
