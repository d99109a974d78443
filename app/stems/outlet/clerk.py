"""A thread that does what is handed to it, one piece after the other, while others go on."""

import threading
from collections.abc import Callable
from queue import Queue

Piece = Callable[[], None]

_MOST_WAITING = 4
"""So many pieces wait; whoever is faster than the clerk waits too, and memory stays as it is."""


class Clerk:
    """Works off pieces in their order; the first error ends the work, and the others hear it."""

    def __init__(self, name: str) -> None:
        self._pieces: Queue[Piece | None] = Queue(_MOST_WAITING)
        self._error: BaseException | None = None
        self._is_wanted = True
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def hand(self, piece: Piece) -> None:
        """Hand over a piece, and wait for room if the clerk is behind.

        Raises:
            Exception: what an earlier piece raised.
        """
        if self._error is not None:
            raise self._error
        self._pieces.put(piece)

    def finish(self) -> None:
        """Wait until all is done.

        Raises:
            Exception: what a piece raised.
        """
        self._end()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Wait for the piece at hand and forget the others; nothing is raised."""
        self._is_wanted = False
        self._end()

    def _end(self) -> None:
        if self._thread.is_alive():
            self._pieces.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (piece := self._pieces.get()) is not None:
            if not self._is_wanted or self._error is not None:
                continue  # so that nobody waits for room in vain
            try:
                piece()
            except BaseException as error:  # noqa: BLE001  — raised where the work is handed over
                self._error = error
