"""What the library is asked for: the chips of a query, the panel that writes it, and the views."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from nicegui import ui


@dataclass(frozen=True)
class Control:
    """What the panel has for one field of the query, and how people choose there.

    ``choices`` are what may stand behind the field and what it is called; ``names_at`` is the
    address of names to complete from; ``hint`` stands in an empty field; ``aliases`` are other
    names of the field.
    """

    name: str
    title: str
    kind: Literal["words", "span", "names", "choices", "keys", "least", "days"]
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    names_at: str = ""
    hint: str = ""
    unit: str = ""
    aliases: Sequence[str] = ()


class Filters(ui.element, component="sfa_filters.js"):
    """Shows and changes what the library is asked for, and how it looks.

    ``said`` is what stands behind the question mark of the address; ``sorts`` are the orders and
    what they are called, the usual one first, downwards if it begins with a minus. ``columns`` are
    those of the table, in the usual order, by their names.
    """

    def __init__(
        self,
        *,
        path: str,
        said: str,
        controls: Sequence[Control],
        sorts: Mapping[str, str],
        views: Mapping[str, tuple[str, str]],
        columns: Mapping[str, str],
        playlists: str,
        words: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._props["path"] = path
        self._props["said"] = said
        self._props["controls"] = [asdict(control) for control in controls]
        self._props["sorts"] = list(sorts.items())
        self._props["views"] = [[name, *shown] for name, shown in views.items()]
        self._props["columns"] = list(columns.items())
        self._props["playlists"] = playlists
        self._props["words"] = dict(words)
        self.classes("filters")
