"""The room itself, read anew whenever a track is thrown away, comes back or goes for good."""

from nicegui import ui

from app.core.events import Event
from app.library import TrackDeleted, TrackRestored, TracksDeleted, TracksPurged
from components.trash import Trash
from pages import _session
from pages._addresses import API
from pages._live import Live, Refresh
from pages._words import _
from pages.trash.words import trash_words

NEWS = (TrackDeleted, TrackRestored, TracksDeleted, TracksPurged)


def show_trash() -> None:
    """Show the room; what is in it follows after the first paint."""
    ui.page_title(f"{_('Trash')} · Sound Forge Alchemy")
    TrashRoom()


class TrashRoom:
    """The list of what was thrown away."""

    def __init__(self) -> None:
        self._refresh = Refresh(self._load)
        topic = f"user:{_session.owner_id()}"
        self._room = Live(_session.hub(), topic, self._hear, on_start=self._start)
        with self._room.classes("room trash-room"):
            with ui.element("div").classes("room-head"), ui.element("h1"):
                ui.label(_("Trash"))
            self._trash = Trash(f"{API}/trash", words=trash_words())

    async def _start(self) -> None:
        """Do nothing; the browser asks by itself when it is there."""

    async def _load(self) -> None:
        if not self._room.is_deleted:
            self._trash.refresh()

    def _hear(self, event: Event) -> None:
        if isinstance(event, NEWS):
            self._refresh.soon()
