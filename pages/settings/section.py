"""What a section of the room is, and the frame that every one of them stands in."""

import asyncio
import json
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments
from sqlmodel import Session

from app.core.errors import SoundForgeError
from app.core.settings import Settings
from components.icons import icon
from pages import _session
from pages._words import _

Said = dict[str, list[str]]
"""What the fields of a section say: the values of each name, those of disabled fields left out."""

View = TypeVar("View")


class Section(Protocol[View]):
    """One feature's settings: it reads and writes them, and draws fields that can be set."""

    @property
    def feature(self) -> str:
        """Return the name under which the user's wishes are kept."""
        ...

    @property
    def title(self) -> str:
        """Return what people call it."""
        ...

    @property
    def about(self) -> str:
        """Return a sentence or two on what is chosen here."""
        ...

    def read(self, session: Session, settings: Settings, *, owner_id: UUID) -> View:
        """Return what the fields show; called in a thread."""
        ...

    def write(self, session: Session, settings: Settings, said: Said, *, owner_id: UUID) -> None:
        """Remember what the fields say; called in a thread.

        Raises:
            SoundForgeError: if it cannot be meant, with a sentence for the person who said it.
        """
        ...

    def forget(self, session: Session, *, owner_id: UUID) -> None:
        """Go back to what is usual."""
        ...

    def draw(self, view: View) -> None:
        """Draw the fields."""
        ...

    def show(self, view: View) -> None:
        """Set the fields that were drawn; what is focused stays focused."""
        ...

    def is_usual(self, view: View) -> bool:
        """Say whether the user has chosen nothing."""
        ...


READ = """(event) => {
  const said = {};
  for (const [name, value] of new FormData(event.currentTarget)) (said[name] ??= []).push(value);
  emit({ said, name: event.target.name, value: event.target.value });
}"""

STAY = "(event) => event.preventDefault()"

FOCUS = """(() => {
  const fields = [...document.querySelectorAll(`#%s [name="%s"]`)];
  (fields.find((field) => field.value === %s) ?? fields[0])?.focus();
})()"""


class SectionFrame(Generic[View]):
    """A section on the page: a change is kept at once, and what cannot be kept is taken back."""

    def __init__(self, section: Section[View]) -> None:
        self._section = section
        self._owner_id = _session.owner_id()
        self._writing = asyncio.Lock()
        self._waiting = 0
        self._reading = 0
        self._is_drawn = False
        self._id = f"settings-{section.feature}"
        with ui.element("section").classes("part settings-part").props(f"id={self._id}") as root:
            root.props["aria-label"] = section.title
            self._show_head()
            ui.label(section.about).classes("muted settings-about")
            self._problem = ui.label("").classes("row-error").props("role=alert")
            self._form = ui.element("form").classes("settings-form")
            with self._form:
                ui.element("div").classes("skeleton-block")
        self._form.on("change", self._change, js_handler=READ).on("submit", js_handler=STAY)
        self._problem.set_visibility(False)

    @property
    def feature(self) -> str:
        """Return the name under which the user's wishes are kept."""
        return self._section.feature

    def _show_head(self) -> None:
        with ui.element("div").classes("part-head"):
            with ui.element("h2"):
                ui.label(self._section.title)
            self._state = ui.label("").classes("badge")
            ui.element("span").classes("grow")
            self._reset = ui.element("button").classes("button").props("type=button disabled")
            self._reset.props["aria-label"] = f"{_('Reset')} {self._section.title}"
            with self._reset.on("click", self._forget):
                icon("restart_alt")
                ui.label(_("Reset"))

    async def load(self) -> None:
        """Show how things stand, unless a later reading or writing will tell better."""
        settings = _session.tools().settings
        self._reading += 1
        newest = self._reading
        try:
            view = await _session.ask(self._section.read, settings, owner_id=self._owner_id)
        except SoundForgeError as error:
            self._complain(str(error))
            return
        if self._form.is_deleted or self._waiting or newest != self._reading:
            return
        if not self._is_drawn:
            self._is_drawn = True
            with self._form.clear():
                self._section.draw(view)
        self._section.show(view)
        is_usual = self._section.is_usual(view)
        self._state.set_text(_("As usual") if is_usual else _("Your choice"))
        self._reset.props["disabled"] = is_usual
        self._reset.update()

    async def _change(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        kept = await self._keep(self._section.write, _session.tools().settings, said["said"])
        if not kept:
            self._is_drawn = False  # the browser's fields say something that is not so
        await self.load()
        if not kept and not self._form.is_deleted:
            name, value = str(said["name"]), json.dumps(str(said["value"]))
            ui.run_javascript(FOCUS % (self._id, name, value))

    async def _forget(self) -> None:
        await self._keep(self._section.forget)
        await self.load()

    async def _keep(self, act: Any, *said: object) -> bool:  # noqa: ANN401  — one of two acts
        """Do one thing after the other, in the order in which they were said."""
        self._complain("")
        self._waiting += 1
        try:
            async with self._writing:
                await _session.transact(act, *said, owner_id=self._owner_id)
        except SoundForgeError as error:
            self._complain(str(error))
            return False
        finally:
            self._waiting -= 1
        return True

    def _complain(self, sentence: str) -> None:
        if not self._form.is_deleted:
            self._problem.set_text(sentence)
            self._problem.set_visibility(bool(sentence))
