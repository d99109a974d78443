"""The stems of every separation, and a way to make others."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import GenericEventArguments

from app.stems import Separation, Stem
from pages._addresses import API
from pages._words import _, plural
from pages.track.pieces import Part, show_button, show_download
from pages.track.view import Choice, TrackView, label_of

Separate = Callable[[Choice], Awaitable[None]]


def show_separations(view: TrackView, *, on_separate: Separate, choices: list[Choice]) -> None:
    """Show the stems of every separation, and a way to make others."""
    with Part(_("Stems")) as part:
        with part.head:
            _show_separate_again(choices, on_separate)
        if not view.separations:
            said = _("There are no stems yet. They appear here when they are ready.")
            ui.label(said).classes("muted")
        for separation, stems in view.separations:
            _show_separation(separation, stems)


def _show_separate_again(choices: list[Choice], on_separate: Separate) -> None:
    async def separate(event: GenericEventArguments) -> None:
        await on_separate(choices[int(event.args)])

    words = _("Engine and model")
    with ui.element("select").props(f'aria-label="{words}" id=separate-with'):
        for number, choice in enumerate(choices):
            with ui.element("option").props(f"value={number}"):
                ui.label(choice.label)
    read = "() => emit(document.querySelector('#separate-with').value)"
    show_button(_("Separate stems"), "call_split").on("click", separate, js_handler=read)


def _show_separation(separation: Separation, stems: list[Stem]) -> None:
    with ui.element("div").classes("rows"):
        with ui.element("div").classes("row"):
            ui.label(label_of(separation.engine, separation.model)).classes("row-name")
            if separation.is_draft:
                ui.label(_("Draft")).classes("badge").props("data-state=draft")
            said = plural("{count} stem", "{count} stems", len(stems))
            ui.label(said).classes("muted number")
            show_download(f"{API}/separations/{separation.id}/zip", _("All as zip"))
        for stem in stems:
            _show_stem(stem)


def _show_stem(stem: Stem) -> None:
    token = stem.type.value.replace("_", "-")
    with ui.element("div").classes("row").style(f"--stem: var(--stem-{token})"):
        ui.label(stem.type.label[0]).classes("stem-sign").props("aria-hidden=true")
        ui.label(" ".join(filter(None, [stem.type.label, stem.variant]))).classes("row-name")
        ui.label(f"{stem.size_bytes / 1e6:.1f} MB").classes("muted number")
        show_download(f"{API}/stems/{stem.id}/file", "FLAC", about=stem.type.label)
