"""How soon the screen shows what happened, and how evenly it moves."""

import sqlite3
import threading
from dataclasses import dataclass
from time import time
from typing import Any
from uuid import UUID

from playwright.sync_api import Page

from bench.studio.running import Running

LOOK_SECONDS = 0.005
"""How often the database is asked whether anything was committed; lags are that exact."""

OVER = 101
WAITING = -1

# A text counts from the frame that paints it, by the same clock as the database's watcher.
WATCH = """() => {
  window.seen = [];
  const last = new Map();
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    for (const row of document.querySelectorAll('.tracks-grid .ag-row[row-id]')) {
      const id = row.getAttribute('row-id');
      const text = row.querySelector('.state .number')?.textContent ?? 'Ready';
      if (last.get(id) !== text) window.seen.push([id, text, now]);
      last.set(id, text);
    }
  };
  const watcher = new MutationObserver(() => requestAnimationFrame(look));
  watcher.observe(document.querySelector('.tracks-grid'),
    { subtree: true, childList: true, characterData: true });
}"""

SCROLL = """async ([selector, seconds, speed]) => {
  let moved = document.querySelector(selector);
  while (moved.scrollHeight <= moved.clientHeight) moved = moved.parentElement;
  moved.scrollTop = 0;
  const deltas = [];
  let blank = 0;
  await new Promise((done) => {
    let begin = 0;
    let last = 0;
    const step = (now) => {
      if (last) deltas.push(now - last);
      begin ||= now;
      moved.scrollTop += last ? speed * (now - last) / 1000 : 0;
      last = now;
      if (moved.querySelector('.skeleton-line')) blank++;
      if (now - begin > 1000 * seconds) done();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  return { deltas, blank, place: moved.scrollTop };
}"""


@dataclass(frozen=True)
class Happening:
    """A job's row after a commit: what a screen has to show from then on, as a percentage."""

    at_ms: float
    track_id: UUID
    percent: int


class Ledger(threading.Thread):
    """Writes down when the rows of separations changed, seen from outside the studio."""

    def __init__(self, studio: Running) -> None:
        super().__init__(name="ledger")
        self.happenings: list[Happening] = []
        self._file = studio.settings.data_folder / "sound-forge.db"
        self._over = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        database = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)
        version, known = None, dict[str, int]()
        while not self._over.wait(LOOK_SECONDS):
            (now,) = database.execute("PRAGMA data_version").fetchone()
            if now != version:
                version = now
                self._read(database, known)
        database.close()

    def stop(self) -> None:
        """Look no longer."""
        self._over.set()
        self.join()

    def _read(self, database: sqlite3.Connection, known: dict[str, int]) -> None:
        at_ms = 1000 * time()
        asked = "SELECT id, track_id, state, progress FROM job WHERE stage = 'separate'"
        for job, track, state, progress in database.execute(asked).fetchall():
            percent = _percent(state, progress)
            if known.get(job, percent) != percent:
                self.happenings.append(Happening(at_ms, UUID(track), percent))
            known[job] = percent


def watch_screen(window: Page) -> None:
    """Let the page write down when which words about a track were painted."""
    window.evaluate(WATCH)


def lags_ms(window: Page, happenings: list[Happening]) -> list[float]:
    """Return how long each thing that happened took to the screen.

    A screen may pass over a percentage that was followed by a higher one at once; then the higher
    one counts.
    """
    seen = [(UUID(row), _read_text(text), at) for row, text, at in window.evaluate("() => seen")]
    lags: list[float] = []
    for one in happenings:
        shown = [at for row, percent, at in seen if row == one.track_id and percent >= one.percent]
        later = [at - one.at_ms for at in shown if at >= one.at_ms - 2 * 1000 * LOOK_SECONDS]
        if one.percent != WAITING and later:
            lags.append(max(0.0, min(later)))
    return lags


def scroll(window: Page, selector: str, *, seconds: float = 10.0) -> dict[str, Any]:
    """Scroll at three thousand pixels a second; return frame times in ms, and blank frames."""
    return window.evaluate(SCROLL, [selector, seconds, 3000])


def _percent(state: str, progress: float) -> int:
    if state == "queued":
        return WAITING
    return int(100 * progress + 0.5) if state == "processing" else OVER


def _read_text(text: str) -> int:
    number = text.removesuffix(" %")
    return int(number) if number.isdecimal() else (WAITING if text == "waiting" else OVER)
