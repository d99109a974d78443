"""Stretches of frames: which parts of a recording are there already, whatever the order."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
"""First frame, and the frame after the last."""


class Spans:
    """A set of frames, kept as as few spans as possible, in time."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in spans:
            self.add(start, end)

    def __iter__(self) -> Iterator[Span]:
        return zip(self._starts, self._ends, strict=True)

    def __len__(self) -> int:
        """Return how many spans there are, not how many frames."""
        return len(self._starts)

    @property
    def frames(self) -> int:
        """Return how many frames are in it."""
        return sum(self._ends) - sum(self._starts)

    @property
    def gapless_end(self) -> int:
        """Return the first frame that is not in it."""
        return self._ends[0] if self._starts and self._starts[0] == 0 else 0

    def add(self, start: int, end: int) -> None:
        """Add the frames from ``start`` to before ``end``, none of which may be in it.

        Raises:
            ValueError: if one is, or if that is no span.
        """
        if not 0 <= start < end:
            raise ValueError(f"{start} to {end} is no span")
        place = bisect_right(self._starts, start)
        if (place and self._ends[place - 1] > start) or (
            place < len(self._starts) and self._starts[place] < end
        ):
            raise ValueError(f"some of {start} to {end} is there already")
        joins_before = place > 0 and self._ends[place - 1] == start
        joins_after = place < len(self._starts) and self._starts[place] == end
        if joins_before and joins_after:
            self._ends[place - 1] = self._ends.pop(place)
            del self._starts[place]
        elif joins_before:
            self._ends[place - 1] = end
        elif joins_after:
            self._starts[place] = start
        else:
            self._starts.insert(place, start)
            self._ends.insert(place, end)

    def holds(self, start: int, end: int) -> bool:
        """Say whether all frames from ``start`` to before ``end`` are in it."""
        return self.first_missing(start) >= end

    def first_missing(self, start: int) -> int:
        """Return the first frame from ``start`` on that is not in it."""
        place = bisect_right(self._starts, start) - 1
        return max(start, self._ends[place]) if place >= 0 else start
