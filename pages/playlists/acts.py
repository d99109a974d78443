"""What people do with a whole playlist, wherever they see it."""

from typing import Any
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments

from app import library
from app.core.errors import SoundForgeError
from components.playlists import PlaylistSheets
from components.toasts import Toasts
from pages import _session
from pages.playlists.words import sheet_words

ASK = """() => window.dispatchEvent(new CustomEvent("sfa:playlist", {detail: %s}))"""
"""Opens a sheet; what stands for ``%s`` is an object of JavaScript."""


class PlaylistActs:
    """Makes, renames, duplicates and deletes playlists as the sheets say.

    ``after`` is where a person goes who has deleted the playlist that the page is about.
    """

    def __init__(self, toasts: Toasts, *, after: str | None = None) -> None:
        self._toasts = toasts
        self._after = after
        self._owner_id = _session.owner_id()
        PlaylistSheets(words=sheet_words(), on_act=self._act)

    async def _act(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        try:
            await self._perform(said["act"], said["playlist_id"], said["title"])
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")

    async def _perform(self, act: str, named: str | None, title: str) -> None:
        owner_id = self._owner_id
        if named is None:
            made = await _session.transact(library.create_playlist, title, owner_id=owner_id)
            ui.navigate.to(f"/playlist/{made.id}")
        elif act == "rename":
            await _session.transact(library.rename_playlist, UUID(named), title, owner_id=owner_id)
        elif act == "copy":
            made = await _session.transact(
                library.copy_playlist, UUID(named), title, owner_id=owner_id
            )
            ui.navigate.to(f"/playlist/{made.id}")
        elif act == "delete":
            await _session.transact(library.delete_playlist, UUID(named), owner_id=owner_id)
            if self._after is not None:
                ui.navigate.to(self._after)
