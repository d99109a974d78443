"""The head of the library's rooms: tracks, albums and artists are three ways to the same music."""

from nicegui import ui

from pages._words import _

ROOMS = ("/", "/albums", "/artists")


def show_tabs(here: str) -> None:
    """Show which ways there are, and which one this is."""
    words = {"/": _("Tracks"), "/albums": _("Albums"), "/artists": _("Artists")}
    with ui.element("nav").classes("library-tabs").props(f'aria-label="{_("Library")}"'):
        for address in ROOMS:
            link = ui.link(target=address).classes("library-tab")
            if address == here:
                link.props("aria-current=page")
            with link:
                ui.label(words[address])
