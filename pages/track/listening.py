"""The sheet in which people have a track analysed again, in all or in part."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from app import analysis
from app.analysis import Edited, ListeningWish
from pages._choices import style_words
from pages._words import _
from pages.track.pieces import show_button

OPEN = "() => document.querySelector('#analyse-track').showModal()"

CLOSE = "(event) => event.target.closest('dialog').close()"

READ = """(event) => {
  event.preventDefault();
  const form = event.target;
  const said = new FormData(form);
  const [features, overwrite] = ["features", "overwrite"].map((name) => said.getAll(name));
  form.elements.features[0].setCustomValidity(features.length ? "" : form.dataset.nothing);
  if (!form.reportValidity()) return;
  form.closest("dialog").close();
  emit({ features, overwrite, style: said.get("style") });
}"""

OnAnalyse = Callable[[ListeningWish], Awaitable[None]]


class AnalyseSheet:
    """A form over the page: what to find, and which hand edits may be overwritten."""

    def __init__(self, edited: Sequence[Edited], *, on_analyse: OnAnalyse) -> None:
        self._on_analyse = on_analyse
        label = _("Analyse again")
        with ui.element("dialog").classes("sheet").props(f'aria-label="{label}" id=analyse-track'):
            ui.label(label).classes("sheet-title")
            form = ui.element("form").classes("form").props("novalidate")
            form.props["data-nothing"] = _("Check at least one thing to find.")
            with form.on("submit", self._read, js_handler=READ):
                _show_features()
                _show_styles()
                if edited:
                    _show_edited(edited)
                with ui.element("div").classes("form-acts"):
                    show_button(_("Cancel"), "close").on("click", js_handler=CLOSE)
                    button = show_button(_("Analyse"), "graphic_eq").classes("primary")
                    button.props("type=submit")

    async def _read(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        wish = ListeningWish.model_validate(said)
        if wish.features:  # none would mean all
            await self._on_analyse(wish)


def _show_features() -> None:
    with ui.element("fieldset").classes("boxes"):
        with ui.element("legend"):
            ui.label(_("What to find"))
        for feature in analysis.FEATURES:
            _show_box("features", feature.name, _(feature.label), is_checked=True)


def _show_styles() -> None:
    with ui.element("label").classes("field"):
        ui.label(_("Cues for"))
        with ui.element("select").props("name=style"):
            for style, words in style_words().items():
                with ui.element("option").props(f'value="{style}"'):
                    ui.label(words)


def _show_edited(edited: Sequence[Edited]) -> None:
    """Ask for each hand edit; nothing is overwritten unless its box is checked."""
    with ui.element("fieldset").classes("boxes"):
        with ui.element("legend"):
            ui.label(_("You have edited these. Checked ones are found anew and lose your edits."))
        for what in edited:
            _show_box("overwrite", what, _edited_words()[what], is_checked=False)


def _show_box(name: str, value: str, words: str, *, is_checked: bool) -> None:
    with ui.element("label").classes("box"):
        box = ui.element("input").props(f"type=checkbox name={name} value={value}")
        if is_checked:
            box.props("checked")
        ui.label(words)


def _edited_words() -> dict[Edited, str]:
    return {"grid": _("The grid"), "key": _("The key"), "sections": _("The sections")}
