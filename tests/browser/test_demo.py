"""From an empty library to stems on one's own disk, with the song that the studio plays itself."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.conftest import DEMO_PATIENCE_SECONDS, DEMO_TITLE
from tests.browser.rows import open_track, row
from tests.browser.windows import Windows

DEMO_SECONDS = 45.75
DEMO_PATIENCE_MS = 1_000 * DEMO_PATIENCE_SECONDS


@pytest.mark.slow
def test_the_demo_song_turns_an_empty_library_into_one_with_stems(
    open_window: Callable[..., Page],
) -> None:
    window = open_window()
    welcome = window.get_by_text("Your library is empty")
    expect(welcome).to_be_visible()
    window.get_by_role("button", name="Try the demo song").click()
    expect(row(window, DEMO_TITLE)).to_be_visible(timeout=DEMO_PATIENCE_MS)
    expect(welcome).to_be_hidden()
    expect(row(window, DEMO_TITLE)).to_contain_text("Ready", timeout=DEMO_PATIENCE_MS)
    expect(row(window, DEMO_TITLE)).to_contain_text("128.0 BPM")
    open_track(window, DEMO_TITLE)
    expect(window.locator(".stem-sign")).to_have_count(4)
    window.locator("#content").get_by_role("button", name="Play").first.click()
    window.wait_for_selector(".sfa-player[data-state=playing]")


def test_one_stem_is_saved_as_sound(on_track: Page) -> None:
    saved = save(on_track, on_track.get_by_label("Download Vocals"))
    assert saved.suggested_filename == "Sound Forge Alchemy - Known Quantities (vocals).flac"
    assert abs(soundfile.info(saved.path()).duration - DEMO_SECONDS) < 0.01


def test_the_archive_has_every_stem_and_together_they_are_the_song(on_track: Page) -> None:
    count = on_track.locator(".stem-sign").count()
    archive = ZipFile(save(on_track, on_track.get_by_role("link", name="All as zip")).path())
    assert archive.testzip() is None
    assert len(set(archive.namelist())) == len(archive.namelist()) == count
    parts = [soundfile.read(io.BytesIO(archive.read(name)))[0] for name in archive.namelist()]
    assert all(np.abs(part).max() > 0.01 for part in parts)
    original = save(on_track, on_track.get_by_role("link", name="Original")).path()
    song, rate_hz = soundfile.read(original)
    assert len(song) == round(DEMO_SECONDS * rate_hz)
    residual = np.abs(np.sum(parts, axis=0) - song)
    assert residual.max() < 0.01  # stems have 24 bits, and the draft engine leaves nothing over


def test_the_analysis_is_saved_as_json(on_track: Page) -> None:
    saved = save(on_track, on_track.get_by_role("link", name="Analysis"))
    assert saved.suggested_filename.endswith(".json")
    heard = json.loads(Path(saved.path()).read_text(encoding="utf-8"))["analysis"]
    assert abs(heard["tempo_bpm"] - 128.0) < 0.02
    assert heard["frames"].keys() >= {"chroma", "mfcc", "spectral", "loudness"}
    assert heard["sections"]
    assert heard["cues"]


@pytest.fixture
def on_track(full_windows: Windows) -> Page:
    """Return a window on the page of the demo song."""
    window = full_windows.open()
    open_track(window, DEMO_TITLE)
    expect(window.locator(".stem-sign").first).to_be_visible()
    return window


def save(window: Page, link: Locator) -> Download:
    """Click a link that saves a file, and wait for the file."""
    with window.expect_download() as download:
        link.first.click()
    assert download.value.failure() is None
    return download.value
