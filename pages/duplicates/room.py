"""The room itself, read anew whenever a track has changed, come or gone."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from nicegui import ui
from sqlmodel import Session

from app import sources
from app.core.events import Event
from app.library import Track, TrackChanged, TrackDeleted, TrackImported, TrackRestored
from app.sources import DuplicatePage
from components.icons import icon
from components.player import Player
from components.toasts import Toasts
from pages import _session
from pages._live import Live, Refresh
from pages._twins import DuplicateActs, show_pair
from pages._words import _, plural

NEWS = (TrackChanged, TrackDeleted, TrackImported, TrackRestored)

PAGE = 25


def show_duplicates(toasts: Toasts, player: Player) -> None:
    """Show the room; what is in it follows after the first paint."""
    ui.page_title(f"{_('Duplicates')} · Sound Forge Alchemy")
    DuplicatesRoom(toasts, player)


class DuplicatesRoom:
    """The recordings that are there twice, a page at a time."""

    def __init__(self, toasts: Toasts, player: Player) -> None:
        self._owner_id = _session.owner_id()
        self._acts = DuplicateActs(toasts, player)
        self._start = 0
        self._shown: object = None
        self._refresh = Refresh(self._load)
        topic = f"user:{self._owner_id}"
        self._room = Live(_session.hub(), topic, self._hear, on_start=self._refresh.now)
        with self._room.classes("room duplicates-room"):
            with ui.element("div").classes("room-head"):
                with ui.element("h1"):
                    ui.label(_("Duplicates"))
                ui.element("span").classes("grow")
                self._count = ui.label("").classes("muted number").props("role=status")
            with ui.element("div").classes("twins") as self._list:
                for _number in range(3):
                    ui.element("div").classes("skeleton-block")
            with ui.element("div").classes("pager") as self._pager:
                self._back = _show_step(_("Earlier page"), "chevron_left", lambda: self._step(-1))
                self._where = ui.label("").classes("number")
                self._on = _show_step(_("Next page"), "chevron_right", lambda: self._step(1))
            self._pager.set_visibility(False)

    async def _load(self) -> None:
        page, unheard = await _session.ask(_read, owner_id=self._owner_id, start=self._start)
        if not page.rows and page.total:  # the last of a page is settled
            self._start = (page.total - 1) // PAGE * PAGE
            page, unheard = await _session.ask(_read, owner_id=self._owner_id, start=self._start)
        if self._room.is_deleted:
            return
        self._show(page, unheard)

    def _show(self, page: DuplicatePage, unheard: int) -> None:
        self._count.set_text(_say_how_many(page.total, unheard))
        last = min(self._start + PAGE, page.total)
        self._pager.set_visibility(page.total > PAGE)
        self._where.set_text(f"{self._start + 1}\N{EN DASH}{last} / {page.total}")
        _enable(self._back, is_on=self._start > 0)
        _enable(self._on, is_on=last < page.total)
        drawn = [(one.newer.model_dump(), one.older.model_dump()) for one in page.rows], unheard
        if drawn == self._shown:
            return
        self._shown = drawn
        with self._list.clear():
            if not page.rows:
                _show_none(unheard)
            for one in page.rows:
                with ui.element("section").classes("twin"):
                    show_pair(one, on_both=self._acts.keep_both, on_one=self._keep_one)

    async def _keep_one(self, kept: Track, gone: Track) -> None:
        await self._acts.keep_one(kept, gone)

    async def _step(self, by: int) -> None:
        self._start = max(0, self._start + by * PAGE)
        await self._refresh.now()

    def _hear(self, event: Event) -> None:
        if isinstance(event, NEWS):
            self._refresh.soon()


def _read(session: Session, *, owner_id: UUID, start: int) -> tuple[DuplicatePage, int]:
    mine = {"owner_id": owner_id}
    page = sources.list_duplicates(session, start=start, count=PAGE, **mine)
    return page, sources.count_unheard(session, **mine)


def _say_how_many(total: int, unheard: int) -> str:
    said = [plural("{count} recording", "{count} recordings", total)] if total else []
    if unheard:
        said.append(
            plural("{count} track still to compare", "{count} tracks still to compare", unheard)
        )
    return " · ".join(said)


def _show_none(unheard: int) -> None:
    with ui.element("div").classes("twins-none"):
        icon("done_all")
        with ui.element("strong"):
            ui.label(_("Nothing is there twice"))
        told = _(
            "Each track that comes in is compared with the others by its sound. "
            "The same recording in another file is shown here."
        )
        waiting = _(
            "Older tracks are compared a few at a time while the studio runs; "
            "'sfa duplicates --make' does all of them now."
        )
        with ui.element("p"):
            ui.label(waiting if unheard else told)


def _show_step(words: str, sign: str, act: Callable[[], Awaitable[None]]) -> ui.element:
    button = ui.element("button").classes("button icon-button").props("type=button")
    button.props["aria-label"] = button.props["title"] = words
    with button.on("click", act):
        icon(sign)
    return button


def _enable(button: ui.element, *, is_on: bool) -> None:
    button.props(remove="disabled") if is_on else button.props("disabled")
