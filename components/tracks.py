"""The tracks of a library: a table that holds a hundred thousand, a list, or cards, kept live."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments

Row = Mapping[str, Any]
"""Plain data of one job or track, as JSON carries it."""

HEIGHT_PX = 52

BARE = {"headerName": "", "sortable": False, "resizable": False, "suppressMovable": True}
"""A column of controls."""

HIDDEN = {"hide": True}
"""A column that is there for those who want it."""

COLUMNS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"flex": 3, "minWidth": 150},
    "artist": {"width": 160, **HIDDEN},
    "album": {"width": 170, **HIDDEN},
    "genre": {"width": 120, **HIDDEN},
    "year": {"width": 72, "type": "rightAligned", **HIDDEN},
    "rating": {"width": 96, **HIDDEN},
    "tempo": {"width": 88, "type": "rightAligned"},
    "key": {"width": 70},
    "energy": {"width": 110, **HIDDEN},
    "loudness": {"width": 104, "type": "rightAligned"},
    "duration": {"width": 74, "type": "rightAligned"},
    "tags": {"width": 160, "sortable": False, **HIDDEN},
    "source": {"width": 96, **HIDDEN},
    "size": {"width": 92, "type": "rightAligned", **HIDDEN},
    "added": {"width": 88},
    "state": {"flex": 2, "minWidth": 130, "sortable": False},
}
"""What the table can show of a track, in the usual order."""


class Tracks(ui.element, component="sfa_tracks.js"):
    """Shows what ``address`` answers; what ``patch`` says of running work lies over it.

    What is asked for, and how it looks, stands in the browser: see ``static/js/library``.
    ``on_act`` gets what a person did: ``act`` and the ids of the track and its job. What can be
    done with those that are selected is :class:`components.selection.SelectionBar`.
    """

    def __init__(
        self,
        address: str,
        *,
        words: Mapping[str, str],
        on_act: Callable[[GenericEventArguments], Any],
    ) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
        self.classes("tracks")
        self.on("act", on_act)
        with self:
            ui.aggrid(_options(words), auto_size_columns=False).classes("tracks-grid")

    def patch(self, job: Row) -> None:
        """Show how far a job is."""
        self.run_method("patch", dict(job))

    def forget(self, *track_ids: str) -> None:
        """Take tracks out of the selection, because they are gone."""
        self.run_method("forget", *track_ids)

    def refresh(self) -> None:
        """Ask for the rows again; what is on the screen stays until they come."""
        self.run_method("refresh")

    def look_again(self) -> None:
        """Ask again how the library is to look."""
        self.run_method("lookAgain")


def _options(words: Mapping[str, str]) -> dict[str, Any]:
    def column(name: str, **more: Any) -> dict[str, Any]:
        return {
            "colId": name,
            "headerName": words[name],
            ":cellRenderer": f"(cell) => window.sfaCells.{name}(cell)",
            "sortable": True,
            **more,
        }

    return {
        "columnDefs": [
            {**column("select", width=44, cellClass="select-cell", lockPosition="left"), **BARE},
            *(column(name, **how) for name, how in COLUMNS.items()),
            {**column("acts", width=134, cellClass="acts-cell", lockPosition="right"), **BARE},
        ],
        "defaultColDef": {"suppressHeaderMenuButton": True},
        "suppressDragLeaveHidesColumns": True,
        "rowModelType": "infinite",
        "cacheBlockSize": 100,
        "maxBlocksInCache": 20,
        "rowHeight": HEIGHT_PX,
        "headerHeight": 40,
        "suppressCellFocus": False,
        "animateRows": False,
        "suppressNoRowsOverlay": True,
        ":getRowId": "(row) => String(row.data.id)",
        ":onGridReady": "(ready) => window.sfaCells.connect(ready.api)",
        ":onCellKeyDown": "(cell) => window.sfaCells.pressed(cell)",
    }
