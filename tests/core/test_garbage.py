"""Garbage is collected in pieces: what was looked at is put aside, and no cycle stays for good."""

import asyncio
import gc
import weakref

from app.core.garbage import collected_in_pieces
from tests.houses import PATIENCE_SECONDS

SOON_SECONDS = 0.01


class Knot:
    """Something that only a look at cycles frees."""

    def __init__(self) -> None:
        self.self = self


class Watcher:
    """Sees a knot being freed."""

    def __init__(self, knot: Knot) -> None:
        self._freed = asyncio.Event()
        self._seen = weakref.ref(knot, lambda _: self._freed.set())

    async def wait(self) -> None:
        """Return when it is."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._freed.wait()


def test_new_garbage_is_freed_and_what_lives_is_put_aside() -> None:
    async def live() -> None:
        before = gc.get_freeze_count()
        async with collected_in_pieces(every_seconds=SOON_SECONDS):
            at_start = gc.get_freeze_count()
            assert at_start > before
            held = [[number] for number in range(10_000)]
            await Watcher(Knot()).wait()
            assert gc.get_freeze_count() > at_start + len(held) / 2

    asyncio.run(live())


def test_what_was_put_aside_and_became_garbage_is_freed_in_the_end() -> None:
    async def live() -> None:
        knot = Knot()
        watcher = Watcher(knot)
        async with collected_in_pieces(every_seconds=SOON_SECONDS, turns=3):
            del knot
            await watcher.wait()

    asyncio.run(live())


def test_python_looks_at_everything_by_itself_again_afterwards() -> None:
    async def live() -> int:
        async with collected_in_pieces(every_seconds=SOON_SECONDS):
            return gc.get_threshold()[2]

    before = gc.get_threshold()
    assert asyncio.run(live()) > 1_000_000
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
