"""A tree of playlists while it is read: folders open and close as their tags do."""

from dataclasses import dataclass, field

from app.sources.lists.lines import NamedList


@dataclass
class Branch:
    """A folder or playlist that is not read to its end yet."""

    name: str
    is_folder: bool
    numbers: list[int] = field(default_factory=list[int])
    lists: list[NamedList] = field(default_factory=list[NamedList])

    def closed(self) -> NamedList:
        """Return it as it is now."""
        return NamedList(self.name, tuple(self.numbers), tuple(self.lists), self.is_folder)


class Tree:
    """Branches in branches; the outermost one is the root, which is no list itself."""

    def __init__(self) -> None:
        self._open: list[Branch] = []
        self._roots: list[NamedList] = []

    @property
    def top(self) -> Branch | None:
        """Return the branch that was opened last."""
        return self._open[-1] if self._open else None

    def open(self, name: str, *, is_folder: bool) -> None:
        """Begin a branch inside the one that is open."""
        self._open.append(Branch(name, is_folder))

    def close(self) -> None:
        """End the branch that was opened last."""
        if self._open:
            done = self._open.pop().closed()
            (self._open[-1].lists if self._open else self._roots).append(done)

    @property
    def lists(self) -> tuple[NamedList, ...]:
        """Return what is in the root, or the lists that there are beside it."""
        if len(self._roots) == 1 and self._roots[0].is_folder:
            return self._roots[0].lists
        return tuple(self._roots)
