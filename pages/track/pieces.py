"""Small things that every part of the room is made of."""

from nicegui import ui

from components.icons import icon
from pages._words import _

NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


class Part(ui.element):
    """A titled part of the room; ``head`` takes what belongs beside the title."""

    def __init__(self, title: str) -> None:
        super().__init__("section")
        self.classes("part")
        with self:
            self.head = ui.element("div").classes("part-head")
        with self.head:
            with ui.element("h2"):
                ui.label(title)
            ui.element("span").classes("grow")


def show_button(words: str, sign: str) -> ui.element:
    """Show a button that says what it does."""
    button = ui.element("button").classes("button").props("type=button")
    with button:
        icon(sign)
        ui.label(words)
    return button


def show_download(address: str, words: str, *, name: str = "", about: str = "") -> None:
    """Show a link to a file; ``about`` tells those who listen what is in it."""
    with ui.link(target=address).classes("button") as link:
        link.props["download"] = name
        if about:
            link.props["aria-label"] = f"{_('Download')} {about}"
        icon("download")
        ui.label(words)
