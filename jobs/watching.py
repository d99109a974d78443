"""The thread that looks into the folders of the server, so that nobody has to ask for it."""

import threading

import structlog

from app.core.errors import SoundForgeError
from app.pipeline import Crew, Tools, Watch, look_around

log = structlog.get_logger()

BEAT_SECONDS = 1.0
"""How often it is asked which folders are due; whoever wants a look at once waits so long."""


class Watcher:
    """Looks into one folder after the other while the workers of this process are at work.

    It is a thread and no job: most looks find nothing, and a row for each would drown the others.
    What it finds is worked on in jobs.
    """

    def __init__(self, tools: Tools, crew: Crew) -> None:
        self._tools = tools
        self._crew = crew
        self._watch = Watch()
        self._thread = threading.Thread(target=self._look_on, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Wait until it has heard that the crew goes home."""
        if self._thread.is_alive():
            self._thread.join(timeout=self._tools.settings.stop_seconds)

    def _look_on(self) -> None:
        beat_seconds = min(BEAT_SECONDS, self._tools.settings.watch_seconds)
        while not self._crew.going_home.wait(beat_seconds):
            try:
                look_around(self._tools, self._watch, stop=self._crew.going_home)
            except SoundForgeError as error:
                log.warning("watcher.troubled", reason=str(error))
            except Exception:
                log.exception("watcher.broken")
