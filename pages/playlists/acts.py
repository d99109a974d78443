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
from pages._addresses import API
from pages._words import _
from pages.playlists.words import sheet_words

ASK = """() => window.dispatchEvent(new CustomEvent("sfa:playlist", {detail: %s}))"""
"""Opens a sheet; what stands for ``%s`` is an object of JavaScript."""

SHARE = """() => window.dispatchEvent(new CustomEvent("sfa:share", {detail: %s}))"""
"""Opens the sheet that makes links; as above."""


class PlaylistActs:
    """Shows a playlist that the sheets have made, and deletes what they say, with the way back.

    ``after`` is where a person goes who has deleted the playlist that the page is about.
    """

    def __init__(self, toasts: Toasts, *, after: str | None = None) -> None:
        self._toasts = toasts
        self._after = after
        self._owner_id = _session.owner_id()
        PlaylistSheets(f"{API}/playlists", words=sheet_words(), on_act=self._act)

    async def _act(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        if said["act"] == "made":
            ui.navigate.to(f"/playlist/{said['playlist_id']}")
            return
        try:
            await self._delete(UUID(said["playlist_id"]), said["title"])
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")

    async def _delete(self, playlist_id: UUID, title: str) -> None:
        mine, toasts = {"owner_id": self._owner_id}, self._toasts
        await _session.transact(library.delete_playlist, playlist_id, **mine)

        async def put_back() -> None:
            try:
                await _session.transact(library.restore_playlist, playlist_id, **mine)
            except SoundForgeError as error:
                toasts.show(str(error), kind="error")

        text = _("{title} is deleted. Its tracks stay in your library.").format(title=title)
        toasts.show(text, action=_("Undo"), on_action=put_back)
        if self._after is not None:
            ui.navigate.to(self._after)
