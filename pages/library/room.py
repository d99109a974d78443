"""The room ``/``: everything a user has, and what is being done to it."""

from typing import Any
from uuid import UUID

from nicegui import background_tasks, ui
from nicegui.events import GenericEventArguments

from app import library, pipeline
from app.accounts import PreferencesChanged
from app.analysis import TrackHeardChanged
from app.core.errors import SoundForgeError
from app.core.events import Event
from app.library import (
    TrackChanged,
    TrackDeleted,
    TrackImported,
    TrackRestored,
    TracksDeleted,
)
from app.pipeline import JobChanged, JobProgressed, JobState
from components.icons import icon
from components.player import Player
from components.toasts import Toasts
from components.tracks import Tracks
from pages import _jobs, _session
from pages._live import Live
from pages._vocabulary import track_words
from pages._words import _
from pages.library.batches import BatchStrip
from pages.library.filters import show_filters
from pages.library.head import show_tabs
from pages.library.menu import LibraryMenu
from pages.library.selection import show_selection

TRACKS = "/api/v1/tracks"
PICK = "() => window.dispatchEvent(new Event('sfa:pick'))"
IMPORT = "() => window.dispatchEvent(new CustomEvent('sfa:import'))"
NEWS = (TrackImported, TrackChanged, TrackDeleted, TrackHeardChanged, TrackRestored)
DEMO = "(event) => window.sfaCells.demo(event.currentTarget)"


def show_library(toasts: Toasts, player: Player) -> None:
    """Show the room; what is in it follows after the first paint."""
    ui.page_title(f"{_('Library')} · Sound Forge Alchemy")
    Library(toasts, player)


class Library:
    """The list of tracks, and what people do in it."""

    def __init__(self, toasts: Toasts, player: Player) -> None:
        self._player = player
        self._toasts = toasts
        self._owner_id = _session.owner_id()
        self._titles: dict[UUID, str] = {}
        self._ended: set[UUID] = set()
        self._is_loaded = False
        with ui.element("section").classes("room library-room"):
            self._show_head()
            show_filters("/")
            BatchStrip(toasts)
            topic = f"user:{self._owner_id}"
            live = Live(_session.hub(), topic, self._hear, on_start=self._load)
            with live.classes("library-live"):
                self._tracks = Tracks(TRACKS, words=track_words(), on_act=self._act)
                show_selection()
                self._show_welcome()

    def _show_head(self) -> None:
        with ui.element("div").classes("room-head"):
            with ui.element("h1"):
                ui.label(_("Library"))
            ui.element("span").classes("grow")
            show_tabs("/")
            LibraryMenu(self._toasts)

    def _show_welcome(self) -> None:
        with ui.element("div").classes("welcome"):
            icon("library_music")
            ui.label(_("Your library is empty")).classes("welcome-title")
            with ui.element("p"):
                ui.label(
                    _(
                        "Paste a link, or drop audio files, anywhere on this page. "
                        "The studio takes each one apart "
                        "into stems and finds its tempo, key, sections and cues."
                    )
                )
            with ui.element("div").classes("welcome-acts"):
                _show_way(_("Choose files"), "add", PICK).classes("primary")
                _show_way(_("Paste links"), "link", IMPORT)
                _show_way(_("Try the demo song"), "play_arrow", DEMO)

    async def _load(self) -> None:
        jobs = await _session.ask(_jobs.list_shown, owner_id=self._owner_id)
        for job in jobs:
            if job.id not in self._ended:  # it was over before the answer came
                self._titles[job.id] = job.title
                self._tracks.patch(_jobs.plain(job))
        self._ended.clear()
        self._is_loaded = True

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobChanged | JobProgressed):
            self._note_end(event)
            if event.stage == "gather" and not _jobs.is_coming(event):
                return  # its tracks tell of themselves
            if _jobs.is_coming(event) and self._is_news(event):
                background_tasks.create(self._introduce(event.job_id), name="load job")
            else:
                said = _jobs.plain_event(event)
                self._tracks.patch({**said, "title": self._titles.get(event.job_id, "")})
        elif isinstance(event, PreferencesChanged):
            if event.feature == "library":
                self._tracks.look_again()
        elif isinstance(event, NEWS):
            if isinstance(event, TrackDeleted):
                self._player.unload(event.track_id)
                self._tracks.forget(str(event.track_id))
            self._tracks.refresh()
        elif isinstance(event, TracksDeleted):
            self._tracks.forget(*map(str, event.track_ids))
            self._player.unload(*event.track_ids)

    def _note_end(self, event: JobChanged | JobProgressed) -> None:
        """Remember what ends before the first answer, which may still call it live."""
        has_ended = isinstance(event, JobChanged) and event.state not in _jobs.LIVE
        if has_ended and not self._is_loaded:
            self._ended.add(event.job_id)

    def _is_news(self, event: JobChanged | JobProgressed) -> bool:
        """Say whether an event tells less of its job than the page has to show."""
        has_failed = isinstance(event, JobChanged) and event.state is JobState.FAILED
        return has_failed or event.job_id not in self._titles

    async def _introduce(self, job_id: UUID) -> None:
        job = await _session.ask(pipeline.get_job, job_id, owner_id=self._owner_id)
        if job.stage == "gather":
            over = await _session.ask(_jobs.find_over, job_id, owner_id=self._owner_id)
            if over is None:  # it is tried again by itself
                return
        self._titles[job.id] = job.title
        self._tracks.patch(_jobs.plain(job))

    async def _act(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        track_id = UUID(said["track_id"]) if said.get("track_id") else None
        job_id = UUID(said["job_id"]) if said.get("job_id") else None
        try:
            await self._perform(said["act"], track_id, job_id, title=said.get("title", ""))
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")

    async def _perform(
        self, act: str, track_id: UUID | None, job_id: UUID | None, *, title: str
    ) -> None:
        mine = {"owner_id": self._owner_id}
        if act == "open" and track_id:
            ui.navigate.to(f"/track/{track_id}")
        elif act == "download" and track_id:
            settings = _session.tools().settings
            await _session.transact(pipeline.download, settings, track_id, owner_id=self._owner_id)
        elif act == "retry" and job_id:
            await _session.transact(pipeline.retry, job_id, **mine)
        elif act == "draft" and job_id:
            await _session.transact(pipeline.separate_as_draft, job_id, **mine)
        elif act == "cancel" and track_id:
            await _session.transact(_jobs.cancel_all, track_id=track_id, **mine)
        elif act == "cancel" and job_id:
            await _session.transact(pipeline.cancel, job_id, **mine)
        elif act == "delete" and track_id:
            await self._delete(track_id, title)

    async def _delete(self, track_id: UUID, title: str) -> None:
        await _session.transact(pipeline.delete_track, track_id, owner_id=self._owner_id)
        self._player.unload(track_id)

        async def restore() -> None:
            await _session.transact(library.restore_track, track_id, owner_id=self._owner_id)

        text = _("{title} is deleted.").format(title=title)
        self._toasts.show(text, action=_("Undo"), on_action=restore)


def _show_way(words: str, sign: str, act: str) -> ui.element:
    """Show a button that the browser answers itself."""
    button = ui.element("button").classes("button").props("type=button").on("click", js_handler=act)
    with button:
        icon(sign)
        ui.label(words)
    return button
