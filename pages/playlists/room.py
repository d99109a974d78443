"""The room ``/playlists``: all playlists of a person, read anew when one has changed."""

from typing import Any

from nicegui import ui

from app import library
from app.core.errors import NotFound
from app.core.events import Event
from app.library import (
    PlaylistChanged,
    PlaylistDeleted,
    PlaylistView,
    TrackChanged,
    TrackDeleted,
    TrackImported,
    TrackRestored,
)
from components.icons import icon
from components.playlists import Playlists
from components.toasts import Toasts
from pages import _session
from pages._addresses import API
from pages._live import Live, Refresh
from pages._words import _
from pages.playlists.acts import ASK, PlaylistActs
from pages.playlists.words import cover_of, list_words, say_how_much

LISTS = (PlaylistChanged, PlaylistDeleted, TrackDeleted, TrackRestored)
TRACKS = (TrackImported, TrackChanged)
"""What changes the number of tracks in smart crates alone."""

REST_SECONDS = 1.0
"""A thousand tracks that come in a row are a few readings."""


def show_playlists(toasts: Toasts) -> None:
    """Show the room; what is in it follows after the first paint."""
    ui.page_title(f"{_('Playlists')} · Sound Forge Alchemy")
    PlaylistsRoom(toasts)


class PlaylistsRoom:
    """The tree of playlists and crates."""

    def __init__(self, toasts: Toasts) -> None:
        self._owner_id = _session.owner_id()
        self._smart: list[PlaylistView] = []
        self._refresh = Refresh(self._load)
        self._recount = Refresh(self._count, rest_seconds=REST_SECONDS)
        topic = f"user:{self._owner_id}"
        self._room = Live(_session.hub(), topic, self._hear, on_start=self._refresh.now)
        with self._room.classes("room playlists-room"):
            with ui.element("div").classes("room-head"):
                with ui.element("h1"):
                    ui.label(_("Playlists"))
                ui.element("span").classes("grow")
                _show_new("bolt", _("Smart crate"), '{act: "smart"}')
                _show_new("add", _("New playlist"), '{act: "create"}').classes("primary")
            self._playlists = Playlists(f"{API}/playlists", words=list_words())
            PlaylistActs(toasts)

    async def _load(self) -> None:
        found = await _session.ask(library.list_playlists, owner_id=self._owner_id)
        self._smart = [one for one in found if one.query is not None]
        if not self._room.is_deleted:
            self._playlists.show([plain_of(one) for one in found])
        self._recount.soon()

    async def _count(self) -> None:
        """Say how much each smart crate finds, one question after the other."""
        for one in self._smart:
            if self._room.is_deleted:
                return
            try:
                view = await _session.ask(library.view_playlist, one.id, owner_id=self._owner_id)
            except NotFound:
                continue
            self._playlists.tell(str(one.id), say_how_much(view))

    def _hear(self, event: Event) -> None:
        if isinstance(event, LISTS):
            self._refresh.soon()
        elif isinstance(event, TRACKS) and self._smart:
            self._recount.soon()


def plain_of(playlist: PlaylistView) -> dict[str, Any]:
    """Return what the tree shows of a playlist."""
    return {
        "id": str(playlist.id),
        "title": playlist.title,
        "query": playlist.query,
        "parent_id": str(playlist.parent_id) if playlist.parent_id else None,
        "said": say_how_much(playlist),
        "changed_at": playlist.changed_at.isoformat(),
        "artwork_url": cover_of(playlist),
    }


def _show_new(sign: str, words: str, detail: str) -> ui.element:
    button = ui.element("button").classes("button").props("type=button")
    with button.on("click", js_handler=ASK % detail):
        icon(sign)
        ui.label(words)
    return button
