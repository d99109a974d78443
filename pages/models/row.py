"""One model in the list: what it is, how it stands, and what can be done with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from app.pipeline import JobProgressed, ModelView
from app.stems import StemModel, StemType, sort_stems
from components.icons import icon
from pages._words import _
from pages.models.words import (
    error_of,
    hint_of,
    note_of,
    progress_of,
    size_of,
    state_of,
    terms_of,
    warning_of,
)

Act = Callable[[str], Awaitable[None]]
"""Something done with the model of a name."""


@dataclass(frozen=True)
class Acts:
    """What people can do with a model."""

    pull: Act
    cancel: Act
    delete: Act


class ModelRow:
    """A model's row, which stays while the model is fetched."""

    def __init__(self, model: StemModel, acts: Acts) -> None:
        self._model = model
        self._is_live = False
        self._acts = acts
        with ui.element("li").classes("model").props(f"data-model={model.name}") as self.root:
            self._show_what_it_is(model)
            self._show_how_it_stands()
            self._show_acts(model.name)
            self._note = ui.label("").classes("muted model-note")
            self._error = ui.label("").classes("row-error model-error").props("role=alert")
            self._ask = _AskSheet(model.name, on_delete=acts.delete)

    def show(self, view: ModelView) -> None:
        """Show the model as it stands now."""
        self._model, pull = view.model, view.pull
        kind, said = state_of(view)
        self._badge.set_text(said)
        self._badge.props(f"data-state={kind}")
        _show(self._size, size_of(view.model))
        self._is_live = pull is not None and pull.is_live
        if pull is not None:
            self._move(pull.progress, pull.remaining_seconds)
        self._progress.set_visibility(self._is_live)
        is_stopping = pull is not None and pull.is_stopping
        has_failed = pull is not None and not self._is_live
        can_pull = view.model.is_published and not view.model.installed and not self._is_live
        self._cancel.set_visibility(self._is_live and not is_stopping)
        self._pull.set_visibility(can_pull and not has_failed)
        self._retry.set_visibility(can_pull and has_failed)
        is_there = view.model.needs_weights and view.model.present_bytes > 0
        self._delete.set_visibility(is_there and not self._is_live)
        self._ask.explain(warning_of(view.model))
        _show(self._note, note_of(view))
        _show(self._error, error_of(pull))

    def follow(self, event: JobProgressed) -> None:
        """Show how far the fetch is."""
        if self._is_live:  # else the event is older than what the database said
            self._move(event.progress, event.remaining_seconds)

    def _move(self, progress: float, left: float | None) -> None:
        self._said.set_text(progress_of(self._model, progress, left))
        percent = f"{100 * progress:.0f}"
        self._bar.style(f"width: {percent}%")
        self._frame.props(f"aria-valuenow={percent}")

    def _show_what_it_is(self, model: StemModel) -> None:
        with ui.element("div").classes("model-what"):
            with ui.element("h2").classes("model-name"):
                ui.label(model.name)
            ui.label(hint_of(model)).classes("muted")
            with ui.element("div").classes("model-stems"):
                stems = sort_stems(list(model.stems))
                for stem in stems:
                    _show_stem(stem)
                said = ", ".join(map(_label_of, stems))
                ui.label(said or _("It says which stems when it is used.")).classes("muted")

    def _show_how_it_stands(self) -> None:
        with ui.element("div").classes("model-facts"):
            self._badge = ui.label("").classes("badge")
            self._size = ui.label("").classes("muted number")
            ui.label(terms_of(self._model)).classes("muted")
            with ui.element("div").classes("model-progress") as self._progress:
                with ui.element("span").classes("bar").props("role=progressbar") as self._frame:
                    self._frame.props["aria-label"] = f"{_('Downloading')} {self._model.name}"
                    self._bar = ui.element("span")
                self._said = ui.label("").classes("muted number")

    def _show_acts(self, name: str) -> None:
        with ui.element("div").classes("model-acts"):
            self._pull = _show_act(_("Download"), "download", name)
            self._pull.on("click", lambda: self._acts.pull(name))
            self._retry = _show_act(_("Retry"), "refresh", name)
            self._retry.on("click", lambda: self._acts.pull(name))
            self._cancel = _show_act(_("Cancel"), "close", name)
            self._cancel.on("click", lambda: self._acts.cancel(name))
            self._delete = _show_act(_("Delete"), "delete", name)
            self._delete.on("click", js_handler=OPEN)


OPEN = "(event) => event.target.closest('.model').querySelector('dialog').showModal()"
CLOSE = "(event) => event.target.closest('dialog').close()"
CLOSE_AND_DO = "(event) => { event.target.closest('dialog').close(); emit(); }"


class _AskSheet:
    """Asks before a model is deleted, because it cannot be brought back with a click."""

    def __init__(self, name: str, *, on_delete: Act) -> None:
        title = _("Delete {model}?").format(model=name)
        with ui.element("dialog").classes("sheet") as sheet:
            sheet.props["aria-label"] = title
            ui.label(title).classes("sheet-title")
            self._means = ui.label("").classes("muted sheet-words")
            with ui.element("div").classes("form-acts"):
                with _button("button").on("click", js_handler=CLOSE):
                    ui.label(_("Cancel"))
                sure = _button("button primary").on(
                    "click", lambda: on_delete(name), js_handler=CLOSE_AND_DO
                )
                with sure:
                    ui.label(_("Delete"))

    def explain(self, means: str) -> None:
        """Say what it means."""
        self._means.set_text(means)


def _show_act(said: str, sign: str, name: str) -> ui.element:
    button = _button("button")
    button.props["aria-label"] = f"{said} {name}"
    with button:
        icon(sign)
        ui.label(said)
    return button


def _button(classes: str) -> ui.element:
    return ui.element("button").classes(classes).props("type=button")


def _show_stem(name: str) -> None:
    known = name if name in set(StemType) else "other"
    sign = ui.label(_label_of(name)[0]).classes("stem-sign").props("aria-hidden=true")
    sign.style(f"--stem: var(--stem-{known.replace('_', '-')})")


def _label_of(name: str) -> str:
    return StemType(name).label if name in set(StemType) else name


def _show(label: ui.label, said: str) -> None:
    label.set_text(said)
    label.set_visibility(bool(said))
