"""From dropping a song of three minutes on the page to hearing its stems, in a real Chromium.

The studio runs with the settings as shipped, its network is as large as htdemucs and warm, and
Play is pressed as soon as the track is there: the mix is heard first, and its stems take over.
"""

import tempfile
from pathlib import Path
from time import monotonic

from playwright.sync_api import Page

from bench.separation import write_song
from bench.studio.figures import judge, load_average
from bench.studio.running import Running, running_studio, wait_until
from bench.studio.weights import write_htdemucs
from bench.studio.window import open_window

SECONDS = 180
WARM_UP_SECONDS = 20
LIMIT_SECONDS = 10.0

CHOICE = {"preset": "balanced"}
HEARD = "() => player.state === 'playing' && !!player.manifest.separation_id"


def main() -> None:
    """Print when the mix and when the stems are heard, beside what is promised."""
    with tempfile.TemporaryDirectory() as place, running_studio(Path(place) / "data") as studio:
        write_htdemucs(studio.settings.models_folder)
        studio.client.put("/api/v1/preferences/separation", json=CHOICE).raise_for_status()
        _warm(studio, write_song(Path(place) / "Warm Up.flac", WARM_UP_SECONDS))
        song = write_song(Path(place) / "Three Minutes.flac", SECONDS)
        with open_window(studio) as window:
            print(f"  load {load_average()}")
            _drop(studio, window, song)


def _warm(studio: Running, song: Path) -> None:
    """Have a short song taken apart, which leaves the network loaded in a child that waits."""
    asked = {"name": song.name}
    answer = studio.client.post("/api/v1/uploads", params=asked, content=song.read_bytes())
    answer.raise_for_status()
    wait_until(lambda: bool(studio.tracks("")))
    studio.rest()


def _drop(studio: Running, window: Page, song: Path) -> None:
    start = monotonic()
    window.locator("[data-testid=picker]").set_input_files(song)
    button = window.locator(".ag-row:has-text('Three Minutes') [aria-label^='Play']").first
    button.click()
    window.wait_for_function("() => player.state === 'playing'")
    print(f"  the mix is heard after {monotonic() - start:.1f} s")
    window.wait_for_function(HEARD)
    heard_seconds = monotonic() - start
    judge("drop to stems", heard_seconds, limit=LIMIT_SECONDS, unit="s")
    (job,) = studio.jobs("separate")
    print(f"  the separation is at {100 * job['progress']:.0f} % then")
    studio.client.post(f"/api/v1/jobs/{job['id']}/cancel").raise_for_status()
    asked = monotonic()
    wait_until(lambda: not studio.jobs("separate"))
    print(f"  it was cancelled within {monotonic() - asked:.1f} s")


if __name__ == "__main__":
    main()
