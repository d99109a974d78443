"""Collect garbage in small pieces, so that no answer waits for it.

Python stops the whole process to look for cycles, and the time grows with all that lives: 0.4
microseconds an object.
A started studio has 270,000 objects and every open page adds five thousand, so by default a busy
one stands still for a tenth to half a second, several times a minute.
Here what has been looked at is put aside, and only what is new since is looked at every ten
seconds; nearly all garbage is freed at once anyway, because it is in no cycle.
"""

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from itertools import count

EVERY_SECONDS = 10.0

_TURNS = 180
"""Every half an hour, what was put aside is looked at too."""

_YOUNG = 5_000
_NEVER = 1_000_000_000


@asynccontextmanager
async def collected_in_pieces(
    *, every_seconds: float = EVERY_SECONDS, turns: int = _TURNS
) -> AsyncGenerator[None, None]:
    """Look after this process's garbage until the end; enter when everything is started.

    Everything is looked at in every ``turns``-th turn, and only what is new in the others.
    """
    young, middle, old = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(max(young, _YOUNG), middle, _NEVER)
    task = asyncio.create_task(_collect(every_seconds, turns), name="garbage")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        gc.set_threshold(young, middle, old)
        gc.unfreeze()


async def _collect(every_seconds: float, turns: int) -> None:
    for turn in count(1):
        await asyncio.sleep(every_seconds)
        if turn % turns == 0:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
