"""The room itself: every section, each kept as soon as it is changed and live in all windows."""

from nicegui import background_tasks, ui

from app import pipeline
from app.accounts import PreferencesChanged
from app.core.events import Event
from pages import _session
from pages._live import Live
from pages._words import _
from pages.settings.disk import DiskPart
from pages.settings.folders import FoldersPart
from pages.settings.section import SectionFrame
from pages.settings.sections import SECTIONS


def show_settings() -> None:
    """Show the room; what has been chosen follows after the first paint."""
    ui.page_title(f"{_('Settings')} · Sound Forge Alchemy")
    SettingsRoom()


class SettingsRoom:
    """The settings of the person who looks; the studio's own are in its environment."""

    def __init__(self) -> None:
        topic = f"user:{_session.owner_id()}"
        room = Live(_session.hub(), topic, self._hear, on_start=self._load)
        with room.classes("room settings-room"):
            with ui.element("div").classes("room-head"), ui.element("h1"):
                ui.label(_("Settings"))
            ui.label(
                _("What you choose here is kept at once, and holds for you in every window.")
            ).classes("muted")
            self._frames = [SectionFrame(make()) for make in SECTIONS]
            is_admin = pipeline.may_name_folders(_session.user())
            self._folders = FoldersPart() if is_admin else None
            self._disk = DiskPart()

    async def _load(self) -> None:
        for frame in self._frames:
            await frame.load()
        if self._folders is not None:
            await self._folders.load()
        await self._disk.load()

    def _hear(self, event: Event) -> None:
        if not isinstance(event, PreferencesChanged):
            return
        for frame in self._frames:
            if frame.feature == event.feature:
                background_tasks.create(frame.load(), name=f"load settings of {event.feature}")
