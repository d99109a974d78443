"""The room of one track: what it is, what was heard in it, its stems, and the work on it."""

import asyncio
from datetime import datetime
from uuid import UUID

from nicegui import background_tasks, ui
from sqlmodel import Session

from app import library, pipeline
from app.core.errors import NotFound, SoundForgeError
from app.core.events import Event
from app.library import TrackChanged, TrackDeleted, TrackRestored
from app.pipeline import JobChanged, JobProgressed, Tools
from components.icons import icon
from components.player import Player
from components.toasts import Toasts
from pages import _session
from pages._addresses import player_address
from pages._live import Live
from pages._track_edit import EditSheet
from pages._track_parts import (
    show_cues,
    show_facts,
    show_head,
    show_jobs,
    show_sections,
    show_separations,
)
from pages._track_view import Choice, TrackView, list_choices, read_track
from pages._words import _

NEWS = (JobChanged, TrackChanged, TrackDeleted, TrackRestored)

PATIENCE_SECONDS = 0.1
"""Several jobs end together; one reading answers for all."""


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
    """One track, read anew whenever something about it changed."""

    def __init__(self, track_id: UUID, toasts: Toasts, player: Player) -> None:
        self._player = player
        self._track_id = track_id
        self._owner_id = _session.owner_id()
        self._toasts = toasts
        self._bars: dict[UUID, tuple[ui.element, ui.label]] = {}
        self._is_due = False
        self._choices: list[Choice] = []
        self._sheet_of: datetime | None = None
        self._sheet = ui.element("div")
        self._room = Live(_session.hub(), f"track:{track_id}", self._hear)
        with self._room.classes("room track-room"):
            for _number in range(3):
                ui.element("div").classes("skeleton-block")
        background_tasks.create(self._load(), name="load track")

    async def _load(self) -> None:
        self._is_due = False
        try:
            view = await _session.ask(read_track, self._track_id, owner_id=self._owner_id)
        except NotFound:
            view = None
        folder = _session.tools().settings.models_folder
        self._choices = await asyncio.to_thread(list_choices, folder)
        if self._room.is_deleted:
            return
        if view is not None:
            self._renew_sheet(view.track)
        with self._room.clear():
            if view is None:
                _show_missing()
            else:
                self._show(view)

    def _renew_sheet(self, track: library.Track) -> None:
        """Keep the sheet while the words are the same: somebody may be writing in it."""
        version = track.changed_at or track.created_at
        if version != self._sheet_of:
            self._sheet_of = version
            with self._sheet.clear():
                EditSheet(track, on_save=self._save)

    def _show(self, view: TrackView) -> None:
        ui.page_title(f"{view.track.title} · Sound Forge Alchemy")
        show_head(view, on_play=self._play, on_delete=self._delete)
        show_facts(view)
        show_sections(view)
        show_cues(view)
        show_separations(view, on_separate=self._separate, choices=self._choices)
        self._bars = show_jobs(view, on_retry=self._retry, on_cancel=self._cancel)

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobProgressed) and event.job_id in self._bars:
            bar, said = self._bars[event.job_id]
            bar.style(f"width: {100 * event.progress:.0f}%")
            said.set_text(f"{100 * event.progress:.0f} % {event.phase}")
        elif isinstance(event, NEWS) and not self._is_due:
            self._is_due = True
            background_tasks.create(self._load_soon(), name="load track again")

    async def _load_soon(self) -> None:
        await asyncio.sleep(PATIENCE_SECONDS)
        await self._load()

    def _play(self) -> None:
        self._player.load(player_address(self._track_id))

    async def _save(self, edit: library.TrackEdit) -> None:
        await _session.transact(library.edit_track, self._track_id, edit, owner_id=self._owner_id)

    async def _separate(self, choice: Choice) -> None:
        try:
            await _session.transact(
                _separate,
                self._track_id,
                owner_id=self._owner_id,
                tools=_session.tools(),
                choice=choice,
            )
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")

    async def _retry(self, job_id: UUID) -> None:
        try:
            await _session.transact(pipeline.retry, job_id, owner_id=self._owner_id)
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")

    async def _cancel(self, job_id: UUID) -> None:
        await _session.transact(pipeline.cancel, job_id, owner_id=self._owner_id)

    async def _delete(self) -> None:
        owner_id, track_id = self._owner_id, self._track_id
        track = await _session.transact(pipeline.delete_track, track_id, owner_id=owner_id)

        async def restore() -> None:
            await _session.transact(library.restore_track, track_id, owner_id=owner_id)

        text = _("{title} is deleted.").format(title=track.title)
        self._toasts.show(text, action=_("Undo"), on_action=restore)
        ui.navigate.to("/")


def _separate(
    session: Session, track_id: UUID, *, owner_id: UUID, tools: Tools, choice: Choice
) -> None:
    separation = pipeline.choose_separation(
        tools.settings, engine=choice.engine, model=choice.model, again=True
    )
    track = library.get_track(session, track_id, owner_id=owner_id)
    pipeline.separate(session, track, separation=separation)


def _show_missing() -> None:
    with ui.element("div").classes("message"):
        with ui.element("h1"):
            ui.label(_("There is no such track"))
        ui.label(_("It may have been deleted."))
        with ui.link(target="/").classes("button"):
            icon("arrow_back")
            ui.label(_("Back to the library"))
