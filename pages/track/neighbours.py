"""What goes with the track: which others mix well with it or sound like it, and why."""

import json
from dataclasses import dataclass
from uuid import UUID

from nicegui import background_tasks, ui
from sqlmodel import Session

from app import analysis
from app.analysis import NeighbourOrder
from app.core.errors import NotFound
from components.boundary import Boundary
from components.icons import icon
from components.player import Player
from pages import _session
from pages._addresses import player_address
from pages._words import _
from pages.track.pieces import Part, show_button
from pages.track.view import TrackView

SHOWN = 8

QUEUE = """() => window.dispatchEvent(
  new CustomEvent("sfa:queue", { detail: { ids: [%s], mode: "next" } }),
)"""


@dataclass(frozen=True)
class Near:
    """A track that goes with the one that is shown; ``facts`` and ``reasons`` are for people."""

    track_id: UUID
    title: str
    artist: str
    facts: str
    reasons: str
    has_audio: bool


def read_neighbours(
    session: Session, track_id: UUID, *, owner_id: UUID, order: NeighbourOrder
) -> list[Near]:
    """Return the owner's tracks that go best with one.

    Raises:
        NotFound: if the owner has no such track.
    """
    found = analysis.list_neighbours(session, track_id, owner_id=owner_id, order=order, count=SHOWN)
    known = analysis.find_tracks(session, [other for other, _match in found], owner_id=owner_id)
    near: list[Near] = []
    for other, match in found:
        if other not in known:
            continue
        track, heard = known[other]
        tempo = f"{heard.tempo_bpm:.1f} BPM" if heard and heard.tempo_bpm else None
        key = f"{heard.camelot} ({heard.key})" if heard and heard.camelot else None
        reasons = " · ".join(reason.words for reason in match.reasons)
        near.append(
            Near(
                track_id=other,
                title=track.title,
                artist=track.artist or "",
                facts=" · ".join(filter(None, (tempo, key))),
                reasons=reasons[:1].upper() + reasons[1:],
                has_audio=track.has_audio,
            )
        )
    return near


class NeighboursPart:
    """The best of them in one of two orders; hidden while nothing is known of the track."""

    def __init__(self, track_id: UUID, player: Player) -> None:
        self._track_id = track_id
        self._owner_id = _session.owner_id()
        self._player = player
        self._order = NeighbourOrder.MIX
        self._asked: object = None
        self._shown: list[Near] | None = None
        with Boundary() as self._all, Part(_("Goes with this")) as part:
            part.props["aria-label"] = _("Goes with this")
            with part.head:
                self._orders = {
                    NeighbourOrder.MIX: self._show_order(NeighbourOrder.MIX, _("Mixes well")),
                    NeighbourOrder.SOUND: self._show_order(NeighbourOrder.SOUND, _("Sounds like")),
                }
            self._nothing = ui.label("").classes("muted").props("role=status")
            self._list = ui.element("ul").classes("offers near")
        self._all.set_visibility(False)
        self._mark()

    def _show_order(self, order: NeighbourOrder, words: str) -> ui.element:
        button = ui.element("button").classes("button near-order").props("type=button")
        with button:
            ui.label(words)
        button.on("click", lambda: self._choose(order))
        return button

    def show(self, view: TrackView | None) -> None:
        """Look for what goes with the track, unless nothing has changed that it depends on."""
        heard = view.heard if view else None
        self._all.set_visibility(heard is not None)
        asked = (heard.id, heard.tempo_bpm, heard.camelot) if heard else None
        if asked is not None and asked != self._asked:
            background_tasks.create(self._load(), name="load neighbours")
        self._asked = asked

    async def _choose(self, order: NeighbourOrder) -> None:
        self._order = order
        self._mark()
        await self._load()

    def _mark(self) -> None:
        for order, button in self._orders.items():
            button.props["aria-pressed"] = "true" if order is self._order else "false"
            button.update()

    async def _load(self) -> None:
        order = self._order
        try:
            near = await _session.ask(
                read_neighbours, self._track_id, owner_id=self._owner_id, order=order
            )
        except NotFound:
            near = []
        if self._all.is_deleted or order is not self._order or near == self._shown:
            return
        self._shown = near
        self._nothing.set_text("" if near else _nothing_words(order))
        self._nothing.set_visibility(not near)
        self._list.set_visibility(bool(near))
        with self._list.clear():
            for one in near:
                self._show_one(one)

    def _show_one(self, one: Near) -> None:
        with ui.element("li").classes("offer"):
            with ui.element("div").classes("offer-about"):
                with ui.link(target=f"/track/{one.track_id}").classes("offer-title"):
                    ui.label(one.title)
                ui.label(" · ".join(filter(None, (one.artist, one.facts)))).classes(
                    "offer-facts number"
                )
                ui.label(one.reasons).classes("offer-reasons")
            with ui.element("div").classes("near-acts"):
                if one.has_audio:
                    self._show_acts(one)

    def _show_acts(self, one: Near) -> None:
        track_id = one.track_id
        play = ui.element("button").classes("button icon-button").props("type=button")
        play.props["aria-label"] = _("Play {title}").format(title=one.title)
        with play.on("click", lambda: self._player.load(player_address(track_id))):
            icon("play_arrow")
        queue = show_button(_("Play next"), "queue_play_next")
        queue.props["aria-label"] = _("Play {title} next").format(title=one.title)
        queue.on("click", js_handler=QUEUE % json.dumps(str(track_id)))


def _nothing_words(order: NeighbourOrder) -> str:
    if order is NeighbourOrder.MIX:
        return _(
            "Nothing in your library fits its key and tempo yet. "
            "Analyse more tracks, or look at what sounds like it."
        )
    return _("Nothing can be compared with it yet. Analyse it and more tracks to see what is near.")
