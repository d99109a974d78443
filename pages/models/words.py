"""What the room of models says of each."""

from app.core.units import bytes_to_words
from app.pipeline import ModelView, PullView
from app.stems import StemModel
from pages._times import words_of_remaining
from pages._words import _, plural


def hint_of(model: StemModel) -> str:
    """Return what a model is good for, as far as we know."""
    if not model.needs_weights:
        return _("Quick and simple: a first impression that needs no download.")
    known = {
        "htdemucs": _("The usual choice: good stems, at a fair speed."),
        "htdemucs_ft": _("One network for each stem: a little better, four times as long."),
        "htdemucs_6s": _("Guitar and piano as well; the piano is the weak one."),
        "mdx_extra": _("An older one, for comparison."),
    }
    return known.get(model.name, _("Your own."))


def terms_of(model: StemModel) -> str:
    """Return the terms in a few words; the whole of them stands below the list."""
    if not model.needs_weights:
        return _("Free for any use")
    return _("For scientific purposes") if model.is_published else _("Ask who made it")


def size_of(model: StemModel) -> str:
    """Return how large a model is, and of how many networks it is made."""
    if not model.needs_weights:
        return ""
    networks = len(set(model.signatures))
    words = [plural("{count} network", "{count} networks", networks)]
    if model.installed:
        words.append(bytes_to_words(model.size_bytes))
    elif model.size_bytes:
        words.append(_("about {size}").format(size=bytes_to_words(model.size_bytes)))
    return " · ".join(words)


def state_of(view: ModelView) -> tuple[str, str]:
    """Return how a model stands: the kind of its badge, and its words."""
    pull = view.pull
    if pull is not None and pull.is_live:
        if pull.is_stopping:
            return "processing", _("Stopping")
        return ("queued", _("Waiting")) if pull.is_waiting else ("processing", _("Downloading"))
    if not view.model.needs_weights:
        return "completed", _("Built in")
    if view.model.installed:
        return "completed", _("Installed")
    return ("failed", _("Failed")) if pull is not None else ("queued", _("Not installed"))


def progress_of(model: StemModel, progress: float, left: float | None) -> str:
    """Return words such as "43 % of 84.0 MB · about 20 s left"."""
    how_far = f"{100 * progress:.0f} %"
    if model.size_bytes:
        of = _("{share} of {size}")
        how_far = of.format(share=how_far, size=bytes_to_words(model.size_bytes))
    return " · ".join(filter(None, [how_far, words_of_remaining(left)]))


def note_of(view: ModelView) -> str:
    """Return what else is to be known of a model that is not installed: what lies there of it."""
    model, pull = view.model, view.pull
    if model.installed or not model.present_bytes or (pull is not None and pull.is_live):
        return ""
    size = bytes_to_words(model.present_bytes)
    if model.is_published:
        return _("{size} of it are here; a download goes on from there.").format(size=size)
    return _("{size} of it are here, and some of its files are missing.").format(size=size)


def warning_of(model: StemModel) -> str:
    """Return what deleting a model means."""
    size = bytes_to_words(model.present_bytes)
    if model.is_published:
        return _("This frees about {size}. You can download it again.").format(size=size)
    return _("This frees about {size}. Nobody publishes it: keep its files elsewhere.").format(
        size=size
    )


def error_of(pull: PullView | None) -> str:
    """Return why the last download failed."""
    return "" if pull is None or pull.is_live else pull.error or ""
