"""The room ``/playlist/{id}``: one playlist, in the order that a person gives it."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments
from sqlmodel import Session

from app import analysis, library, pipeline
from app.analysis import TrackSort
from app.core.errors import NotFound, SoundForgeError
from app.core.events import Event
from app.core.settings import Settings
from app.library import (
    PlaylistChanged,
    PlaylistDeleted,
    PlaylistView,
    TrackChanged,
    TrackDeleted,
    TrackImported,
    TrackRestored,
)
from app.pipeline import Batch
from components.icons import icon
from components.player import Player
from components.playlists import PlaylistItems
from components.toasts import Toasts
from pages import _session
from pages._addresses import API
from pages._live import Live, Refresh
from pages._words import _
from pages.playlists.acts import PlaylistActs
from pages.playlists.around import PlaylistSurroundings, look_around
from pages.playlists.head import PlaylistHead
from pages.playlists.words import cover_of, item_words

Answer = TypeVar("Answer")

REST_SECONDS = 0.5
"""Much may happen in a row; the page is read anew twice a second at most."""

LOOKED_AT = 40
"""Among so many tracks, pictures for the cover are looked for."""

NEWS = (PlaylistChanged, PlaylistDeleted, TrackChanged, TrackDeleted, TrackRestored)


def show_playlist(playlist_id: str, toasts: Toasts, player: Player) -> None:
    """Show the room; what is in it follows after the first paint."""
    try:
        known = UUID(playlist_id)
    except ValueError:
        with ui.element("section").classes("room"):
            _show_missing()
        return
    PlaylistRoom(known, toasts, player)


class PlaylistRoom:
    """One playlist, and what people do in it, one thing after the other."""

    def __init__(self, playlist_id: UUID, toasts: Toasts, player: Player) -> None:
        self._id = playlist_id
        self._toasts = toasts
        self._player = player
        self._mine = {"owner_id": _session.owner_id()}
        self._turn = asyncio.Lock()
        self._is_inside = False
        self._is_smart = False
        self._sort: TrackSort | None = None
        self._refresh = Refresh(self._load, rest_seconds=REST_SECONDS)
        topic = f"user:{_session.owner_id()}"
        self._room = Live(_session.hub(), topic, self._hear, on_start=self._refresh.now)
        with self._room.classes("room playlist-room"):
            self._head = PlaylistHead(playlist_id, on_separate=self._separate, on_sort=self._order)
            self._around = PlaylistSurroundings(playlist_id, on_inside=self._go_inside)
            address = f"{API}/playlists/{playlist_id}"
            self._items = PlaylistItems(address, words=item_words(), on_act=self._act)
            PlaylistActs(toasts, after="/playlists")

    async def _load(self) -> None:
        try:
            found = await _session.ask(
                library.view_playlist, self._id, inside=self._is_inside, **self._mine
            )
            pictures = await _session.ask(_pictures_of, found, **self._mine)
            listed = await _session.ask(library.list_playlists, **self._mine)
        except NotFound:
            if not self._room.is_deleted:
                with self._room.clear():
                    _show_missing()
            return
        if not self._room.is_deleted:
            with self._room:
                ui.page_title(f"{found.title} · Sound Forge Alchemy")
            self._head.show(found)
            self._head.show_cover(pictures)
            self._around.show(look_around(listed, self._id), is_inside=self._is_inside)
            self._is_smart = found.query is not None
            self._become()
            self._items.refresh()

    def _become(self) -> None:
        asks = "&inside=true" if self._is_inside else ""
        asks += f"&sort={self._sort}" if self._is_smart and self._sort else ""
        self._items.become(is_fixed=self._is_smart or self._is_inside, asks=asks)

    def _go_inside(self, event: GenericEventArguments) -> None:
        self._is_inside = bool(event.args)
        self._refresh.soon()

    def _hear(self, event: Event) -> None:
        if isinstance(event, TrackDeleted):
            self._player.unload(event.track_id)
        if isinstance(event, NEWS) or (self._is_smart and isinstance(event, TrackImported)):
            self._refresh.soon()

    async def _act(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        item_id = UUID(said["item_id"])
        try:
            if said["act"] == "move":
                before = UUID(said["before"]) if said["before"] else None
                await self._try(library.move_in_playlist, [item_id], before=before)
            elif said["act"] == "remove":
                await self._remove(item_id, said["title"])
        finally:
            self._items.done()

    async def _remove(self, item_id: UUID, title: str) -> None:
        removed = await self._try(library.remove_from_playlist, [item_id])
        if removed is None:
            return

        async def put_back() -> None:
            await self._try(library.restore_to_playlist, removed)

        text = _("{title} is out of the playlist.").format(title=title)
        self._toasts.show(text, action=_("Undo"), on_action=put_back)

    async def _order(self, by: TrackSort) -> None:
        if self._is_smart:
            self._sort = by
            self._become()
            self._items.refresh()
            return
        await self._try(analysis.sort_playlist, by=by, descending=False)

    async def _separate(self) -> None:
        batch = await self._try(_separate_all, settings=_session.tools().settings)
        if batch is None:
            return
        if batch.ended_at is None:
            said = _("The tracks are separated in this order. The library shows how far they are.")
            self._toasts.show(said, kind="ok")
        else:
            self._toasts.show(_("These tracks have just these stems already."))

    async def _try(
        self, act: Callable[..., Answer], *arguments: Any, **named: Any
    ) -> Answer | None:
        """Do something with the playlist once everything before is done; say what went wrong."""
        async with self._turn:
            try:
                return await _session.transact(act, self._id, *arguments, **named, **self._mine)
            except SoundForgeError as error:
                self._toasts.show(str(error), kind="error")
                self._items.refresh()
                return None


def _pictures_of(session: Session, playlist: PlaylistView, *, owner_id: UUID) -> list[str]:
    """Return the playlist's own picture, or those of its first tracks: four of them, or one."""
    own = cover_of(playlist)
    if own is not None:
        return [f"{own}&size=300"]
    items = library.list_playlist_items(
        session, playlist.id, owner_id=owner_id, count=LOOKED_AT, inside=True
    )
    ids = list(dict.fromkeys(item.track_id for item in items))
    known = library.artwork_of(session, ids, owner_id=owner_id)
    shown = [track_id for track_id in ids if track_id in known]
    versions = {track_id: library.picture_version(known[track_id]) for track_id in shown}
    found = [f"{API}/tracks/{one}/artwork?v={versions[one]}&size=64" for one in shown]
    return found[:4] if len(found) >= 4 else found[:1]  # noqa: PLR2004  — two by two


def _separate_all(
    session: Session, playlist_id: UUID, *, settings: Settings, owner_id: UUID
) -> Batch:
    separation = pipeline.choose_for(session, settings, owner_id=owner_id)
    return pipeline.separate_playlist(
        session, playlist_id, owner_id=owner_id, separation=separation
    )


def _show_missing() -> None:
    with ui.element("div").classes("message"):
        with ui.element("h1"):
            ui.label(_("There is no such playlist"))
        ui.label(_("It may have been deleted."))
        with ui.link(target="/playlists").classes("button"):
            icon("arrow_back")
            ui.label(_("All playlists"))
