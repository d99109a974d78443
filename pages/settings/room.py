"""The room itself: every section, each kept as soon as it is changed and live in all windows."""

from nicegui import background_tasks, ui

from app.accounts import PreferencesChanged
from app.core.events import Event
from pages import _session
from pages._live import Live
from pages._words import _
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

    async def _load(self) -> None:
        for frame in self._frames:
            await frame.load()

    def _hear(self, event: Event) -> None:
        if not isinstance(event, PreferencesChanged):
            return
        for frame in self._frames:
            if frame.feature == event.feature:
                background_tasks.create(frame.load(), name=f"load settings of {event.feature}")
