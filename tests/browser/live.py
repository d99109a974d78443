"""A studio with a song whose stems are made as the test says, and a window that plays it."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page, Request

from app import stems
from app.core import audio
from tests.browser.served import Served
from tests.browser.slow import SlowSeparation, read_mix, truly
from tests.browser.sound import find_player
from tests.browser.windows import PATIENCE_MS, WIDE, Windows
from tests.houses import wait_until
from tests.songs import write_song
from tests.twins import ScriptedWorkshop

SECONDS = 40.0
PAGE_FRAMES = 65_536
STEP = 1 / 32_768

FETCHED = "() => performance.getEntriesByType('resource').map((entry) => entry.name)"

LOAD = """([url, autoplay]) => {
  window.heard = [];
  player.addEventListener("state", () => heard.push(player.state));
  return player.load(url, { autoplay });
}"""


@dataclass
class Song:
    """One song on its way through the studio, and what its listener's window asked for."""

    served: Served
    windows: Windows
    slow: SlowSeparation
    track_id: str
    mix: npt.NDArray[np.float32]
    asked: list[str] = field(default_factory=list[str])

    @property
    def address(self) -> str:
        """Return where the player finds the song."""
        return f"/api/v1/tracks/{self.track_id}/player"

    def open(self, *, size: tuple[int, int] = WIDE, autoplay: bool = True) -> Page:
        """Open a window of the studio and load the song into its player."""
        window = self.windows.open("/", size)
        window.set_default_timeout(PATIENCE_MS)
        window.on("request", self._note)
        find_player(window)
        window.evaluate(LOAD, [self.address, autoplay])
        return window

    def separate_again(self, slow: SlowSeparation) -> None:
        """Start one more separation, which goes as told."""
        self.slow = slow
        self.served.script(stems.SEPARATE.name, slow)
        with self.windows.browser() as browser:
            answer = browser.request.post(
                f"{self.served.address}/api/v1/tracks/{self.track_id}/separations",
                data={"engine": "draft", "again": True},
            )
        assert answer.status == 201, answer.text()

    def give_up(self, window: Page) -> None:
        """Let the separation that a window listens to fail; what it is asking for then is gone."""
        separation = window.evaluate("() => player.manifest.separation_id")
        self.windows.may_be_gone.add(f"/separations/{separation}/")
        self.slow.fail()

    def requests(self, part: str, *, method: str = "GET") -> list[str]:
        """Return what the window asked for and has ``part`` in its address, in its order."""
        return [one for one in self.asked if part in one and one.startswith(method)]

    def mix_at(self, frame: int, frames: int) -> npt.NDArray[np.float32]:
        """Return what should be heard from a frame on."""
        return self.mix[frame : frame + frames]

    def _note(self, request: Request) -> None:
        self.asked.append(f"{request.method} {request.url.removeprefix(self.served.address)}")


def make_workshop() -> ScriptedWorkshop:
    """Return a workshop that looks at files and draws them in earnest."""
    workshop = ScriptedWorkshop()
    for task in (audio.INSPECT, stems.DRAW):
        workshop.behaviours[task.name] = truly(task)
    return workshop


def bring_song(
    served: Served, windows: Windows, folder: Path, *, seed: int, slow: SlowSeparation
) -> Song:
    """Import a song, and wait until its separation has started and waits for the test."""
    served.script(stems.SEPARATE.name, slow)
    path = write_song(folder / f"song {seed}.wav", seconds=SECONDS, seed=seed)
    with windows.browser() as browser:
        answer = browser.request.post(
            f"{served.address}/api/v1/uploads?name=song {seed}.wav&engine=draft",
            data=path.read_bytes(),
            headers={"content-type": "application/octet-stream"},
        )
        assert answer.status == 201, answer.text()
        found: list[str] = []

        def is_there() -> bool:
            rows = browser.request.get(f"{served.address}/api/v1/tracks").json()["rows"]
            found[:] = [row["id"] for row in rows if row["file_name"] == path.name]
            return bool(found) and slow.is_entered

        wait_until(is_there, "the song is not there")
    return Song(served, windows, slow, found[0], read_mix(path))


def drawn_from(window: Page, part: str) -> list[str]:
    """Return what the worker that draws has fetched and has ``part`` in its address."""
    (worker,) = [one for one in window.workers if one.url.endswith("/waveform.js")]
    fetched: list[str] = worker.evaluate(FETCHED)
    return [one for one in fetched if part in one]


def seconds_of(window: Page) -> float:
    """Return where the playhead is."""
    return float(window.evaluate("() => player.seconds"))


def wait_for_state(window: Page, state: str) -> None:
    """Wait until the player plays, waits, or whatever is told."""
    window.wait_for_function("(state) => player.state === state", arg=state)
