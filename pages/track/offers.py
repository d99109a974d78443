"""The recordings that were found for the track, for those who hear that it is the wrong one."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from nicegui import ui
from sqlmodel import Session

from app import library, pipeline, sources
from app.core.errors import NotFound
from app.core.settings import Settings
from app.core.units import seconds_to_position
from app.sources import Offer
from components.boundary import Boundary
from components.icons import icon
from pages._words import _
from pages.track.pieces import Part, show_button
from pages.track.view import TrackView

OnTake = Callable[[UUID], Awaitable[None]]


@dataclass(frozen=True)
class Taken:
    """Another recording was taken: for which track, and what was there before."""

    track_id: UUID
    before_id: UUID
    before_url: str | None


def take_offer(
    session: Session, settings: Settings, offer_id: UUID, *, track_id: UUID, owner_id: UUID
) -> Taken:
    """Fetch another of the recordings of a track, for a new track if the old one has audio.

    Raises:
        NotFound: if the owner has no such track, or it is no longer on offer.
    """
    before = sources.find_chosen(session, track_id, owner_id=owner_id)
    before_url = before.url if before else None
    offer = sources.choose_offer(session, offer_id, owner_id=owner_id)
    started = pipeline.download(session, settings, offer.track_id, owner_id=owner_id, url=offer.url)
    return Taken(started.track_id or track_id, track_id, before_url)


def take_back(session: Session, taken: Taken, *, owner_id: UUID) -> None:
    """Bring the track back that was there before another recording was taken.

    Raises:
        NotFound: if it is gone for good.
    """
    with suppress(NotFound):  # somebody was quicker
        pipeline.delete_track(session, taken.track_id, owner_id=owner_id)
    library.take_back(session, taken.before_id, instead_of=taken.track_id, owner_id=owner_id)
    sources.hand_over_offers(session, taken.track_id, to=taken.before_id)
    if taken.before_url is not None:
        sources.mark_chosen(session, taken.before_id, taken.before_url, owner_id=owner_id)


class OffersPart:
    """What was found, the best first, and which of it is the track's; hidden without any."""

    def __init__(self, on_take: OnTake) -> None:
        self._on_take = on_take
        self._shown: object = None
        with Boundary() as self._all, Part(_("Wrong version?")):
            hint = _("These recordings were found. Take another one if this is not the right one.")
            ui.label(hint).classes("muted")
            self._list = ui.element("ul").classes("offers")
        self._all.set_visibility(False)

    def show(self, view: TrackView | None) -> None:
        """Show what is on offer; without a track, nothing."""
        offers = view.offers if view else []
        self._all.set_visibility(bool(offers))
        drawn = [offer.model_dump() for offer in offers], view is not None and view.is_coming
        if view is None or drawn == self._shown:
            return
        self._shown = drawn
        with self._list.clear():
            for offer in offers:
                self._show_offer(offer, view)

    def _show_offer(self, offer: Offer, view: TrackView) -> None:
        with ui.element("li").classes("offer"):
            with ui.element("div").classes("offer-about"):
                _show_title(offer)
                ui.label(_facts_of(offer)).classes("offer-facts number")
                ui.label(" · ".join(offer.reasons)).classes("offer-reasons")
            with ui.element("div").classes("offer-act"):
                if offer.is_chosen:
                    ui.label(_("Chosen")).classes("badge")
                else:
                    self._show_take(offer, is_coming=view.is_coming)

    def _show_take(self, offer: Offer, *, is_coming: bool) -> None:
        button = show_button(_("Take this one"), "swap_horiz")
        button.props["aria-label"] = f"{_('Take this one')}: {offer.title}"
        if is_coming:
            button.props("disabled")
        offer_id = offer.id
        button.on("click", lambda: self._on_take(offer_id))


def _show_title(offer: Offer) -> None:
    if not offer.url.startswith(("https://", "http://")):
        ui.label(offer.title).classes("offer-title")
        return
    with ui.link(target=offer.url, new_tab=True).classes("offer-title") as link:
        link.props("rel='noopener noreferrer'")
        ui.label(offer.title)
        icon("open_in_new")


def _facts_of(offer: Offer) -> str:
    length = offer.duration_seconds
    said = [
        offer.channel,
        None if length is None else seconds_to_position(length),
        _("{percent} % match").format(percent=f"{100 * offer.score:.0f}"),
    ]
    return " · ".join(filter(None, said))
