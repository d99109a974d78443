"""The one page of the studio: it never reloads, so the music goes on while one moves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.responses import Response
from nicegui import app as web
from nicegui import ui
from nicegui.events import GenericEventArguments

from components.connection import LEAVE, Connection
from components.icons import icon
from components.importer import Importer
from components.player import Player
from components.playlists import PlaylistPicker, ShareSheet
from components.theme import DARK
from components.toasts import Toasts
from components.uploader import Uploader
from pages import _session, duplicates, library, lists, models, playlists, settings, track, trash
from pages._activity import Tell, show_activity
from pages._addresses import API
from pages._vocabulary import (
    connection_words,
    import_words,
    picker_words,
    player_words,
    shortcuts,
    upload_words,
)
from pages._words import _

HEAD = f"""
<link rel="stylesheet" href="/static/tokens.css">
<link rel="stylesheet" href="/static/dist/shell.css">
<link rel="manifest" href="/manifest.webmanifest">
<link rel="icon" href="/static/dist/icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/icons/icon-192.png">
<meta name="theme-color" content="{DARK.background}">
<script type="module" src="/static/dist/shell.js"></script>
"""

SEARCH = (
    "(event) => window.dispatchEvent(new CustomEvent('sfa:search', {detail: event.target.value}))"
)
SEARCH_FROM_ELSEWHERE = (
    "() => document.querySelector('.tracks') || document.querySelector('.rail-link').click()"
)
CLOSE = "(event) => event.target.closest('details').removeAttribute('open')"
IMPORT = "() => window.dispatchEvent(new CustomEvent('sfa:import'))"

UPLOADS = f"{API}/uploads"
PLAYLISTS = f"{API}/playlists"


def register(outer: FastAPI) -> None:
    """Mount the pages at ``/``; routes have to be there before, the mount takes all the rest."""
    is_first = not hasattr(web.state, "outer")
    _session.attach(outer)
    # Tests make several studios in one process, and NiceGUI knows one application only.
    web.user_middleware.clear()
    web.middleware_stack = None
    if is_first:
        ui.add_head_html(HEAD, shared=True)
        ui.page("/")(show_shell)
        ui.page("/{_:path}")(show_shell)
    ui.run_with(
        outer,
        title="Sound Forge Alchemy",
        dark=True,
        tailwind=False,
        reconnect_timeout=30.0,
        gzip_middleware_factory=None,  # the gate has to read a page to put its nonce in
        show_welcome_message=False,
    )


def show_shell() -> Response | None:
    """Show the frame; what stands in its middle follows the address."""
    if not _session.is_signed_in():
        return Response(status_code=404)  # an address that is open to all, and has nothing
    ui.context.client.content.classes(remove="nicegui-content").classes("shell")

    def look_again(track_id: UUID) -> None:
        player.look_again(track_id)

    def tell(
        text: str, kind: str, *, action: str = "", on_action: Callable[[], Any] | None = None
    ) -> None:
        toasts.show(text, kind=kind, action=action, on_action=on_action)

    _show_top_bar(on_news=look_again, tell=tell)
    _show_rail()
    content = ui.element("main").classes("content").props("id=content tabindex=-1")
    with ui.element("footer").classes("player-area"):
        player = Player(words=player_words(), owner=str(_session.owner_id()))
    Uploader(UPLOADS, words=upload_words()).classes("uploader")
    Importer(API, words=import_words(), on_review=_show_review).classes("picker-frame")
    PlaylistPicker(PLAYLISTS, words=picker_words()).classes("picker-frame")
    ShareSheet(f"{API}/shares", words=playlists.share_words()).classes("picker-frame")
    toasts = Toasts(close=_("Close"))
    Connection(words=connection_words())
    with content:
        _show_room(toasts, player)
    _show_shortcuts()
    return None


def _show_room(toasts: Toasts, player: Player) -> None:
    """Show the room that the address names, and another when that changes."""
    ui.sub_pages(
        {
            "/": library.show_library,
            "/albums": library.show_albums,
            "/artists": library.show_artists,
            "/track/{track_id}": track.show_track,
            "/playlists": playlists.show_playlists,
            "/playlist/{playlist_id}": playlists.show_playlist,
            "/duplicates": duplicates.show_duplicates,
            "/list/{review_id}": lists.show_review,
            "/trash": trash.show_trash,
            "/models": models.show_models,
            "/settings": settings.show_settings,
        },
        data={"toasts": toasts, "player": player},
    )


def _show_review(event: GenericEventArguments) -> None:
    """Show a list that is to be looked over."""
    ui.navigate.to(f"/list/{event.args}")


def _show_top_bar(*, on_news: Callable[[UUID], None], tell: Tell) -> None:
    with ui.element("header").classes("top"):
        with ui.link(target="/").classes("brand").props(f'aria-label="{_("Library")}"'):
            ui.element("img").props('src=/static/dist/icon.svg alt="" width=28 height=28')
        with ui.element("label").classes("search"):
            icon("search")
            ui.element("input").props(
                f'id=search type=search autocomplete=off maxlength=500 placeholder="{_("Search")}"'
                f' aria-label="{_("Search the library")}" aria-keyshortcuts="/"'
            ).on("input", js_handler=SEARCH).on("keydown.enter", js_handler=SEARCH_FROM_ELSEWHERE)
            with ui.element("kbd"):
                ui.element("span").props("aria-hidden=true").classes("key-slash")
        ui.element("span").classes("grow")
        show_activity(on_news=on_news, tell=tell)
        with (
            ui.element("button")
            .classes("button primary")
            .props(f'type=button aria-label="{_("Import")}" aria-keyshortcuts="i"')
            .on("click", js_handler=IMPORT)
        ):
            icon("add")
            ui.label(_("Import")).classes("label")
        _show_account()


def _show_account() -> None:
    person = _session.user()
    with ui.element("details").classes("account"):
        with (
            ui.element("summary")
            .classes("button icon-button")
            .props(f'aria-label="{_("Account")}"')
        ):
            icon("account_circle")
        with ui.element("div").classes("menu"):
            ui.label(person.email).classes("menu-title")
            with ui.link(target="/settings").classes("button").on("click", js_handler=CLOSE):
                icon("settings")
                ui.label(_("Settings"))
            out = ui.element("form").props("method=post action=/sign-out")
            out.on("submit", js_handler=LEAVE)
            with out, ui.element("button").classes("button").props("type=submit"):
                icon("logout")
                ui.label(_("Sign out"))


def _show_rail() -> None:
    rail = ui.element("nav").classes("rail").props(f'aria-label="{_("Rooms")}"')
    rooms = (
        ("/", "library_music", _("Library")),
        ("/playlists", "queue_music", _("Playlists")),
        ("/models", "memory", _("Models")),
    )
    links: dict[str, ui.link] = {}
    for address, sign, words in rooms:
        with rail, ui.link(target=address).classes("rail-link") as links[address]:
            icon(sign)
            ui.label(words)

    def mark(path: str) -> None:
        here = path.partition("?")[0].rstrip("/")
        # A track is a part of the library, and a playlist one of the playlists.
        whole = "/playlists" if here.startswith("/playlist/") else "/"
        current = here if here in links or here == "/settings" else whole
        for address, link in links.items():
            link.props("aria-current=page") if address == current else link.props(
                remove="aria-current"
            )

    router = ui.context.client.sub_pages_router
    router.on_path_changed(mark)
    mark(router.current_path)


def _show_shortcuts() -> None:
    with ui.element("dialog").classes("sheet").props(f'id=shortcuts aria-label="{_("Shortcuts")}"'):
        ui.label(_("Shortcuts")).classes("sheet-title")
        with ui.element("dl").classes("keys"):
            for key, meaning in shortcuts():
                with ui.element("dt"), ui.element("kbd"):
                    ui.label(key)
                with ui.element("dd"):
                    ui.label(meaning)
        form = ui.element("form").props("method=dialog")
        with form, ui.element("button").classes("button").props("type=submit"):
            ui.label(_("Close"))
