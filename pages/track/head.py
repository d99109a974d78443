"""What the track is called, what can be done with the whole of it, and its numbers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from nicegui import ui

from app import library
from app.core.units import seconds_to_position
from app.library import Track
from components.icons import icon
from components.keys import key_chip
from components.toasts import Toasts
from pages._addresses import API
from pages._words import _
from pages.track.artwork import show_artwork
from pages.track.editing import OPEN
from pages.track.listening import OPEN as ANALYSE
from pages.track.pieces import MINUS, NOTHING, show_button, show_download
from pages.track.view import TrackView

ADD_TO_PLAYLIST = """() => window.dispatchEvent(
  new CustomEvent("sfa:add-to-playlist", {detail: {track_ids: ["%s"]}}))"""

SHARE = """() => window.dispatchEvent(new CustomEvent("sfa:share", {
  detail: {track_id: "%s", title: document.querySelector(".track-head-names h1")?.innerText}}))"""


@dataclass(frozen=True)
class HeadActs:
    """What people can do with the whole of a track."""

    play: Callable[[], None]
    download: Callable[[], Awaitable[None]]
    delete: Callable[[], Awaitable[None]]


def show_head(view: TrackView, acts: HeadActs, toasts: Toasts) -> None:
    """Show what the track is called, and what one can do with the whole of it."""
    track = view.track
    more = [track.album, track.genre, str(track.year) if track.year else None]
    with ui.element("div").classes("track-head"):
        show_artwork(view, toasts)
        with ui.element("div").classes("track-head-names"):
            with ui.element("h1"):
                ui.label(track.title)
            ui.label(" · ".join(filter(None, [track.artist, *more])) or NOTHING).classes("muted")
        with ui.element("div").classes("track-head-acts"):
            if track.has_audio:
                show_button(_("Play"), "play_arrow").classes("primary").on("click", acts.play)
            elif not view.is_coming:
                button = show_button(_("Download"), "download").classes("primary")
                button.on("click", acts.download)
            show_button(_("Edit"), "edit").on("click", js_handler=OPEN)
            adding = ADD_TO_PLAYLIST % track.id
            show_button(_("Add to playlist"), "playlist_add").on("click", js_handler=adding)
            show_button(_("Share"), "share").on("click", js_handler=SHARE % track.id)
            if track.spotify_id:
                _show_spotify(track.spotify_id)
            address = f"{API}/tracks/{track.id}"
            if track.has_audio:
                show_download(f"{address}/file", _("Original"))
            if view.heard and track.has_audio:
                show_download(f"{address}/analysis.json", _("Analysis"))
                show_button(_("Analyse again"), "graphic_eq").on("click", js_handler=ANALYSE)
            elif view.waits_to_be_heard:
                show_button(_("Analyse"), "graphic_eq").on("click", js_handler=ANALYSE)
            show_button(_("Delete"), "delete_outline").on("click", acts.delete)
    if not track.has_audio:
        _show_absence(view)
    elif view.absence:
        with ui.element("div").classes("absent"):
            icon("folder_off")
            ui.label(view.absence).props("role=status")


def _show_spotify(spotify_id: str) -> None:
    """Lead to the track at Spotify: its app opens it, where there is one."""
    address = f"https://open.spotify.com/track/{quote(spotify_id, safe='')}"
    with ui.link(target=address, new_tab=True).classes("button").props("rel='noopener noreferrer'"):
        icon("open_in_new")
        ui.label(_("Open in Spotify"))


def _show_absence(view: TrackView) -> None:
    """Say that there is nothing to hear yet, why, and where the track is known from."""
    with ui.element("div").classes("absent"):
        icon("cloud_download" if view.is_coming else "cloud_off")
        coming = _("The audio is on its way. It can be played here as soon as it is there.")
        missing = _("This track has no audio yet. Download it to play it and to take it apart.")
        ui.label(coming if view.is_coming else missing).props("role=status")
        if view.trouble and not view.is_coming:
            ui.label(view.trouble).classes("row-error")
        link = view.track.link or ""
        if link.startswith(("https://", "http://")):
            with ui.link(target=link, new_tab=True).classes("row-link") as source:
                source.props("rel='noopener noreferrer'")
                ui.label(_("Where it is from"))


def show_facts(view: TrackView) -> None:
    """Show tempo, key, loudness and length, with their units."""
    heard = view.heard
    with ui.element("div").classes("facts"):
        with _fact(_("Tempo")):
            ui.label(f"{heard.tempo_bpm:.2f} BPM" if heard and heard.tempo_bpm else NOTHING)
        with _fact(_("Key")):
            if heard and heard.camelot:
                key_chip(heard.camelot)
            ui.label((heard.key if heard else None) or NOTHING)
        with _fact(_("Loudness")):
            lufs = heard.loudness_lufs if heard else None
            ui.label(NOTHING if lufs is None else f"{lufs:.1f} LUFS".replace("-", MINUS))
        with _fact(_("Length")):
            length = view.track.duration_seconds
            ui.label(seconds_to_position(length) if length else NOTHING).classes("time")
        with _fact(_("File")):
            ui.label(_words_of_file(view.track) if view.track.has_audio else _("Not downloaded"))


def _words_of_file(track: Track) -> str:
    kind = library.extension_of(track.file_name) or track.container
    return f"{kind.upper()} · {track.sample_rate_hz / 1000:g} kHz"


def _fact(name: str) -> ui.element:
    with ui.element("div"):
        ui.label(name).classes("fact-name")
        return ui.element("div").classes("fact-value")
