"""The sheet in which people choose how stems leave; plain data in, the browser does the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from nicegui import ui


@dataclass(frozen=True)
class Leaving:
    """One stem that may leave; ``token`` names its colour in the theme."""

    id: str
    label: str
    letter: str
    token: str


class ExportSheet(ui.element, component="sfa_export.js"):
    """A dialog over the page for one separation at a time.

    ``choices`` is the address of the formats and of what the user chose last, ``words`` says what
    the sheet says; see ``sfa_export.js``.
    """

    def __init__(self, *, choices: str, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["choices"] = choices
        self._props["words"] = dict(words)

    def open(self, address: str, stems: Sequence[Leaving]) -> None:
        """Open the sheet for the stems that are exported at an address."""
        self.run_method("open", address, [asdict(stem) for stem in stems])
