"""A catalog: plug-ins by name, with help for those who misspell one."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Generic, Protocol, TypeVar

from app.core.errors import NotFound


class Named(Protocol):
    """Whatever goes into a catalog carries the name it is found by."""

    @property
    def name(self) -> str:
        """Return the name, lower case, unique in its catalog."""
        ...


Plugin = TypeVar("Plugin", bound=Named)


class Catalog(Generic[Plugin]):
    """An ordered, read-only collection of plug-ins of one kind, such as ``"stem engine"``."""

    def __init__(self, kind: str, plugins: Iterable[Plugin]) -> None:
        self.kind = kind
        self._plugins: dict[str, Plugin] = {}
        for plugin in plugins:
            if self._plugins.setdefault(plugin.name, plugin) is not plugin:
                message = f"There are two {kind}s called '{plugin.name}'."
                raise ValueError(message)

    def __iter__(self) -> Iterator[Plugin]:
        return iter(self._plugins.values())

    def __contains__(self, name: object) -> bool:
        return name in self._plugins

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names in the catalog's order."""
        return tuple(self._plugins)

    def get(self, name: str) -> Plugin:
        """Return the plug-in called ``name``.

        Raises:
            NotFound: if there is none; the message suggests the nearest name.
        """
        if name in self._plugins:
            return self._plugins[name]
        close = get_close_matches(name, self._plugins, n=1)
        hint = f"Did you mean '{close[0]}'?" if close else f"There are: {', '.join(self.names)}."
        raise NotFound(f"There is no {self.kind} called '{name}'. {hint}")
