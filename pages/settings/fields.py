"""Fields that follow what is kept: they are drawn once, and set whenever it changes."""

from collections.abc import Collection, Iterable, Mapping

from nicegui import ui


class Ticks:
    """Boxes of one name, any of which can be ticked."""

    def __init__(self, name: str, words: Mapping[str, str], *, kind: str = "checkbox") -> None:
        self._boxes = {
            value: show_box(name, value, said, kind=kind) for value, said in words.items()
        }

    def show(self, chosen: Collection[str], *, disabled: Collection[str] = ()) -> None:
        """Tick the chosen ones, and no other."""
        for value, box in self._boxes.items():
            set_box(box, is_chosen=value in chosen, is_disabled=value in disabled)


class Choice:
    """A list from which one is chosen; what is kept stands in it, even if nobody offers it."""

    def __init__(self, name: str, label: str) -> None:
        with ui.element("label").classes("field"):
            ui.label(label)
            self._select = ui.element("select").props(f"name={name}")
        self._offered: dict[str, str] = {}

    def show(self, value: str, words: Mapping[str, str]) -> None:
        """Offer the words, and choose the value."""
        offered = {**words} if value in words else {**words, value: value}
        if offered != self._offered:
            self._offered = offered
            with self._select.clear():
                for one, said in offered.items():
                    option = ui.element("option")
                    option.props["value"] = one
                    with option:
                        ui.label(said)
        self._select.props["value"] = value
        self._select.update()


def show_box(name: str, value: str, words: str, *, kind: str = "checkbox") -> ui.element:
    """Draw a box with its words."""
    with ui.element("label").classes("tick"):
        box = ui.element("input").props(f"type={kind} name={name}")
        box.props["value"] = value
        ui.label(words)
    return box


def set_box(box: ui.element, *, is_chosen: bool, is_disabled: bool = False) -> None:
    """Tick a box or not."""
    box.props["checked"] = is_chosen
    box.props["disabled"] = is_disabled
    box.update()


def show_group(title: str, *, classes: str = "choice") -> ui.element:
    """Draw a titled group of fields."""
    group = ui.element("fieldset").classes(classes)
    with group, ui.element("legend"):
        ui.label(title)
    return group


def percent_words(shares: Iterable[float]) -> dict[str, str]:
    """Return fractions as whole percents, by what a field says."""
    return {f"{100 * share:g}": f"{100 * share:g} %" for share in shares}
