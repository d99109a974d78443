"""The head of a playlist: what it is called, how long it is, and what is done with all of it."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from nicegui import ui

from app import exports
from app.analysis import TrackSort
from app.library import PlaylistView
from components.icons import icon
from pages._addresses import API
from pages._words import _
from pages.playlists.acts import ASK
from pages.playlists.words import act_words, say_how_much, sort_words

CLOSE = "event.target.closest('details').removeAttribute('open')"
CLOSE_AND_TELL = f"(event) => {{ {CLOSE}; emit(); }}"
CLOSE_ONLY = f"(event) => {{ {CLOSE}; }}"
SIGNS = {"rename": "edit", "copy": "content_copy", "delete": "delete_outline"}


class PlaylistHead:
    """Stays while the playlist changes; a menu that somebody has open stays open."""

    def __init__(
        self,
        playlist_id: UUID,
        *,
        on_separate: Callable[[], Awaitable[None]],
        on_sort: Callable[[TrackSort], Awaitable[None]],
    ) -> None:
        with ui.element("div").classes("room-head playlist-head"):
            back = _("All playlists")
            with (
                ui.link(target="/playlists")
                .classes("button icon-button")
                .props(f'aria-label="{back}" title="{back}"')
            ):
                icon("arrow_back")
            with ui.element("div").classes("playlist-names"):
                with ui.element("h1"):
                    self._title = ui.label("")
                self._said = ui.label("").classes("muted number").props("role=status")
            ui.element("span").classes("grow")
            self._separate = _button("primary").on("click", on_separate)
            with self._separate.props("disabled"):
                icon("call_split")
                ui.label(_("Separate stems"))
            _show_sorts(on_sort)
            _show_more(playlist_id)

    def show(self, playlist: PlaylistView) -> None:
        """Show what is known of the playlist now."""
        self._title.set_text(playlist.title)
        self._said.set_text(say_how_much(playlist))
        if playlist.count:
            self._separate.props(remove="disabled")
        else:
            self._separate.props("disabled")


def _show_sorts(on_sort: Callable[[TrackSort], Awaitable[None]]) -> None:
    with _menu("sort", _("Sort once"), is_named=True):
        ui.label(_("Your order is replaced.")).classes("menu-title")
        for name, words in sort_words().items():
            act = partial(on_sort, TrackSort(name))
            button = _button("").on("click", act, js_handler=CLOSE_AND_TELL)
            with button:
                ui.label(words)


def _show_more(playlist_id: UUID) -> None:
    with _menu("more_vert", _("More"), is_named=False):
        for act, words in act_words().items():
            title = "document.querySelector('.playlist-names h1').innerText"
            detail = f'{{act: "{act}", id: "{playlist_id}", title: {title}}}'
            asking = f"(event) => {{ {CLOSE}; ({ASK % detail})(); }}"
            with _button("").on("click", js_handler=asking):
                icon(SIGNS[act])
                ui.label(words)
        for form in exports.PLAYLIST_FORMATS:
            address = f"{API}/playlists/{playlist_id}/export?format={form.name}"
            with (
                ui.link(target=address).classes("button").on("click", js_handler=CLOSE_ONLY) as link
            ):
                link.props["download"] = ""
                icon("download")
                ui.label(_("Save as {format}").format(format=form.label))


def _menu(sign: str, words: str, *, is_named: bool) -> ui.element:
    with ui.element("details").classes("playlist-menu"):
        summary = ui.element("summary").classes("button" if is_named else "button icon-button")
        with summary.props(f'aria-label="{words}" title="{words}"'):
            icon(sign)
            if is_named:
                ui.label(words).classes("label")
        return ui.element("div").classes("menu")


def _button(kind: str) -> ui.element:
    return ui.element("button").classes(f"button {kind}".strip()).props("type=button")
