"""The room itself: read anew whenever something about its track changed."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from nicegui import background_tasks, ui

from app import library, pipeline
from app.analysis import ListeningWish, TrackHeardChanged
from app.core.errors import NotFound, SoundForgeError
from app.core.events import Event
from app.library import TrackChanged, TrackDeleted, TrackRestored
from app.pipeline import JobChanged, JobProgressed
from app.stems import SeparationsChanged, Wish
from components.icons import icon
from components.player import Player
from components.toasts import Toasts
from pages import _session
from pages._addresses import player_address, residual_address
from pages._live import Live, Refresh
from pages._words import _
from pages.track.charts import ChartsPart
from pages.track.editing import EditSheet
from pages.track.form import show_cues, show_sections
from pages.track.head import HeadActs, show_facts, show_head
from pages.track.leaving import make_export_sheet, open_export
from pages.track.listening import AnalyseSheet
from pages.track.marks import MarksPart
from pages.track.neighbours import NeighboursPart
from pages.track.offers import OffersPart, take_back, take_offer
from pages.track.stems import StemActs, StemsPart
from pages.track.transcribing import transcribe
from pages.track.twins import TwinsPart
from pages.track.view import (
    TrackView,
    WorkView,
    analyse,
    read_form,
    read_log,
    read_track,
    separate,
)
from pages.track.work import Acts, WorkPart

NEWS = (
    JobChanged,
    SeparationsChanged,
    TrackChanged,
    TrackDeleted,
    TrackHeardChanged,
    TrackRestored,
)


def show_track(track_id: str, toasts: Toasts, player: Player) -> None:
    """Show the room; what is known of the track follows after the first paint."""
    try:
        known = UUID(track_id)
    except ValueError:
        with ui.element("section").classes("room track-room"):
            _show_missing()
        return
    TrackRoom(known, toasts, player)


class TrackRoom:
    """One track; what has not changed is not drawn again."""

    def __init__(self, track_id: UUID, toasts: Toasts, player: Player) -> None:
        self._player = player
        self._track_id = track_id
        self._owner_id = _session.owner_id()
        self._toasts = toasts
        self._refresh = Refresh(self._load)
        self._shown: TrackView | None = None
        self._sheet_of: datetime | None = None
        self._sheet = ui.element("div")
        self._listening = ui.element("div")
        self._export = make_export_sheet()
        topic = f"track:{track_id}"
        self._room = Live(_session.hub(), topic, self._hear, on_start=self._refresh.now)
        with self._room.classes("room track-room"):
            self._twins = TwinsPart(track_id, toasts, player)
            with ui.element("div").classes("parts") as self._parts:
                for _number in range(3):
                    ui.element("div").classes("skeleton-block")
            self._marks = MarksPart(track_id, player)
            self._charts = ChartsPart(track_id, player)
            self._stems = StemsPart(self._stem_acts())
            self._near = NeighboursPart(track_id, player)
            self._offers = OffersPart(self._take)
            self._work = WorkPart(Acts(cancel=self._cancel, retry=self._retry))

    async def _load(self) -> None:
        try:
            media = _session.tools().media
            view, work = await _session.ask(
                read_track, self._track_id, owner_id=self._owner_id, media=media
            )
        except NotFound:
            view, form, work = None, None, WorkView([], {})
        else:
            form = await _session.ask(
                read_form,
                _session.tools().settings,
                owner_id=self._owner_id,
                duration_seconds=view.track.duration_seconds,
            )
        if self._room.is_deleted:
            return
        self._renew(view)
        self._twins.show(view)
        heard = view if view and view.track.has_audio else None
        self._marks.show(heard)
        self._charts.show(heard)
        self._stems.show(heard, form, work.jobs)
        self._near.show(view)
        self._offers.show(view)
        self._work.show(work)

    def _renew(self, view: TrackView | None) -> None:
        if view is None:
            with self._parts.clear():
                _show_missing()
        elif view != self._shown:
            self._renew_sheets(view)
            with self._parts.clear():
                self._show(view)
        self._shown = view

    def _renew_sheets(self, view: TrackView) -> None:
        """Keep a sheet while it asks the same: somebody may be writing in it."""
        if self._shown is None or view.edited != self._shown.edited:
            with self._listening.clear():
                AnalyseSheet(view.edited, on_analyse=self._analyse)
        if view.version != self._sheet_of:
            self._sheet_of = view.version
            with self._sheet.clear():
                EditSheet(view.track, on_save=self._save)

    def _show(self, view: TrackView) -> None:
        ui.page_title(f"{view.track.title} · Sound Forge Alchemy")
        acts = HeadActs(play=self._play, download=self._download, delete=self._delete)
        show_head(view, acts, self._toasts)
        show_facts(view)
        show_sections(view)
        show_cues(view)

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobProgressed):
            self._refresh.again()
            if self._work.follow(event):
                background_tasks.create(self._load_log(event.job_id), name="load log")
        elif isinstance(event, NEWS):
            if isinstance(event, TrackDeleted):
                self._player.unload(event.track_id)
            if isinstance(event, TrackHeardChanged):
                self._marks.look()
            self._refresh.soon()

    async def _load_log(self, job_id: UUID) -> None:
        entries = await _session.ask(read_log, job_id, owner_id=self._owner_id)
        if not self._room.is_deleted:
            self._work.show_log(job_id, entries)

    def _play(self) -> None:
        self._player.load(player_address(self._track_id))

    async def _download(self) -> None:
        settings, owner_id = _session.tools().settings, self._owner_id
        await self._try(
            _session.transact(pipeline.download, settings, self._track_id, owner_id=owner_id)
        )
        self._refresh.soon()

    async def _take(self, offer_id: UUID) -> None:
        settings, mine = _session.tools().settings, {"owner_id": self._owner_id}
        act = _session.transact(take_offer, settings, offer_id, track_id=self._track_id, **mine)
        try:
            taken = await act
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")
            return
        if taken.track_id == self._track_id:
            self._refresh.soon()
            return

        async def undo() -> None:
            await _session.transact(take_back, taken, **mine)
            ui.navigate.to(f"/track/{taken.before_id}")

        self._player.unload(self._track_id)
        text = _("The other recording stands in for this one, and is being downloaded.")
        self._toasts.show(text, action=_("Undo"), on_action=undo)
        ui.navigate.to(f"/track/{taken.track_id}")

    async def _analyse(self, wish: ListeningWish) -> None:
        await self._try(
            _session.transact(analyse, self._track_id, owner_id=self._owner_id, wish=wish)
        )

    async def _save(self, edit: library.TrackEdit) -> None:
        await _session.transact(library.edit_track, self._track_id, edit, owner_id=self._owner_id)

    def _stem_acts(self) -> StemActs:
        return StemActs(
            separate=self._separate,
            draft=self._draft,
            play=lambda one: self._player.load(player_address(self._track_id, separation_id=one)),
            play_residual=lambda one: self._player.load(
                residual_address(self._track_id, separation_id=one)
            ),
            choose=self._choose,
            delete=self._delete_stems,
            export=lambda one, parts: open_export(self._export, one, parts),
            describe=self._describe,
            transcribe=self._transcribe,
        )

    async def _separate(self, wish: Wish, *, is_for_good: bool) -> None:
        await self._try(
            _session.transact(
                separate,
                self._track_id,
                owner_id=self._owner_id,
                settings=_session.tools().settings,
                wish=wish,
                is_for_good=is_for_good,
            )
        )

    async def _transcribe(self, stem_id: UUID) -> None:
        await self._try(_session.transact(transcribe, stem_id, owner_id=self._owner_id))

    async def _choose(self, separation_id: UUID) -> None:
        await self._try(
            _session.transact(pipeline.choose_stems, separation_id, owner_id=self._owner_id)
        )

    async def _delete_stems(self, separation_id: UUID) -> None:
        await self._try(
            _session.transact(
                pipeline.delete_stems,
                separation_id,
                owner_id=self._owner_id,
                media=_session.tools().media,
            )
        )

    async def _describe(self) -> str:
        try:
            found = await asyncio.to_thread(pipeline.describe_device, _session.tools())
        except SoundForgeError as error:
            return str(error)
        return _("Networks would run on {device} in {precision}: {reason}.").format(
            device=found.device, precision=found.precision, reason=found.reason
        )

    async def _retry(self, job_id: UUID) -> None:
        await self._try(_session.transact(pipeline.retry, job_id, owner_id=self._owner_id))

    async def _draft(self, job_id: UUID) -> None:
        act = _session.transact(pipeline.separate_as_draft, job_id, owner_id=self._owner_id)
        await self._try(act)

    async def _cancel(self, job_id: UUID) -> None:
        await self._try(_session.transact(pipeline.cancel, job_id, owner_id=self._owner_id))
        self._refresh.soon()  # a job that somebody works on tells only when it has stopped

    async def _try(self, act: Awaitable[object]) -> None:
        try:
            await act
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")

    async def _delete(self) -> None:
        owner_id, track_id = self._owner_id, self._track_id
        track = await _session.transact(pipeline.delete_track, track_id, owner_id=owner_id)
        self._player.unload(track_id)

        async def restore() -> None:
            await _session.transact(library.restore_track, track_id, owner_id=owner_id)

        text = _("{title} is deleted.").format(title=track.title)
        self._toasts.show(text, action=_("Undo"), on_action=restore)
        ui.navigate.to("/")


def _show_missing() -> None:
    with ui.element("div").classes("message"):
        with ui.element("h1"):
            ui.label(_("There is no such track"))
        ui.label(_("It may have been deleted."))
        with ui.link(target="/").classes("button"):
            icon("arrow_back")
            ui.label(_("Back to the library"))
