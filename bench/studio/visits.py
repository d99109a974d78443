"""People's requests, at a pace that does not wait for the answers."""

import asyncio
import itertools
import random
import threading
from collections import defaultdict
from time import perf_counter

import httpx

from bench.studio.running import Running

PER_SECOND = 10.0
PAGES = 20
"""Pages of PCM that the demo song has, at the least."""


class Visits(threading.Thread):
    """Asks for pages and answers for a while; ``milliseconds`` has how long each kind took.

    Every request leaves at its own moment, whether or not those before it have been answered, and
    is timed from that moment: a server that hangs is not asked less often for it.
    """

    def __init__(self, studio: Running, *, seconds: float, track_id: str, pages_url: str) -> None:
        super().__init__(name="visits")
        self.milliseconds: defaultdict[str, list[float]] = defaultdict(list)
        self.troubles: list[str] = []
        self._studio = studio
        self._seconds = seconds
        self._addresses = {
            "/": lambda: "/",
            "/track/{id}": lambda: f"/track/{track_id}",
            "/api/v1/tracks": lambda: "/api/v1/tracks?count=100",
            "/health": lambda: "/health",
            "a page of PCM": lambda: f"{pages_url}/{random.randrange(0, PAGES)}",  # noqa: S311
        }

    def run(self) -> None:
        """Ask for ``seconds``, then wait for what is still to be answered."""
        asyncio.run(self._visit())

    async def _visit(self) -> None:
        kinds = itertools.cycle(self._addresses)
        async with (
            httpx.AsyncClient(
                base_url=self._studio.address, cookies=self._studio.client.cookies, timeout=30
            ) as client,
            asyncio.TaskGroup() as group,
        ):
            start = perf_counter()
            for number in range(int(self._seconds * PER_SECOND)):
                due = start + number / PER_SECOND
                await asyncio.sleep(max(0.0, due - perf_counter()))
                group.create_task(self._ask(client, next(kinds), due))

    async def _ask(self, client: httpx.AsyncClient, kind: str, due: float) -> None:
        answer = await client.get(self._addresses[kind](), headers={"accept": "text/html,*/*"})
        self.milliseconds[kind].append(1000 * (perf_counter() - due))
        if not answer.is_success:
            self.troubles.append(f"{kind}: {answer.status_code}")
