"""The menu of the library: what can be done with all of it."""

from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments
from sqlmodel import Session

from app import pipeline
from app.core.errors import SoundForgeError
from app.core.settings import Settings
from app.pipeline import Batch, MissingView
from components.icons import icon
from components.toasts import Toasts
from pages import _session
from pages._words import _
from pages.library.words import say_what_is_missing

IS_OPEN = "(event) => emit(event.currentTarget.open)"


class LibraryMenu:
    """Offers stems for everything that has none, with what that would mean."""

    def __init__(self, toasts: Toasts) -> None:
        self._toasts = toasts
        self._owner_id = _session.owner_id()
        self._menu = ui.element("details").classes("library-menu")
        self._menu.on("toggle", self._toggle, js_handler=IS_OPEN)
        with self._menu:
            with (
                ui.element("summary")
                .classes("button icon-button")
                .props(f'aria-label="{_("More")}" title="{_("More")}"')
            ):
                icon("more_vert")
            with ui.element("div").classes("menu"):
                self._button = ui.element("button").classes("button").props("type=button disabled")
                with self._button.on("click", self._separate):
                    icon("call_split")
                    ui.label(_("Separate everything without stems"))
                self._said = ui.label("").classes("menu-title number").props("role=status")
                with ui.link(target="/trash").classes("button"):
                    icon("delete_outline")
                    ui.label(_("Trash"))
                with ui.link(target="/duplicates").classes("button"):
                    icon("content_copy")
                    ui.label(_("Duplicates"))

    async def _toggle(self, event: GenericEventArguments) -> None:
        if not event.args:
            return
        settings = _session.tools().settings
        missing = await _session.ask(_foresee, settings, owner_id=self._owner_id)
        self._said.set_text(say_what_is_missing(missing.count, missing.expected_seconds))
        if missing.count:
            self._button.props(remove="disabled")
        else:
            self._button.props("disabled")

    async def _separate(self) -> None:
        self._button.props("disabled")
        settings, title = _session.tools().settings, _("Everything without stems")
        try:
            await _session.transact(_start, settings, owner_id=self._owner_id, title=title)
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")
        self._menu.run_method("removeAttribute", "open")


def _foresee(session: Session, settings: Settings, *, owner_id: UUID) -> MissingView:
    separation = pipeline.choose_for(session, settings, owner_id=owner_id)
    return pipeline.foresee_missing(session, settings, owner_id=owner_id, separation=separation)


def _start(session: Session, settings: Settings, *, owner_id: UUID, title: str) -> Batch:
    separation = pipeline.choose_for(session, settings, owner_id=owner_id)
    return pipeline.start_batch(session, owner_id=owner_id, separation=separation, title=title)
