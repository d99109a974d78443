"""A body that comes in piece by piece, on its way to a thread that writes it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from starlette.requests import ClientDisconnect

from app.core.errors import InvalidInput

Kept = TypeVar("Kept")

WRITERS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="upload")
"""Threads of their own: slow senders must not take the ones that answer other requests."""

BLOCK_BYTES = 1 << 20
MAX_BLOCKS = 4


class BrokenOff(InvalidInput):
    """The sender went away before everything was there."""


class Belt:
    """Blocks from the event loop to one thread; the loop waits, without blocking, for room."""

    def __init__(self) -> None:
        self._blocks: SimpleQueue[bytes | None] = SimpleQueue()
        self._room = asyncio.Semaphore(MAX_BLOCKS)
        self._loop = asyncio.get_running_loop()
        self._is_complete = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks in the thread.

        Raises:
            BrokenOff: if they end before all of them came.
        """
        while (block := self._blocks.get()) is not None:
            yield block
            self._loop.call_soon_threadsafe(self._room.release)
        if not self._is_complete:
            raise BrokenOff("The upload broke off. Send the file again.")

    async def put(self, block: bytes) -> None:
        """Add a block as soon as there is room."""
        await self._room.acquire()
        self._blocks.put(block)

    def end(self, *, is_complete: bool) -> None:
        """Say that no more comes."""
        self._is_complete = is_complete
        self._blocks.put(None)

    def stop_waiting(self) -> None:
        """Let the loop go on, because the thread has ended."""
        self._room.release()


async def receive(body: AsyncIterator[bytes], write: Callable[[Belt], Kept]) -> Kept:
    """Hand a body to ``write``, which runs in a thread; it hears if the body breaks off.

    Raises:
        BrokenOff: if the sender went away.
        SoundForgeError: whatever ``write`` raises.
    """
    belt = Belt()
    writing = asyncio.get_running_loop().run_in_executor(WRITERS, write, belt)
    writing.add_done_callback(lambda _: belt.stop_waiting())
    is_complete = False
    try:
        async for block in _in_blocks(body):
            await belt.put(block)
            if writing.done():
                break  # it failed, and the reason is raised below
        is_complete = True
    except ClientDisconnect:
        pass  # the thread says so
    finally:
        belt.end(is_complete=is_complete)
        await asyncio.wait([writing])
    return await writing


async def _in_blocks(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Put small pieces together, so that the thread is not woken for each."""
    parts: list[bytes] = []
    size_bytes = 0
    async for piece in body:
        parts.append(piece)
        size_bytes += len(piece)
        if size_bytes >= BLOCK_BYTES:
            yield b"".join(parts)
            parts, size_bytes = [], 0
    if size_bytes:
        yield b"".join(parts)
