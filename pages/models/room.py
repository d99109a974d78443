"""The room itself: the list, what it takes of the disk, a way to bring models, and their terms."""

from collections.abc import Callable
from uuid import UUID

from nicegui import ui

from app import pipeline
from app.core.errors import SoundForgeError
from app.core.events import Event
from app.core.units import bytes_to_words
from app.pipeline import JobProgressed, ModelShelf
from components.checkpoints import Checkpoints
from components.icons import icon
from components.toasts import Toasts
from pages import _session
from pages._addresses import API
from pages._live import MODELS, Live, Refresh
from pages._vocabulary import checkpoint_words
from pages._words import _
from pages.models.row import Acts, ModelRow


def show_models(toasts: Toasts) -> None:
    """Show the room; what is in it follows after the first paint."""
    ui.page_title(f"{_('Models')} · Sound Forge Alchemy")
    ModelsRoom(toasts)


class ModelsRoom:
    """The models of this machine, the same for everybody who looks."""

    def __init__(self, toasts: Toasts) -> None:
        self._toasts = toasts
        self._user = _session.user()
        self._rows: dict[str, ModelRow] = {}
        self._pulls: dict[UUID, str] = {}
        self._refresh = Refresh(self._load)
        self._room = Live(_session.hub(), MODELS, self._hear, on_start=self._refresh.now)
        with self._room.classes("room models-room"):
            with ui.element("div").classes("room-head"):
                with ui.element("h1"):
                    ui.label(_("Models"))
                ui.element("span").classes("grow")
                Checkpoints(f"{API}/models/import", words=checkpoint_words())
            ui.label(
                _(
                    "Models take tracks apart into stems. They lie on the studio's machine, and "
                    "are there for everybody who uses it."
                )
            ).classes("muted models-intro")
            self._disk = ui.label("").classes("muted number")
            self._list = ui.element("ul").classes("rows models")
            with self._list:
                for _number in range(4):
                    ui.element("li").classes("skeleton-block")
            self._terms = ui.element("div").classes("parts")

    async def _load(self) -> None:
        try:
            shelf = await _session.ask(pipeline.list_models, _session.tools().settings)
        except SoundForgeError as error:
            if not self._room.is_deleted:
                self._show_trouble(str(error))
            return
        if not self._room.is_deleted:
            self._show(shelf)

    def _show(self, shelf: ModelShelf) -> None:
        names = [view.model.name for view in shelf.models]
        if names != list(self._rows):
            acts = Acts(pull=self._pull, cancel=self._cancel, delete=self._delete)
            with self._list.clear():
                self._rows = {view.model.name: ModelRow(view.model, acts) for view in shelf.models}
            self._show_terms(shelf)
        for view in shelf.models:
            self._rows[view.model.name].show(view)
        self._pulls = {
            view.pull.job_id: view.model.name for view in shelf.models if view.pull is not None
        }
        self._disk.set_text(
            _("They take {used} of the disk; {free} are free.").format(
                used=bytes_to_words(shelf.used_bytes), free=bytes_to_words(shelf.free_bytes)
            )
        )

    def _show_terms(self, shelf: ModelShelf) -> None:
        models = [view.model for view in shelf.models]
        with self._terms.clear(), ui.element("section").classes("part models-terms"):
            with ui.element("h2"):
                ui.label(_("Terms"))
            for terms, url in dict.fromkeys((one.terms, one.terms_url) for one in models):
                names = ", ".join(one.name for one in models if one.terms == terms)
                with ui.element("p"):
                    ui.label(names).classes("models-whose")
                    ui.label(terms).classes("muted")
                    if url:
                        ui.link(url, url, new_tab=True).props("rel=noopener")

    def _show_trouble(self, sentence: str) -> None:
        self._rows = {}
        with self._list.clear(), ui.element("li").classes("message models-trouble"):
            ui.label(sentence).classes("row-error").props("role=alert")
            retry = ui.element("button").classes("button").props("type=button")
            with retry.on("click", self._refresh.now):
                icon("refresh")
                ui.label(_("Try again"))

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobProgressed):
            name = self._pulls.get(event.job_id)
            if name in self._rows:
                self._rows[name].follow(event)
                self._refresh.again()
                return
        self._refresh.soon()

    async def _pull(self, name: str) -> None:
        await self._try(pipeline.pull_model, name)

    async def _cancel(self, name: str) -> None:
        await self._try(pipeline.cancel_pull, name)
        await self._refresh.now()  # a job that somebody works on tells only when it has stopped

    async def _delete(self, name: str) -> None:
        freed = await self._try(pipeline.delete_model, name)
        if isinstance(freed, int):
            said = _("{model} is deleted; {size} are free again.")
            self._toasts.show(said.format(model=name, size=bytes_to_words(freed)), kind="ok")

    async def _try(self, act: Callable[..., object], name: str) -> object:
        settings = _session.tools().settings
        try:
            return await _session.transact(act, settings, name, by=self._user)
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")
            return None
