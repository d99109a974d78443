"""The rooms ``/albums`` and ``/artists``: the library, grouped."""

from nicegui import ui

from app.analysis import TrackHeardChanged
from app.core.events import Event
from app.library import TrackChanged, TrackDeleted, TrackImported, TrackRestored
from components.groups import Groups
from components.player import Player
from components.toasts import Toasts
from pages import _session
from pages._addresses import API
from pages._live import Live
from pages._words import _
from pages.library.filters import show_group_filters
from pages.library.head import show_tabs

NEWS = (TrackImported, TrackChanged, TrackDeleted, TrackHeardChanged, TrackRestored)


def show_albums(toasts: Toasts, player: Player) -> None:
    """Show the albums of the library."""
    del toasts, player
    ui.page_title(f"{_('Albums')} · Sound Forge Alchemy")
    none = _("No track names an album yet. Bring in music with tags, or edit a track.")
    GroupsRoom("/albums", title=_("Albums"), sign="album", none=none)


def show_artists(toasts: Toasts, player: Player) -> None:
    """Show the artists of the library."""
    del toasts, player
    ui.page_title(f"{_('Artists')} · Sound Forge Alchemy")
    none = _("No track names an artist yet. Bring in music with tags, or edit a track.")
    GroupsRoom("/artists", title=_("Artists"), sign="person", none=none)


class GroupsRoom:
    """Cards of artists or albums, and what they are filtered by."""

    def __init__(self, path: str, *, title: str, sign: str, none: str) -> None:
        with ui.element("section").classes("room library-room"):
            with ui.element("div").classes("room-head"):
                with ui.element("h1"):
                    ui.label(title)
                ui.element("span").classes("grow")
                show_tabs(path)
            show_group_filters(path)
            topic = f"user:{_session.owner_id()}"
            live = Live(_session.hub(), topic, self._hear, on_start=_nothing)
            with live.classes("library-live"):
                words = group_words(title=title, none=none)
                self._groups = Groups(f"{API}{path}", sign=sign, words=words)

    def _hear(self, event: Event) -> None:
        if isinstance(event, NEWS):
            self._groups.refresh()


async def _nothing() -> None:
    """Wait for nothing: the browser asks by itself."""


def group_words(*, title: str, none: str) -> dict[str, str]:
    """Return the words of ``components/sfa_groups.js``."""
    return {
        "title": title,
        "none": none,
        "nothing": _("Nothing in your library matches “{text}”."),
        "one": _("{count} track"),
        "many": _("{count} tracks"),
        "unreachable": _(
            "The library does not answer. Check the connection, then reload the page."
        ),
    }
