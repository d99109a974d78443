"""The charts of a track: the page says where they are, the browser draws them."""

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from components.player import Player


class Charts(ui.element, component="sfa_charts.js"):
    """All charts of a track, which follow what ``player`` plays and zoom with its waveforms.

    ``address`` is that of the list of charts; ``words`` are those of ``ChartWords`` in
    ``static/js/charts/panel.js``, with ``title`` and ``summary`` for their head; ``tokens`` names
    the theme's colours of sections.
    """

    def __init__(
        self,
        address: str,
        *,
        track_id: str,
        name: str,
        player: Player,
        words: Mapping[str, Any],
        tokens: Mapping[str, str],
        script: str = "/static/dist/charts.js",
    ) -> None:
        super().__init__()
        self._props["script"] = script
        self._props["address"] = address
        self._props["track"] = track_id
        self._props["name"] = name
        self._props["player"] = player.id
        self._props["words"] = dict(words)
        self._props["tokens"] = dict(tokens)

    def rename(self, name: str) -> None:
        """Call the pictures that people take away by another name."""
        if self._props["name"] != name:
            self._props["name"] = name
            self.update()

    def look_again(self) -> None:
        """Have the charts see what has changed about their track."""
        self.run_method("lookAgain")
