"""The tracks that are selected: a bar of what can be done with them, and the sheets it opens.

They speak with each other and with the list by events of the window; see the scripts.
"""

from collections.abc import Mapping

from nicegui import ui


class SelectionBar(ui.element, component="sfa_selection.js"):
    """Stands below the list while something is selected; ``address`` is that of the API."""

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)


class EditSheet(ui.element, component="sfa_selection_edit.js"):
    """Writes the same into many tracks, when the event ``sfa:selection-edit`` names them."""

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)


class TagSheet(ui.element, component="sfa_selection_tags.js"):
    """Marks many tracks with tags, when the event ``sfa:selection-tag`` names them."""

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)


class ChoiceSheets(ui.element, component="sfa_selection_choices.js"):
    """Analyses or exports many tracks, when ``sfa:selection-analyse`` or ``-export`` names them."""

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
