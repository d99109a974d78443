"""The same recording is in the library already: the sentence that says so, and what to do."""

from uuid import UUID

from nicegui import ui

from app.library import Track
from app.sources import Duplicate
from components.boundary import Boundary
from components.icons import icon
from components.player import Player
from components.toasts import Toasts
from pages._twins import DuplicateActs, go_to_track, show_pair
from pages._words import _
from pages.track.view import TrackView


class TwinsPart:
    """What sounds the same as the track; hidden where there is nothing."""

    def __init__(self, track_id: UUID, toasts: Toasts, player: Player) -> None:
        self._track_id = track_id
        self._acts = DuplicateActs(toasts, player)
        self._shown: object = None
        with Boundary() as self._all:
            self._list = ui.element("div").classes("twins")
        self._all.set_visibility(False)

    def show(self, view: TrackView | None) -> None:
        """Show what sounds the same as the track; without a track, nothing."""
        twins = view.twins if view else []
        self._all.set_visibility(bool(twins))
        drawn = [(one.newer.model_dump(), one.older.model_dump()) for one in twins]
        if drawn == self._shown:
            return
        self._shown = drawn
        with self._list.clear():
            for one in twins:
                self._show_twin(one)

    def _show_twin(self, one: Duplicate) -> None:
        other = one.other(self._track_id)
        with ui.element("section").classes("twin").props("role=status"):
            with ui.element("div").classes("twin-said"):
                icon("content_copy")
                ui.label(say_same(other))
            show_pair(one, on_both=self._acts.keep_both, on_one=self._keep_one)

    async def _keep_one(self, kept: Track, gone: Track) -> None:
        is_gone = gone.id == self._track_id
        await self._acts.keep_one(kept, gone, then=go_to_track if is_gone else None)


def say_same(other: Track) -> str:
    """Return the sentence that names the other track of a recording."""
    if other.artist:
        return _("This sounds the same as “{title}” by {artist}.").format(
            title=other.title, artist=other.artist
        )
    return _("This sounds the same as “{title}”.").format(title=other.title)
