"""Signs beside words; they say nothing to those who listen to the page."""

from nicegui import ui


class Icon(ui.element):
    """One of the Material icons that NiceGUI ships."""

    def __init__(self, name: str) -> None:
        super().__init__("i")
        self._props["aria-hidden"] = "true"
        self._text = name
        self.classes("icon")


def icon(name: str) -> Icon:
    """Show the icon called ``name``."""
    return Icon(name)
