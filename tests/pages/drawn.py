"""A page without a browser: something is drawn on it, and read as somebody sees it."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from nicegui import Client, ui


def draw(play: Callable[[], None]) -> None:
    """Let ``play`` draw on a page, on a loop of its own."""

    async def show() -> None:
        client = Client(ui.page("/"))
        with client:
            play()
        client.delete()

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, show()).result()


def words_in(element: ui.element) -> list[str]:
    """Return what somebody sees, the hidden and what only opens left out."""
    return list(_read(element))


def _read(element: ui.element) -> Iterator[str]:
    if not element.visible or element.tag == "dialog":
        return
    if isinstance(element, ui.label):
        yield element.text
    for child in element:
        yield from _read(child)
