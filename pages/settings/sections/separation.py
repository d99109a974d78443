"""How tracks are taken apart where nothing is said."""

from dataclasses import dataclass
from uuid import UUID

from nicegui import ui
from pydantic import ValidationError
from sqlmodel import Session

from app import pipeline, stems
from app.core.errors import InvalidInput
from app.core.settings import Settings
from app.core.units import bytes_to_words
from app.pipeline import SeparateArguments, Way
from app.stems import StemModel, Wish
from pages._choices import name_model, name_stem, preset_words, words_of_recipe
from pages._words import _
from pages.settings.fields import (
    Choice,
    Ticks,
    percent_words,
    set_box,
    show_box,
    show_group,
)
from pages.settings.section import Said

OVERLAPS = (0.0, 0.1, 0.25, 0.5, 0.75)
MOST_SHIFTS = 10

GATHER = """(event) => {
  const form = event.currentTarget.closest("form");
  const boxes = [...form.querySelectorAll("[name=keep]:enabled")];
  const some = form.querySelector("[name=stems][value=some]");
  if (event.target.name === "keep") some.checked = true;
  if (event.target === some && !boxes.some((box) => box.checked)) {
    for (const box of boxes) box.checked = true;
  }
}"""
"""Whoever ticks a stem means "only these", and whoever means that begins with all of them."""


@dataclass(frozen=True)
class SeparationView:
    """What there is to choose from, what the user prefers, and what comes of that."""

    ways: list[Way]
    models: list[StemModel]
    preferred: Wish
    usual: SeparateArguments
    chosen: SeparateArguments


class SeparationSection:
    """A preset, the stems to write, and what goes before the preset."""

    feature = "separation"

    @property
    def title(self) -> str:
        """Return what people call it."""
        return _("Separation")

    @property
    def about(self) -> str:
        """Return what is chosen here."""
        return _("Tracks are taken apart in this way where nothing else is said.")

    def read(self, session: Session, settings: Settings, *, owner_id: UUID) -> SeparationView:
        """Return what the user prefers, among what there is."""
        preferred = stems.get_preferred(session, owner_id=owner_id)
        return SeparationView(
            ways=pipeline.list_ways(session, settings),
            models=stems.list_all_models(settings.models_folder),
            preferred=preferred,
            usual=pipeline.choose_separation(settings),
            chosen=pipeline.choose_separation(settings, preferred=preferred),
        )

    def write(self, session: Session, settings: Settings, said: Said, *, owner_id: UUID) -> None:
        """Remember what the fields say.

        Raises:
            InvalidInput: if a number is none, or the model lacks a stem that is to be kept.
            NotFound: if there is no such preset or model.
        """
        wish = read_wish(said)
        pipeline.choose_separation(settings, wish=wish)  # what cannot be done is refused now
        stems.set_preferred(session, wish, owner_id=owner_id)

    def forget(self, session: Session, *, owner_id: UUID) -> None:
        """Go back to how the studio is set up."""
        stems.set_preferred(session, Wish(), owner_id=owner_id)

    def draw(self, view: SeparationView) -> None:
        """Draw the fields."""
        self._now = ui.label("").classes("number settings-now")
        self._draw_presets(view)
        with ui.element("div").classes("settings-columns"):
            self._draw_stems(view)
            with show_group(_("Instead of what the preset says")):
                self._model = Choice("model", _("Engine and model"))
                self._overlap = Choice("overlap", _("Overlap of segments"))
                self._shifts = Choice("shifts", _("Shifts: more looks at other offsets"))

    def _draw_presets(self, view: SeparationView) -> None:
        self._presets: dict[str, ui.element] = {}
        usual = words_of_recipe(view.usual)
        about = _("How this studio is set up: {way}").format(way=usual)
        with show_group(_("How thoroughly"), classes="presets"):
            self._presets[""] = _show_preset("", _("As usual"), about)
            for way in view.ways:
                name, words = way.preset.name, preset_words()[way.preset.name]
                self._presets[name] = _show_preset(name, *words, model=way.model)

    def _draw_stems(self, view: SeparationView) -> None:
        names = stems.sort_stems(list({name for model in view.models for name in model.stems}))
        kinds = {
            "all": _("All of the model's"),
            "two": _("Two: vocals (a cappella) and instrumental (karaoke)"),
            "some": _("Only these:"),
        }
        with show_group(_("Stems to write")).on("change", js_handler=GATHER):
            self._kind = Ticks("stems", kinds, kind="radio")
            with ui.element("div").classes("kept"):
                self._keep = Ticks("keep", {name: name_stem(name) for name in names})
                self._rest = show_box("rest", "yes", _("and the sum of the others"))
            self._complete = show_box("complete", "yes", _("Stems add up to the mix exactly"))

    def show(self, view: SeparationView) -> None:
        """Set the fields."""
        wish, there = view.preferred, _stems_of(view)
        preset = wish.preset if wish.preset in self._presets else ""
        for name, box in self._presets.items():
            set_box(box, is_chosen=name == preset)
        kind = kind_of(wish)
        self._kind.show({kind})
        kept = set(wish.keep or ()) if kind == "some" else set[str]()
        lacking = {name for model in view.models for name in model.stems if there} - set(there)
        self._keep.show(kept, disabled=lacking)
        set_box(
            self._rest, is_chosen=kind == "some" and bool(wish.rest), is_disabled=kind != "some"
        )
        set_box(self._complete, is_chosen=bool(wish.complete))
        as_preset = {"": _("as the preset says")}
        by_engine = view.chosen.model if wish.engine and not wish.preset else None
        self._model.show(
            wish.model or by_engine or "",
            as_preset | {one.name: name_model(one) for one in view.models},
        )
        overlap = "" if wish.overlap is None else f"{100 * wish.overlap:g}"
        self._overlap.show(overlap, as_preset | _with_own(overlap))
        shifts = {str(count): str(count) for count in range(MOST_SHIFTS + 1)}
        self._shifts.show("" if wish.shifts is None else str(wish.shifts), as_preset | shifts)
        self._now.set_text(_("This means: {way}").format(way=words_of_recipe(view.chosen)))

    def is_usual(self, view: SeparationView) -> bool:
        """Say whether the user has chosen nothing."""
        return view.preferred == Wish()


def read_wish(said: Said) -> Wish:
    """Return what the fields say.

    Raises:
        InvalidInput: if a number is none, or out of range.
    """
    kind, overlap, shifts = (_one(said, name) for name in ("stems", "overlap", "shifts"))
    kept = tuple(said.get("keep", ())) if kind == "some" else ()
    try:
        return Wish(
            preset=_one(said, "preset") or None,
            model=_one(said, "model") or None,
            overlap=float(overlap) / 100 if overlap else None,
            shifts=int(shifts) if shifts else None,
            keep=("vocals",) if kind == "two" else kept,
            rest=kind == "two" or (bool(kept) and "rest" in said),
            complete="complete" in said,
        )
    except (ValidationError, ValueError) as error:
        raise InvalidInput(_("Overlap is 0 to 90 %, and there are 0 to 10 shifts.")) from error


def kind_of(wish: Wish) -> str:
    """Return which stems are wanted: all, vocals and the rest, or some."""
    if wish.keep == ("vocals",) and wish.rest:
        return "two"
    return "some" if wish.keep else "all"


def _one(said: Said, name: str) -> str:
    return said.get(name, [""])[0]


def _stems_of(view: SeparationView) -> tuple[str, ...]:
    return next((one.stems for one in view.models if one.name == view.chosen.model), ())


def _with_own(overlap: str) -> dict[str, str]:
    own = {overlap: f"{overlap} %"} if overlap else {}
    return percent_words(OVERLAPS) | own


def _show_preset(
    value: str, name: str, about: str, *, model: StemModel | None = None
) -> ui.element:
    with ui.element("label").classes("preset"):
        box = ui.element("input").props("type=radio name=preset")
        box.props["value"] = value
        ui.label(name).classes("preset-name")
        ui.label(about).classes("preset-about muted")
        if model is not None and not model.installed:
            size = bytes_to_words(model.size_bytes)
            ui.label(_("fetches {size} first").format(size=size)).classes("preset-fetch number")
    return box
