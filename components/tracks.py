"""The tracks of a library: a table that holds a hundred thousand, or cards, both kept live."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

Row = Mapping[str, Any]
"""Plain data of one job or track, as JSON carries it."""

HEIGHT_PX = 52

BARE = {"headerName": "", "sortable": False, "resizable": False}
"""A column of controls."""


class Tracks(ui.element, component="sfa_tracks.js"):
    """Shows what ``address`` answers; what ``patch`` says of running work lies over it.

    ``on_act`` gets what a person did: ``act`` and the ids of the track and its job. Tracks that are
    selected can be sent to ``batches`` at once.
    """

    def __init__(
        self,
        address: str,
        *,
        batches: str,
        words: Mapping[str, str],
        mode: str,
        on_act: Callable[[GenericEventArguments], Any],
    ) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["batches"] = batches
        self._props["words"] = dict(words)
        self._props["first"] = mode
        self.classes("tracks")
        self.on("act", on_act)
        with self:
            ui.aggrid(_options(words), auto_size_columns=False).classes("tracks-grid")

    def patch(self, job: Row) -> None:
        """Show how far a job is."""
        self.run_method("patch", dict(job))

    def forget(self, track_id: str) -> None:
        """Take a track out of the selection, because it is gone."""
        self.run_method("forget", track_id)

    def refresh(self) -> None:
        """Ask for the rows again; what is on the screen stays until they come."""
        self.run_method("refresh")

    def show_as(self, mode: str) -> None:
        """Show a ``table`` or ``cards``."""
        self.run_method("showAs", mode)


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
            {**column("select", width=44, cellClass="select-cell"), **BARE},
            column("title", flex=3, minWidth=150),
            column("tempo", width=88, type="rightAligned"),
            column("key", width=70),
            column("loudness", width=104, type="rightAligned"),
            column("duration", width=74, type="rightAligned"),
            column("added", width=88),
            column("state", flex=2, minWidth=130, sortable=False),
            {**column("acts", width=134, cellClass="acts-cell"), **BARE},
        ],
        "defaultColDef": {"suppressMovable": True, "suppressHeaderMenuButton": True},
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
