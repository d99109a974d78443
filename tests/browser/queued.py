"""A studio whose tracks have music that a test knows to the sample, without any work on them."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import numpy.typing as npt
import soundfile
from playwright.sync_api import Locator, Page

from app import accounts, library, stems
from app.core.audio import Inspection, Tags
from app.library import TrackSource
from tests.browser.served import Served
from tests.browser.slow import truly
from tests.houses import sha256_of
from tests.twins import ScriptedWorkshop

RATE_HZ = 44_100
Samples = npt.NDArray[np.float64]
Music = Callable[[Samples], Samples]

ASK = """([ids, mode, start]) => {
  window.dispatchEvent(new CustomEvent("sfa:queue", { detail: { ids, mode, start } }));
}"""

FIND = """() => {
  const host = document.querySelector(".sfa-player")?.parentElement;
  const mounted = host && getElement(Number(host.id.slice(1))).mounted;
  const { player, jukebox, preview } = mounted ?? {};
  Object.assign(window, { player, jukebox, preview });
  return !!mounted;
}"""


def make_workshop() -> ScriptedWorkshop:
    """Return a workshop that draws in earnest."""
    workshop = ScriptedWorkshop()
    workshop.behaviours[stems.DRAW.name] = truly(stems.DRAW)
    return workshop


def owner_of(served: Served) -> UUID:
    """Return whose studio it is."""
    with served.tools.database.reading() as session:
        return accounts.get_by_email(session, served.settings.owner_email).id


def put_music(
    served: Served,
    title: str,
    music: Music,
    *,
    frames: int = 4 * RATE_HZ,
    rate_hz: int = RATE_HZ,
    skip: int = 0,
) -> UUID:
    """Add a track of what ``music`` gives for its times, the first ``skip`` frames left out."""
    track_id = uuid4()
    times = (np.arange(frames) + skip).astype(np.float64) / rate_hz
    file = served.tools.media.scratch(track_id) / "audio"
    left = music(times)
    soundfile.write(file, np.column_stack([left, left]), rate_hz, format="WAV", subtype="PCM_16")
    with served.tools.database.transaction() as session:
        library.add_track(
            session,
            _inspection(title, frames, rate_hz),
            track_id=track_id,
            owner_id=owner_of(served),
            file_name=f"{title}.wav",
            content_hash=sha256_of(track_id.bytes),
            size_bytes=file.stat().st_size,
            source=TrackSource.FILE,
        )
    served.tools.media.put(library.media_key_of(track_id), file)
    served.tools.media.drop_scratch(track_id)
    return track_id


def read_music(served: Served, track_id: UUID) -> Samples:
    """Return what a track's file says, on one side."""
    path: Path = served.tools.media.path(library.media_key_of(track_id))
    samples, _ = soundfile.read(path)
    return np.asarray(samples[:, 0], dtype=np.float64)


def find(window: Page) -> None:
    """Give the player and its queue names that scripts of this window can use."""
    window.wait_for_function(FIND)


def queue(window: Page, *ids: UUID, mode: str = "replace", start: int = 0) -> None:
    """Ask for tracks, as any part of the studio does."""
    window.evaluate(ASK, [[str(one) for one in ids], mode, start])


def queued_row(window: Page, title: str) -> Locator:
    """Return a row of the queue."""
    return window.locator(f".sfa-queue-row:has-text('{title}')")


def _inspection(title: str, frames: int, rate_hz: int) -> Inspection:
    return Inspection(
        duration_seconds=frames / rate_hz,
        sample_rate_hz=rate_hz,
        channels=2,
        container="wav",
        codec="pcm",
        bits=16,
        peak_db=-1.0,
        tags=Tags(title=title),
    )
