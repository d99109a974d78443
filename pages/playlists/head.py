"""The head of a playlist: what it is called, how long it is, and what is done with all of it."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from uuid import UUID

from nicegui import ui

from app import exports
from app.analysis import TrackSort
from app.library import PlaylistView
from components.icons import icon
from pages._addresses import API
from pages._words import _
from pages.playlists.acts import ASK, SHARE
from pages.playlists.words import act_words, say_how_much, sort_words

CLOSE = "event.target.closest('details').removeAttribute('open')"
CLOSE_AND_TELL = f"(event) => {{ {CLOSE}; emit(); }}"
CLOSE_ONLY = f"(event) => {{ {CLOSE}; }}"
SIGNS = {
    "rename": "edit",
    "query": "tune",
    "list": "playlist_add",
    "createIn": "create_new_folder",
    "copy": "content_copy",
    "move": "drive_file_move",
    "delete": "delete_outline",
}
SMART_ACTS = {"query", "list"}
CRATE_ACTS = {"createIn"}
CHOOSE_PICTURE = """async (event) => {
  const [file] = event.target.files;
  %(close)s;
  if (!file) return;
  event.target.value = "";
  const answer = await fetch("%(address)s", {method: "PUT", body: file}).catch(() => null);
  if (answer?.ok) return;
  const said = await answer?.json().catch(() => null);
  const text = said?.error?.message ?? "The studio does not answer. Try again.";
  window.dispatchEvent(new CustomEvent("sfa:toast", {detail: {text, kind: "error"}}));
}"""
PLAY_ALL = "() => window.dispatchEvent(new CustomEvent('sfa:play-list'))"
TITLE = "document.querySelector('.playlist-names h1').innerText"
QUERY = "document.querySelector('.crate-query')?.innerText"


class PlaylistHead:
    """Stays while the playlist changes; a menu that somebody has open stays open."""

    def __init__(
        self,
        playlist_id: UUID,
        *,
        on_separate: Callable[[], Awaitable[None]],
        on_sort: Callable[[TrackSort], Awaitable[None]],
    ) -> None:
        self._pictures: list[str] = []
        with ui.element("div").classes("room-head playlist-head"):
            back = _("All playlists")
            with (
                ui.link(target="/playlists")
                .classes("button icon-button")
                .props(f'aria-label="{back}" title="{back}"')
            ):
                icon("arrow_back")
            self._cover = ui.element("div").classes("playlist-cover").props("aria-hidden=true")
            with ui.element("div").classes("playlist-names"):
                with ui.element("h1"):
                    self._title = ui.label("")
                self._said = ui.label("").classes("muted number").props("role=status")
            ui.element("span").classes("grow")
            self._play = _button("primary").on("click", js_handler=PLAY_ALL)
            with self._play.props("disabled"):
                icon("play_arrow")
                ui.label(_("Play"))
            self._separate = _button("").on("click", on_separate)
            with self._separate.props("disabled"):
                icon("call_split")
                ui.label(_("Separate stems"))
            self._replaced = _show_sorts(on_sort)
            self._acts = _show_more(playlist_id)

    def show_cover(self, pictures: Sequence[str]) -> None:
        """Show the playlist's own picture, or those of its first tracks."""
        if pictures == self._pictures:
            return
        self._pictures = list(pictures)
        self._cover.clear()
        with self._cover:
            for address in pictures:
                ui.element("img").props(f'src="{address}" alt=""')

    def show(self, playlist: PlaylistView) -> None:
        """Show what is known of the playlist now."""
        self._title.set_text(playlist.title)
        self._said.set_text(say_how_much(playlist))
        for button in (self._separate, self._play):
            if playlist.count:
                button.props(remove="disabled")
            else:
                button.props("disabled")
        is_smart = playlist.query is not None
        self._replaced.set_visibility(not is_smart)
        for act in SMART_ACTS:
            self._acts[act].set_visibility(is_smart)
        for act in CRATE_ACTS:
            self._acts[act].set_visibility(not is_smart)


def _show_sorts(on_sort: Callable[[TrackSort], Awaitable[None]]) -> ui.label:
    with _menu("sort", _("Sort once"), is_named=True):
        replaced = ui.label(_("Your order is replaced.")).classes("menu-title")
        for name, words in sort_words().items():
            act = partial(on_sort, TrackSort(name))
            button = _button("").on("click", act, js_handler=CLOSE_AND_TELL)
            with button:
                ui.label(words)
    return replaced


def _show_more(playlist_id: UUID) -> dict[str, ui.element]:
    shown: dict[str, ui.element] = {}
    with _menu("more_vert", _("More"), is_named=False):
        for act, words in act_words().items():
            detail = f'{{act: "{act}", id: "{playlist_id}", title: {TITLE}, query: {QUERY}}}'
            asking = f"(event) => {{ {CLOSE}; ({ASK % detail})(); }}"
            with _button("").on("click", js_handler=asking) as shown[act]:
                icon(SIGNS[act])
                ui.label(words)
        sharing = SHARE % f'{{playlist_id: "{playlist_id}", title: {TITLE}}}'
        with _button("").on("click", js_handler=f"(event) => {{ {CLOSE}; ({sharing})(); }}"):
            icon("share")
            ui.label(_("Share"))
        _show_picture_acts(f"{API}/playlists/{playlist_id}/artwork")
        for form in exports.PLAYLIST_FORMATS:
            address = f"{API}/playlists/{playlist_id}/export?format={form.name}"
            with (
                ui.link(target=address).classes("button").on("click", js_handler=CLOSE_ONLY) as link
            ):
                link.props["download"] = ""
                icon("download")
                ui.label(_("Save as {format}").format(format=form.label))
    return shown


def _show_picture_acts(address: str) -> None:
    choosing = CHOOSE_PICTURE % {"address": address, "close": CLOSE}
    with ui.element("label").classes("button"):
        icon("image")
        ui.label(_("Choose a picture"))
        chooser = ui.element("input").classes("unseen")
        chooser.props('type=file accept="image/jpeg,image/png,image/webp"')
        chooser.on("change", js_handler=choosing)
    removing = f"(event) => {{ {CLOSE}; fetch('{address}', {{method: 'DELETE'}}); }}"
    with _button("").on("click", js_handler=removing):
        icon("hide_image")
        ui.label(_("Remove the picture"))


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
