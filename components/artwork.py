"""The picture of something, with ways to choose another one and to take it off."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui


class ArtworkFrame(ui.element, component="sfa_artwork.js"):
    """A square with a picture, or a quiet sign where there is none.

    ``picture`` is where it is, empty for none, and ``address`` where another one is put. Pictures
    can be dropped on it. ``words`` says what it says; see ``sfa_artwork.js``.
    """

    def __init__(
        self,
        picture: str,
        *,
        address: str,
        words: Mapping[str, str],
        on_remove: Callable[[], Any],
    ) -> None:
        super().__init__()
        self._props["picture"] = picture
        self._props["address"] = address
        self._props["words"] = dict(words)
        self.on("remove", on_remove, args=[])
