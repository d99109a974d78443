"""Folders of the server, for administrators: which there are, how they do, and new ones."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments
from sqlmodel import Session

from app import accounts, pipeline
from app.accounts import Role, User
from app.core.errors import SoundForgeError
from app.core.settings import Settings
from app.pipeline import Tools
from app.sources import RootFile, RootKind, RootView
from components.icons import icon
from pages import _session
from pages._words import _
from pages.settings.folder_row import FolderActs, FolderRow, meaning_of

BEAT_SECONDS = 3.0
"""How often the page looks how far the studio is with the folders."""

SAID = """(event) => {
  event.preventDefault();
  emit(Object.fromEntries(new FormData(event.currentTarget)));
}"""
CLOSE = "(event) => event.target.closest('dialog').close()"
CLOSE_AND_DO = "(event) => { event.target.closest('dialog').close(); emit(); }"


@dataclass(frozen=True)
class FoldersView:
    """All folders, their files that are no tracks, and to whom new ones may belong."""

    roots: list[RootView]
    troubled: dict[UUID, list[RootFile]]
    emails: list[str]


class FoldersPart:
    """The part of the settings that only administrators see; it follows what the studio does."""

    def __init__(self) -> None:
        self._user = _session.user()
        self._acts = FolderActs(self._look, self._pause, self._ask_to_remove)
        self._rows: dict[UUID, FolderRow] = {}
        with ui.element("section").classes("part settings-part").props("id=settings-folders") as it:
            it.props["aria-label"] = _("Folders")
            with ui.element("div").classes("part-head"), ui.element("h2"):
                ui.label(_("Folders"))
            ui.label(
                _(
                    "Music in these folders of the server belongs to a library by itself. Out of a "
                    "watched folder it is copied in as it comes; in place, it is played where it "
                    "lies. The studio only ever reads them."
                )
            ).classes("muted settings-about")
            self._news = ui.label("").classes("settings-now").props("role=status")
            self._problem = ui.label("").classes("row-error").props("role=alert")
            self._list = ui.element("ul").classes("offers")
            self._empty = ui.label(_("There is no folder yet. Name one below.")).classes("muted")
            self._owners = self._show_form()
            self._sheet = _AskSheet(self._remove)
            ui.timer(BEAT_SECONDS, self.load)
        for one in (self._news, self._problem, self._empty):
            one.set_visibility(False)

    async def load(self) -> None:
        """Read how the folders do, and show it in place."""
        try:
            view = await _session.ask(_read, by=self._user)
        except SoundForgeError as error:
            self._complain(str(error))
            return
        if not self._list.is_deleted:
            self._show(view)

    def _show(self, view: FoldersView) -> None:
        self._owners(view.emails)
        self._empty.set_visibility(not view.roots)
        there = [root.id for root in view.roots]
        if there != list(self._rows):
            with self._list.clear():
                self._rows = {root.id: FolderRow(root, self._acts) for root in view.roots}
        for root in view.roots:
            self._rows[root.id].show(root, view.troubled[root.id])

    def _show_form(self) -> Callable[[list[str]], None]:
        """Draw the fields for another folder; return what offers the owners."""
        with ui.element("form").classes("settings-form folder-form") as form:
            form.on("submit", self._add, js_handler=SAID)
            with _field(_("Path on the server")):
                path = ui.element("input").props(
                    "name=path required autocomplete=off maxlength=1000"
                )
                path.props["placeholder"] = "/srv/music"
            with _field(_("Its files")), ui.element("select").props("name=kind"):
                _option("watched", _("are copied in as they come"))
                _option("in_place", _("stay where they are"))
            with _field(_("Library of")):
                owners = ui.element("select").props("name=email")
            with ui.element("button").classes("button primary").props("type=submit"):
                icon("create_new_folder")
                ui.label(_("Add folder"))
        self._form = form
        offered: list[str] = []

        def offer(emails: list[str]) -> None:
            if emails != offered:
                offered[:] = emails
                with owners.clear():
                    for email in emails:
                        _option(email, email)

        return offer

    async def _add(self, event: GenericEventArguments) -> None:
        said = {name: str(value) for name, value in dict(event.args).items()}
        settings = _session.tools().settings
        await self._do(partial(_add, said=said, settings=settings), _("The folder is added."))
        if not self._problem.text and not self._form.is_deleted:
            self._form.run_method("reset")

    async def _pause(self, root: RootView) -> None:
        """Pause the looks into a folder, or resume them."""
        paused = not root.is_paused
        words = _("'{name}' is paused.") if paused else _("'{name}' is looked into again.")
        act = partial(_pause, root_id=root.id, is_paused=paused)
        await self._do(act, words.format(name=root.name))

    async def _look(self, root: RootView) -> None:
        """Look into a folder now."""
        words = _("The studio looks into '{name}' now.").format(name=root.name)
        await self._do(partial(_look, root_id=root.id), words)

    def _ask_to_remove(self, root: RootView) -> None:
        """Ask what removing a folder means before it is done."""
        self._sheet.ask(root)

    async def _remove(self, root: RootView) -> None:
        act = partial(_remove, root_id=root.id, tools=_session.tools())
        await self._do(act, _("'{name}' is forgotten. Its files stay.").format(name=root.name))

    async def _do(self, act: Callable[..., None], words: str) -> None:
        self._complain("")
        try:
            await _session.transact(act, by=self._user)
        except SoundForgeError as error:
            self._complain(str(error))
            return
        if not self._news.is_deleted:
            self._news.set_text(words)
            self._news.set_visibility(True)
        await self.load()

    def _complain(self, sentence: str) -> None:
        if not self._problem.is_deleted:
            self._news.set_visibility(False)
            self._problem.set_text(sentence)
            self._problem.set_visibility(bool(sentence))


class _AskSheet:
    """Asks before a folder is removed; there is one for all of them."""

    def __init__(self, on_sure: Callable[[RootView], Awaitable[None]]) -> None:
        self._root: RootView | None = None
        self._on_sure = on_sure
        with ui.element("dialog").classes("sheet") as self._sheet:
            self._title = ui.label("").classes("sheet-title")
            self._means = ui.label("").classes("muted sheet-words")
            with ui.element("div").classes("form-acts"):
                keep = ui.element("button").classes("button").props("type=button")
                with keep.on("click", js_handler=CLOSE):
                    ui.label(_("Cancel"))
                sure = ui.element("button").classes("button primary").props("type=button")
                with sure.on("click", self._do, js_handler=CLOSE_AND_DO):
                    ui.label(_("Remove folder"))

    def ask(self, root: RootView) -> None:
        """Open, with what it means for this folder."""
        self._root = root
        title = _("Remove '{name}'?").format(name=root.name)
        self._sheet.props["aria-label"] = title
        self._title.set_text(title)
        self._means.set_text(meaning_of(root))
        self._sheet.run_method("showModal")

    async def _do(self) -> None:
        if self._root is not None:
            await self._on_sure(self._root)


def _read(session: Session, *, by: User) -> FoldersView:
    roots = pipeline.view_folders(session, by=by)
    troubled = {
        root.id: (
            pipeline.list_troubled_files(session, root.id, by=by)
            if root.counts.missing or root.counts.faulty
            else []
        )
        for root in roots
    }
    people = [user for user in accounts.list_users(session) if user.role is not Role.SYSTEM]
    emails = sorted((user.email for user in people), key=lambda email: (email != by.email, email))
    return FoldersView(roots, troubled, emails)


def _add(session: Session, *, by: User, said: dict[str, str], settings: Settings) -> None:
    owner = accounts.get_by_email(session, said.get("email") or by.email)
    pipeline.add_folder(
        session,
        settings,
        said.get("path", "").strip(),
        by=by,
        owner_id=owner.id,
        kind=RootKind(said.get("kind", "watched")),
    )


def _pause(session: Session, *, by: User, root_id: UUID, is_paused: bool) -> None:
    pipeline.pause_folder(session, root_id, by=by, is_paused=is_paused)


def _look(session: Session, *, by: User, root_id: UUID) -> None:
    pipeline.ask_for_look(session, root_id, by=by)


def _remove(session: Session, *, by: User, root_id: UUID, tools: Tools) -> None:
    pipeline.remove_folder(session, tools.media, root_id, by=by)


def _field(words: str) -> ui.element:
    label = ui.element("label").classes("field")
    with label:
        ui.label(words)
    return label


def _option(value: str, words: str) -> None:
    option = ui.element("option")
    option.props["value"] = value
    with option:
        ui.label(words)
