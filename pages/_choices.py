"""What several rooms let people choose from, and what it is called there."""

from app import stems
from app.core.units import bytes_to_words
from app.stems import Recipe, StemModel
from pages._words import _, plural


def preset_words() -> dict[str, tuple[str, str]]:
    """Return what the ways to separate are called, and what each of them is."""
    return {
        "instant": (_("Instant"), _("A rough draft, without any weights")),
        "fast": (_("Fast"), _("htdemucs with little overlap")),
        "balanced": (_("Balanced"), _("htdemucs as its authors use it")),
        "best": (_("Best"), _("htdemucs_ft: four networks that look twice")),
    }


def preset_label(name: str) -> str:
    """Return what people call a preset."""
    return preset_words()[name][0]


def style_words() -> dict[str, str]:
    """Return what the styles of cues are called."""
    return {
        "": _("Any music"),
        "club": _("Club"),
        "song": _("Songs"),
        "open format": _("Open format"),
        "hip hop": _("Hip hop"),
    }


def label_of(engine: str, model: str) -> str:
    """Return what people call a way to separate; an engine may be gone that once made stems."""
    label = stems.ENGINES.get(engine).label if engine in stems.ENGINES else engine
    return label if model == engine else f"{label}: {model}"


def name_model(model: StemModel) -> str:
    """Return what people call a model, and what has to be fetched before it can be used."""
    words = label_of(model.engine, model.name)
    if model.installed:
        return words
    size = bytes_to_words(model.size_bytes)
    return _("{model} (fetches {size} first)").format(model=words, size=size)


def name_stem(name: str) -> str:
    """Return what a stem is called, by the name that engines have for it."""
    return name.replace("_", " ").capitalize()


def words_of_recipe(recipe: Recipe) -> str:
    """Return how stems are made, such as "Demucs: htdemucs · Balanced"."""
    words = [label_of(recipe.engine, recipe.model or recipe.engine)]
    preset = stems.find_preset(
        engine=recipe.engine, model=recipe.model, overlap=recipe.overlap, shifts=recipe.shifts
    )
    if preset is not None and preset.engine != "draft":
        words.append(preset_label(preset.name))
    elif preset is None:
        words.append(_("overlap {percent} %").format(percent=f"{100 * recipe.overlap:g}"))
        if recipe.shifts:
            words.append(plural("{count} shift", "{count} shifts", recipe.shifts))
    if recipe.keep == ("vocals",) and recipe.rest:
        words.append(_("vocals and instrumental"))
    elif recipe.keep:
        kept = [name_stem(name).lower() for name in recipe.keep] + [_("the rest")] * recipe.rest
        words.append(_("only {stems}").format(stems=", ".join(kept)))
    if recipe.complete:
        words.append(_("adds up exactly"))
    return " · ".join(words)
