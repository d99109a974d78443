"""What lies around a playlist: the crates it is in, those that are in it, and its query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments

from app.library import PlaylistView
from components.icons import icon
from pages._words import _
from pages.playlists.acts import ASK

IS_ON = "(event) => emit(event.target.checked)"


@dataclass(frozen=True)
class Surroundings:
    """The crates that a playlist lies in, the outermost first, and those that lie in it."""

    above: tuple[tuple[UUID, str], ...]
    inside: tuple[tuple[UUID, str, bool], ...]
    query: str | None


def look_around(playlists: Sequence[PlaylistView], playlist_id: UUID) -> Surroundings:
    """Return what lies around one of a person's playlists."""
    known = {one.id: one for one in playlists}
    above: list[tuple[UUID, str]] = []
    here = known.get(playlist_id)
    while here is not None and here.parent_id is not None:
        here = known.get(here.parent_id)
        above[:0] = [(here.id, here.title)] if here else []
    inside = tuple(
        (one.id, one.title, one.query is not None)
        for one in playlists
        if one.parent_id == playlist_id
    )
    query = known[playlist_id].query if playlist_id in known else None
    return Surroundings(tuple(above), inside, query)


class PlaylistSurroundings:
    """Shows them above the tracks; it is drawn anew only when they have changed."""

    def __init__(
        self, playlist_id: UUID, *, on_inside: Callable[[GenericEventArguments], object]
    ) -> None:
        self._id = playlist_id
        self._on_inside = on_inside
        self._known: Surroundings | None = None
        self._frame = ui.element("div").classes("crate-around")

    def show(self, found: Surroundings, *, is_inside: bool) -> None:
        """Show what lies around the playlist now."""
        if found == self._known:
            return
        self._known = found
        self._frame.clear()
        with self._frame:
            if found.above:
                self._show_path(found)
            if found.query is not None:
                self._show_query(found.query)
            if found.inside:
                self._show_inside(found, is_inside=is_inside)

    def _show_path(self, found: Surroundings) -> None:
        label = _("Crates that it lies in")
        with ui.element("nav").classes("crate-path").props(f'aria-label="{label}"'):
            for crate_id, title in found.above:
                ui.link(title, target=f"/playlist/{crate_id}")
                icon("chevron_right")

    def _show_query(self, query: str) -> None:
        with ui.element("div").classes("crate-asks"):
            icon("bolt")
            ui.label(query).classes("crate-query")
            title = "document.querySelector('.playlist-names h1').innerText"
            said = "document.querySelector('.crate-query').innerText"
            detail = f'{{act: "query", id: "{self._id}", title: {title}, query: {said}}}'
            button = ui.element("button").classes("button").props("type=button")
            with button.on("click", js_handler=ASK % detail):
                ui.label(_("Edit the query"))

    def _show_inside(self, found: Surroundings, *, is_inside: bool) -> None:
        with ui.element("div").classes("crate-inside"):
            for crate_id, title, is_smart in found.inside:
                with ui.link(target=f"/playlist/{crate_id}").classes("button crate-link"):
                    icon("bolt" if is_smart else "folder")
                    ui.label(title)
            with ui.element("label").classes("crate-all"):
                box = ui.element("input").props("type=checkbox")
                if is_inside:
                    box.props("checked")
                box.on("change", self._on_inside, js_handler=IS_ON)
                ui.label(_("Show their tracks too"))
