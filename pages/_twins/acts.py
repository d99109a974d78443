"""What people do with two tracks of one recording: keep both, or one of them."""

from collections.abc import Callable
from uuid import UUID

from nicegui import ui

from app import library, pipeline, sources
from app.core.errors import SoundForgeError
from app.library import Track
from components.player import Player
from components.toasts import Toasts
from pages import _session
from pages._words import _


class DuplicateActs:
    """Keeps both or merges, says what was done, and takes it back."""

    def __init__(self, toasts: Toasts, player: Player) -> None:
        self._toasts = toasts
        self._player = player
        self._owner_id = _session.owner_id()

    async def keep_both(self, one: Track, other: Track) -> None:
        """Ask about these two no more."""
        try:
            await _session.transact(sources.keep_both, one.id, other.id, owner_id=self._owner_id)
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")
        else:
            self._toasts.show(_("Both are kept."), kind="ok")

    async def keep_one(
        self, kept: Track, gone: Track, *, then: Callable[[UUID], None] | None = None
    ) -> None:
        """Let one stand for both; the other is thrown away, and can be taken back.

        ``then`` is called with the track that is left, and with the other one when it is back.
        """
        mine = {"owner_id": self._owner_id}
        try:
            merged = await _session.transact(
                pipeline.merge_duplicate, gone.id, into=kept.id, **mine
            )
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")
            return
        self._player.unload(gone.id)

        async def undo() -> None:
            await _session.transact(library.part_tracks, merged, **mine)
            if then is not None:
                then(gone.id)

        text = _("{title} is kept once; its other file is in the trash.").format(title=kept.title)
        self._toasts.show(text, action=_("Undo"), on_action=undo)
        if then is not None:
            then(kept.id)


def go_to_track(track_id: UUID) -> None:
    """Show the page of a track."""
    ui.navigate.to(f"/track/{track_id}")
