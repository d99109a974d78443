"""The form for a separation: how thoroughly, which stems, and whether to do so from now on."""

from typing import Any, Protocol

from nicegui import ui
from nicegui.events import GenericEventArguments
from pydantic import ValidationError

from app import stems
from app.core.units import bytes_to_words
from app.pipeline import Way
from app.stems import Wish
from pages._choices import name_model, name_stem, preset_words
from pages._times import words_of_expected
from pages._words import _
from pages.track.pieces import show_button
from pages.track.view import FormView


class OnSeparate(Protocol):
    """Called with what somebody wants, and whether they want it from now on."""

    async def __call__(self, wish: Wish, *, is_for_good: bool) -> None:
        """Take the track apart."""
        ...


READ = """(event) => {
  event.preventDefault();
  const said = new FormData(event.target);
  emit({ ...Object.fromEntries(said), keep: said.getAll("keep") });
}"""

FIT = """(event) => {
  const form = event.currentTarget;
  const model = form.querySelector("[name=model]").selectedOptions[0];
  const preset = form.querySelector("[name=preset]:checked");
  const there = (model.dataset.stems || preset?.dataset.stems || "").split(" ");
  for (const box of form.querySelectorAll("[name=keep]")) {
    box.disabled = there[0] !== "" && !there.includes(box.value);
    if (box.disabled) box.checked = false;
  }
}"""


class SeparationForm:
    """The form; what somebody has filled in stays until what it offers is another."""

    def __init__(self, *, on_separate: OnSeparate) -> None:
        self._on_separate = on_separate
        self._shown: FormView | None = None
        self._form = ui.element("form").classes("separating")
        self._form.on("submit", self._read, js_handler=READ).on("change", js_handler=FIT)

    def show(self, view: FormView) -> None:
        """Show what there is to choose from."""
        if view == self._shown:
            return
        self._shown = view
        with self._form.clear():
            self._show_presets(view)
            with ui.element("details").classes("separating-more"):
                with ui.element("summary").classes("button"):
                    ui.label(_("Stems, model and effort"))
                with ui.element("div").classes("separating-choices"):
                    _show_stems(view)
                    _show_effort(view)
            self._problem = ui.label("").classes("row-error").props("role=alert")
            with ui.element("div").classes("separating-acts"):
                _show_box("remember", _("Use this from now on"))
                button = show_button(_("Separate stems"), "call_split").classes("primary")
                button.props("type=submit")
        self._problem.set_visibility(False)

    def _show_presets(self, view: FormView) -> None:
        chosen = _find_chosen(view)
        with ui.element("fieldset").classes("presets"):
            with ui.element("legend"):
                ui.label(_("How thoroughly"))
            for way in view.ways:
                _show_preset(way, is_chosen=way.preset.name == chosen)

    async def _read(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        try:
            wish = read_wish(said)
        except (ValidationError, ValueError):
            self._problem.set_text(_("Overlap is 0 to 90 %, and there are 0 to 10 shifts."))
            self._problem.set_visibility(True)
            return
        self._problem.set_visibility(False)
        await self._on_separate(wish, is_for_good="remember" in said)


def read_wish(said: dict[str, Any]) -> Wish:
    """Return what a form says.

    Raises:
        ValueError: if a number is none, or out of range.
    """
    kind = said.get("stems", "all")
    kept = tuple(said.get("keep", ())) if kind == "some" else ()
    overlap, shifts = str(said.get("overlap", "")), str(said.get("shifts", ""))
    return Wish(
        preset=said.get("preset") or None,
        model=said.get("model") or None,
        overlap=float(overlap) / 100 if overlap else None,
        shifts=int(shifts) if shifts else None,
        keep=("vocals",) if kind == "two" else kept,
        rest=kind == "two" or (bool(kept) and "rest" in said),
        complete="complete" in said,
    )


def _find_chosen(view: FormView) -> str:
    """Return the preset to begin with: the preferred one, a good one, or what is usual here."""
    usual, wish = view.usual, view.preferred
    if wish.preset in stems.PRESETS:
        return wish.preset or ""
    good = next(way for way in view.ways if way.preset.name == "balanced")
    is_draft = stems.ENGINES.get(usual.engine).is_draft
    if is_draft and not wish.says_how and good.model.installed:
        return good.preset.name
    same = stems.find_preset(
        engine=usual.engine, model=usual.model, overlap=usual.overlap, shifts=usual.shifts
    )
    return same.name if same else ""


def _show_preset(way: Way, *, is_chosen: bool) -> None:
    name = way.preset.name
    label, about = preset_words()[name]
    with ui.element("label").classes("preset"):
        box = ui.element("input").props(f"type=radio name=preset value={name}")
        box.props["data-stems"] = " ".join(way.model.stems)
        if is_chosen:
            box.props("checked")
        ui.label(label).classes("preset-name")
        ui.label(about).classes("preset-about muted")
        ui.label(words_of_expected(way.expected_seconds)).classes("preset-time number")
        if not way.model.installed:
            size = bytes_to_words(way.model.size_bytes)
            ui.label(_("fetches {size} first").format(size=size)).classes("preset-fetch number")


def _show_stems(view: FormView) -> None:
    usual = view.usual
    is_two = usual.keep == ("vocals",) and usual.rest
    kind = "two" if is_two else "some" if usual.keep else "all"
    names = stems.sort_stems(list({name for model in view.models for name in model.stems}))
    default = set(_stems_of_default(view))
    with ui.element("fieldset").classes("choice"):
        with ui.element("legend"):
            ui.label(_("Stems to write"))
        _show_radio("stems", "all", _("All of the model's"), is_chosen=kind == "all")
        two = _("Two: vocals (a cappella) and instrumental (karaoke)")
        _show_radio("stems", "two", two, is_chosen=kind == "two")
        _show_radio("stems", "some", _("Only these:"), is_chosen=kind == "some")
        with ui.element("div").classes("kept"):
            for name in names:
                box = _show_box("keep", name_stem(name), value=name)
                if kind == "some" and name in usual.keep:
                    box.props("checked")
                if default and name not in default:
                    box.props("disabled")
            box = _show_box("rest", _("and the sum of the others"))
            if kind == "some" and usual.rest:
                box.props("checked")
        box = _show_box("complete", _("Stems add up to the mix exactly"))
        if usual.complete:
            box.props("checked")


def _stems_of_default(view: FormView) -> tuple[str, ...]:
    return next((one.stems for one in view.models if one.name == view.usual.model), ())


def _show_effort(view: FormView) -> None:
    preferred = view.preferred
    with ui.element("fieldset").classes("choice"):
        with ui.element("legend"):
            ui.label(_("Instead of what the choice above says"))
        with ui.element("label").classes("field"):
            ui.label(_("Engine and model"))
            with ui.element("select").props("name=model"):
                _show_option("", _("as chosen above"))
                for model in view.models:
                    option = _show_option(model.name, name_model(model))
                    option.props["data-stems"] = " ".join(model.stems)
                    if model.name == preferred.model:
                        option.props("selected")
        overlap = None if preferred.overlap is None else f"{100 * preferred.overlap:g}"
        _show_number("overlap", _("Overlap of segments in %"), overlap, most=90)
        _show_number("shifts", _("Shifts: more looks at other offsets"), preferred.shifts, most=10)


def _show_option(value: str, words: str) -> ui.element:
    with ui.element("option").props(f'value="{value}"') as option:
        ui.label(words)
    return option


def _show_number(name: str, words: str, value: object, *, most: int) -> None:
    with ui.element("label").classes("field"):
        ui.label(words)
        field = ui.element("input").props(f"type=number name={name} min=0 max={most} step=1")
        field.props["placeholder"] = _("as chosen above")
        if value is not None:
            field.props["value"] = str(value)


def _show_radio(name: str, value: str, words: str, *, is_chosen: bool) -> None:
    with ui.element("label").classes("tick"):
        box = ui.element("input").props(f"type=radio name={name} value={value}")
        if is_chosen:
            box.props("checked")
        ui.label(words)


def _show_box(name: str, words: str, *, value: str = "yes") -> ui.element:
    with ui.element("label").classes("tick"):
        box = ui.element("input").props(f"type=checkbox name={name} value={value}")
        ui.label(words)
    return box
