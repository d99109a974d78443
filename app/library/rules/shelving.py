"""Crates that lie in crates: their order, how deep they go, and where those are that are deleted.

A place below zero is hidden: what was deleted together has gone the same number of steps down, and
comes back to where it stood when it goes as many up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar
from uuid import UUID

MOST_DEEP: Final = 8
"""So many crates may lie in each other, the outermost counted."""

STEP: Final = 4096
"""How far below a deleted crate goes; places that are shown are fewer."""


class Crate(Protocol):
    """What tells where a crate stands."""

    @property
    def id(self) -> UUID:
        """Return which one it is."""
        ...

    @property
    def parent_id(self) -> UUID | None:
        """Return the crate it lies in."""
        ...

    @property
    def place(self) -> int:
        """Return where it stands there."""
        ...

    @property
    def changed_at(self) -> datetime:
        """Return when somebody last changed it."""
        ...


Kind = TypeVar("Kind", bound=Crate)


@dataclass(frozen=True)
class Shelf(Generic[Kind]):
    """All crates of a person that are shown, by what they lie in, in their order."""

    crates: dict[UUID, Kind]
    inside: dict[UUID | None, list[Kind]]

    def within(self, crate: Kind) -> Iterator[Kind]:
        """Yield a crate and all that lies in it, each before what lies in it."""
        yield crate
        for one in self.inside.get(crate.id, ()):
            yield from self.within(one)

    def in_order(self) -> Iterator[Kind]:
        """Yield all crates from top to bottom, each before what lies in it."""
        for one in self.inside.get(None, ()):
            yield from self.within(one)

    def above(self, crate_id: UUID | None) -> list[Kind]:
        """Return a crate and those that it lies in, the innermost first."""
        found: list[Kind] = []
        while crate_id is not None:
            found.append(self.crates[crate_id])
            crate_id = found[-1].parent_id
        return found

    def height(self, crate: Kind) -> int:
        """Return how many crates lie in each other from this one on."""
        return 1 + max((self.height(one) for one in self.inside.get(crate.id, ())), default=0)


def put_on_shelf(crates: Iterable[Kind]) -> Shelf[Kind]:
    """Return crates as they lie in each other; equal places go by the last change."""
    known = {crate.id: crate for crate in crates}
    inside: defaultdict[UUID | None, list[Kind]] = defaultdict(list)
    for crate in sorted(known.values(), key=lambda it: (it.place, -it.changed_at.timestamp())):
        inside[crate.parent_id if crate.parent_id in known else None].append(crate)
    return Shelf(known, dict(inside))


def group_of(place: int) -> int:
    """Return which crates were deleted together, 0 for those that are shown."""
    return max(0, -(place // STEP))


def lowest_of(group: int) -> int:
    """Return the first of the places that a group of deleted crates has."""
    return -group * STEP
