"""How often somebody may try: a window of time in which attempts are counted."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from time import monotonic

MOST_KEYS = 10_000
AT_ONCE = 2
"""Argon2 takes 64 MB and a core for each password; a crowd of guesses has to stand in line."""


def _two_places() -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)


@dataclass
class Attempts:
    """Counts attempts per key and refuses those above ``limit`` in ``window_seconds``.

    ``places`` is for whoever proves a password: so many at once.
    """

    limit: int = 10
    window_seconds: float = 600.0
    places: asyncio.Semaphore = field(default_factory=_two_places)
    _made: dict[str, deque[float]] = field(default_factory=dict[str, deque[float]])

    def wait_seconds(self, key: str) -> float:
        """Count one more attempt and return 0, or how long to wait if there were too many."""
        now = monotonic()
        made = self._made.setdefault(key, deque())
        while made and made[0] <= now - self.window_seconds:
            made.popleft()
        if len(made) >= self.limit:
            return made[0] + self.window_seconds - now
        made.append(now)
        self._make_room(now)
        return 0.0

    def forgive(self, key: str) -> None:
        """Forget the attempts of somebody who proved to be the right one."""
        self._made.pop(key, None)

    def _make_room(self, now: float) -> None:
        if len(self._made) <= MOST_KEYS:
            return
        oldest = now - self.window_seconds
        self._made = {key: made for key, made in self._made.items() if made and made[-1] > oldest}
        while len(self._made) > MOST_KEYS:
            del self._made[next(iter(self._made))]
