"""What people feel while the studio works: pages, music, progress, scrolling, on one machine.

A real ``sfa serve`` with a library of a thousand tracks, a real Chromium with its player, and two
separations of songs of ten minutes that are at work all the time.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import Page

from bench.studio.figures import Spread, judge, load_average, say, spread_of
from bench.studio.running import (
    Running,
    Work,
    fill,
    running_studio,
    separating,
    write_long_songs,
)
from bench.studio.screens import Ledger, lags_ms, scroll, watch_screen
from bench.studio.visits import Visits
from bench.studio.weights import write_htdemucs
from bench.studio.window import Listener, Playing, open_window, play

SECONDS = 30.0
PAGES_LIMIT_MS = 100.0
SCREEN_LIMIT_MS = 300.0
START_LIMIT_MS = 500.0
FRAME_LIMIT_MS = 20.0
STARTS = 8
EVENTS = 20
EVENTS_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Round:
    """What one round of measurements gave; ``lags_ms`` is empty when nothing happened."""

    pages: dict[str, Spread]
    all_pages: Spread
    playing: Playing
    first_start_ms: float
    starts: Spread
    lags_ms: list[float]
    troubles: list[str]


def main() -> None:
    """Print what is measured on the idle and on the working studio, beside what is promised."""
    with tempfile.TemporaryDirectory() as place, running_studio(Path(place) / "data") as studio:
        songs = write_long_songs(Path(place))
        write_htdemucs(studio.settings.models_folder)
        track = fill(studio)
        with open_window(studio) as window:
            watch_screen(window)
            idle = _measure("nothing else at work", studio, window, track, is_working=False)
            ok = [judge("click to sound", idle.starts.high, limit=START_LIMIT_MS, unit="ms")]
            ok += _scroll(window)
            for engine, model in (("draft", "draft"), ("demucs", "htdemucs")):
                with separating(studio, songs, engine=engine, model=model) as work:
                    found = _measure(
                        f"two separations, {engine}", studio, window, track, is_working=True
                    )
                    ok += _judge(found, work)
                songs = []  # they are there from now on
    print(f"  {'all of it holds' if all(ok) else 'NOT all of it holds'}")


def _measure(
    what: str, studio: Running, window: Page, track: dict[str, Any], *, is_working: bool
) -> Round:
    """Visit, play and look on at the same time."""
    print(f"  -- {what}; load {load_average()}")
    manifest = studio.client.get(f"/api/v1/tracks/{track['id']}/player").json()
    starts = [play(window, track["title"]) for _ in range(STARTS)]
    ledger, listener = Ledger(studio), Listener(window)
    pages_url = manifest["stems"][0]["pages_url"]
    visits = Visits(studio, seconds=SECONDS, track_id=track["id"], pages_url=pages_url)
    ledger.start()
    visits.start()
    window.wait_for_timeout(1000 * SECONDS)
    playing = listener.stop()
    visits.join()
    _wait_for_events(window, ledger, is_working=is_working)
    found = Round(
        pages={kind: spread_of(times) for kind, times in visits.milliseconds.items()},
        all_pages=spread_of([one for times in visits.milliseconds.values() for one in times]),
        playing=playing,
        first_start_ms=starts[0],
        starts=spread_of(starts[1:]),
        lags_ms=lags_ms(window, ledger.happenings),
        troubles=visits.troubles,
    )
    _show(found)
    return found


def _wait_for_events(window: Page, ledger: Ledger, *, is_working: bool) -> None:
    """Look on until enough has happened, then give the screen a moment to show the last of it."""
    deadline = monotonic() + EVENTS_PATIENCE_SECONDS
    while is_working and len(ledger.happenings) < EVENTS and monotonic() < deadline:
        window.wait_for_timeout(500)
    ledger.stop()
    window.wait_for_timeout(1000)


def _show(found: Round) -> None:
    for kind, spread in {**found.pages, "all of them": found.all_pages}.items():
        say(f"{kind}, ms", spread)
    say("click to sound, ms", f"{found.starts}; the first {found.first_start_ms:.0f}")
    if found.lags_ms:
        say("event to screen, ms", spread_of(found.lags_ms))
    played = found.playing
    say(
        f"player, {played.seconds:.1f} s of music",
        f"{played.missed_frames} frames missed, {played.underruns} underruns "
        f"({played.silent_ms:.0f} ms), clock {played.behind_ms:+.0f} ms",
    )
    for trouble in found.troubles:
        say("trouble", trouble)
    say("load afterwards", load_average())


def _judge(found: Round, work: Work) -> list[bool]:
    worst = max(spread.high for spread in found.pages.values())
    say("separations at work", f"{min(work.counts)} to {max(work.counts)}, each second")
    return [
        judge("pages, p95 of all", found.all_pages.high, limit=PAGES_LIMIT_MS, unit="ms"),
        judge("pages, p95 of the slowest kind", worst, limit=PAGES_LIMIT_MS, unit="ms"),
        judge("frames the player missed", found.playing.missed_frames, limit=0, unit="frames"),
        judge("underruns", _underruns(found.playing), limit=0, unit="underruns"),
        _judge_lags(found.lags_ms),
        not found.troubles,
    ]


def _underruns(played: Playing) -> int:
    """Return the underruns; a browser that does not count them has proved nothing."""
    if played.underruns is None:
        message = "This Chromium does not count underruns. Take a newer one."
        raise SystemExit(message)
    return played.underruns


def _judge_lags(lags: list[float]) -> bool:
    if len(lags) < EVENTS:
        print(f"  FAILS  event to screen: only {len(lags)} events were seen, of {EVENTS} wanted")
        return False
    return judge("event to screen, p95", spread_of(lags).high, limit=SCREEN_LIMIT_MS, unit="ms")


def _scroll(window: Page) -> list[bool]:
    """Scroll the table and then the cards, and go back to the table."""
    table = scroll(window, ".ag-body-viewport")
    window.get_by_role("button", name="Cards").click()
    window.wait_for_selector(".card")
    cards = scroll(window, ".cards")
    window.get_by_role("button", name="Table").click()
    window.locator(".tracks-table").wait_for(state="visible")
    window.evaluate("() => document.querySelector('.ag-body-viewport').scrollTo(0, 0)")
    held: list[bool] = []
    for what, found in (("table", table), ("cards", cards)):
        frames = spread_of(found["deltas"])
        say(f"scrolling the {what}, ms a frame", frames)
        say("  frames with rows still empty", found["blank"])
        held.append(judge(f"{what}, p95 of a frame", frames.high, limit=FRAME_LIMIT_MS, unit="ms"))
    return held
