"""Who does the work of a command: this process, unless a studio runs on the same data folder."""

from time import monotonic

from app.boot import Studio
from app.cli import screen
from app.core.errors import Conflict

TRY_SECONDS = 1.0
"""How often a process that only follows tries to become the one who works."""


class Hands:
    """The hands that a command lends to a studio; another process may go away at any time."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._next_try_seconds = 0.0
        self._said_who_works = False

    @property
    def are_here(self) -> bool:
        """Say whether this process does the work, and not another one."""
        return self._studio.workers is not None

    def lend(self) -> None:
        """Work here unless another process does.

        Raises:
            SoundForgeError: if the studio as a whole cannot go on.
        """
        workers = self._studio.workers
        if workers is not None:
            if workers.crew.trouble:
                raise workers.crew.trouble
            return
        if monotonic() < self._next_try_seconds:
            return
        self._next_try_seconds = monotonic() + TRY_SECONDS
        try:
            self._studio.start_workers()
        except Conflict:
            if not self._said_who_works:
                screen.say("A studio is running on this data folder; it does the work.")
            self._said_who_works = True
