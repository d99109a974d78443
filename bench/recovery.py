"""How soon work that a kill -9 orphaned is taken up again, on both editions."""

import os
import signal
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from app.core.settings import Settings
from app.pipeline import Job
from tests import editions
from tests.houses import House
from tests.programs import Program
from tests.songs import write_song

DEFAULTS = {"keeper_seconds": 0.5, "job_lease_seconds": 15.0}


def main() -> None:
    """Print seconds from the kill to the next claim, with the settings as shipped."""
    with tempfile.TemporaryDirectory() as place:
        with editions.embedded(Path(place) / "embedded", **DEFAULTS) as settings:
            print(f"  embedded, start included : {_recover(settings, 'serve'):6.2f} s  (limit 3)")
        if not editions.are_services_up():
            print(f"  grown: {editions.HOW_TO_START}")
            return
        with editions.grown(Path(place) / "grown", **DEFAULTS) as settings:
            print(
                f"  grown, by another worker   : {_recover(settings, 'worker'):6.2f} s  (limit 20)"
            )


def _recover(settings: Settings, command: str) -> float:
    """Kill the program that holds a separation, start another, and wait for its claim."""
    song = write_song(settings.data_folder / "song.wav", seconds=240.0)
    with House(settings) as house, Program(settings, command) as victim:
        house.submit(song.read_bytes())
        _wait(lambda: _separation(house, by=victim.pid) is not None)
        os.kill(victim.pid, signal.SIGKILL)
        start = perf_counter()
        with Program(settings, command) as heir:
            _wait(lambda: _separation(house, by=heir.pid) is not None)
            return perf_counter() - start


def _separation(house: House, *, by: int) -> Job | None:
    held = (job for job in house.jobs() if job.stage == "separate" and job.worker)
    return next((job for job in held if f":{by}:" in str(job.worker)), None)


def _wait(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not condition():
        pause.wait(0.02)
