"""The room ``/playlists``: all playlists of a person, read anew when one has changed."""

from typing import Any

from nicegui import ui

from app import library
from app.core.events import Event
from app.library import (
    PlaylistChanged,
    PlaylistDeleted,
    PlaylistView,
    TrackDeleted,
    TrackRestored,
)
from components.icons import icon
from components.playlists import Playlists
from components.toasts import Toasts
from pages import _session
from pages._live import Live, Refresh
from pages._words import _
from pages.playlists.acts import ASK, PlaylistActs
from pages.playlists.words import list_words, say_how_much

NEWS = (PlaylistChanged, PlaylistDeleted, TrackDeleted, TrackRestored)


def show_playlists(toasts: Toasts) -> None:
    """Show the room; what is in it follows after the first paint."""
    ui.page_title(f"{_('Playlists')} · Sound Forge Alchemy")
    PlaylistsRoom(toasts)


class PlaylistsRoom:
    """The list of playlists."""

    def __init__(self, toasts: Toasts) -> None:
        self._owner_id = _session.owner_id()
        self._refresh = Refresh(self._load)
        topic = f"user:{self._owner_id}"
        self._room = Live(_session.hub(), topic, self._hear, on_start=self._refresh.now)
        with self._room.classes("room playlists-room"):
            with ui.element("div").classes("room-head"):
                with ui.element("h1"):
                    ui.label(_("Playlists"))
                ui.element("span").classes("grow")
                new = ui.element("button").classes("button primary").props("type=button")
                with new.on("click", js_handler=ASK % '{act: "create"}'):
                    icon("add")
                    ui.label(_("New playlist"))
            self._playlists = Playlists(words=list_words())
            PlaylistActs(toasts)

    async def _load(self) -> None:
        found = await _session.ask(library.list_playlists, owner_id=self._owner_id)
        if not self._room.is_deleted:
            self._playlists.show([_plain(one) for one in found])

    def _hear(self, event: Event) -> None:
        if isinstance(event, NEWS):
            self._refresh.soon()


def _plain(playlist: PlaylistView) -> dict[str, Any]:
    return {
        "id": str(playlist.id),
        "title": playlist.title,
        "said": say_how_much(playlist),
        "changed_at": playlist.changed_at.isoformat(),
    }
