"""The player bar: plain data in, events out; the browser does the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nicegui import events, ui


@dataclass(frozen=True)
class PlayerState:
    """What a browser's player says of itself.

    ``state`` is ``empty``, ``loading``, ``paused``, ``playing``, ``waiting`` (for audio that is on
    its way), ``ended`` or ``failed``.
    """

    state: str
    track_id: str | None
    title: str
    error: str


class Player(ui.element, component="sfa_player.js"):
    """A bar that plays the stems of one track, sample-locked, and then the next; one per page.

    ``script`` is the address of the bundled player, with its worklet, worker and style sheet beside
    it.  ``words`` replaces words of ``static/js/ui/words.js``, for other languages.  ``owner`` is
    whose queue is kept in the browser; without one it is forgotten with the page.
    """

    def __init__(
        self,
        *,
        script: str = "/static/dist/player.js",
        words: Mapping[str, str] | None = None,
        owner: str = "",
        on_state: Callable[[PlayerState], None] | None = None,
    ) -> None:
        super().__init__()
        self._props["script"] = script
        self._props["words"] = dict(words or {})
        self._props["owner"] = owner
        if on_state is not None:
            self.on("state", lambda event: on_state(_parse(event)))

    def load(self, manifest_url: str, *, autoplay: bool = True) -> None:
        """Take a track by the address of its manifest, ``/api/v1/tracks/<id>/player``.

        It is put into the queue where that is; what was to come comes after it.
        """
        self.run_method("load", manifest_url, autoplay)

    def look_again(self, track_id: UUID) -> None:
        """Have the player see what is new about a track that it plays, such as new stems."""
        self.run_method("lookAgain", str(track_id))

    def pause(self) -> None:
        """Let what plays stand still; Play goes on from there."""
        self.run_method("pause")

    def unload(self, *track_ids: UUID) -> None:
        """Let go of tracks that are no more, in the queue too; the next one is played."""
        self.run_method("unload", *map(str, track_ids))


def _parse(event: events.GenericEventArguments) -> PlayerState:
    said: dict[str, Any] = event.args
    track_id = said.get("track_id")
    return PlayerState(
        state=str(said.get("state", "")),
        track_id=None if track_id is None else str(track_id),
        title=str(said.get("title", "")),
        error=str(said.get("error", "")),
    )
