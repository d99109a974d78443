"""Where tests look in the library, and how they put files into it."""

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page
from pydantic import BaseModel

from app.core import audio
from app.core.audio import Inspection, Tags
from app.core.errors import UnusableAudio
from app.core.work import Report
from app.pipeline import Halt
from tests.twins import inspect


def row(window: Page, title: str) -> Locator:
    """Return a track's row in the table."""
    return window.locator(f".tracks-grid .ag-row:has-text('{title}')")


def job_row(window: Page, stage: str) -> Locator:
    """Return the rows of a stage's jobs on the page of a track, the newest first."""
    return window.locator(f"[data-job={stage}]")


def pick(window: Page, *files: FilePayload) -> None:
    """Choose files in the browser's dialog."""
    window.locator("[data-testid=picker]").set_input_files(files)


def pick_from_disk(window: Page, *paths: Path) -> None:
    """Choose files that are too large to be handed over in memory."""
    window.locator("[data-testid=picker]").set_input_files(paths)


def as_file(name: str, content: bytes = b"some music") -> FilePayload:
    """Return a file that a person may choose."""
    return {"name": name, "mimeType": "audio/wav", "buffer": content}


def open_track(window: Page, title: str) -> None:
    """Go from the library to the page of a track."""
    row(window, title).get_by_role("link", name=title).click()
    window.wait_for_url("**/track/*")
    window.get_by_role("heading", name=title).wait_for()


NO_MUSIC = b"Dear Ann"


def find_no_tags(request: BaseModel, report: Report, halt: Halt) -> Inspection:
    """Hear what is no music, and find nothing written in the rest."""
    assert isinstance(request, audio.InspectRequest)
    if request.path.read_bytes() == NO_MUSIC:
        raise UnusableAudio(f"'{request.name}' is no audio. Choose another file.")
    return inspect(request, report, halt).model_copy(update={"tags": Tags()})
