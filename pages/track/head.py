"""What the track is called, what can be done with the whole of it, and its numbers."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app import library
from app.core.units import seconds_to_position
from components.keys import key_chip
from pages._addresses import API
from pages._words import _
from pages.track.editing import OPEN
from pages.track.listening import OPEN as ANALYSE
from pages.track.pieces import MINUS, NOTHING, show_button, show_download
from pages.track.view import TrackView

ADD_TO_PLAYLIST = """() => window.dispatchEvent(
  new CustomEvent("sfa:add-to-playlist", {detail: {track_ids: ["%s"]}}))"""


def show_head(
    view: TrackView, *, on_play: Callable[[], None], on_delete: Callable[[], Awaitable[None]]
) -> None:
    """Show what the track is called, and what one can do with the whole of it."""
    track = view.track
    more = [track.album, track.genre, str(track.year) if track.year else None]
    with ui.element("div").classes("track-head"):
        with ui.element("div").classes("track-head-names"):
            with ui.element("h1"):
                ui.label(track.title)
            ui.label(" · ".join(filter(None, [track.artist, *more])) or NOTHING).classes("muted")
        with ui.element("div").classes("track-head-acts"):
            show_button(_("Play"), "play_arrow").classes("primary").on("click", on_play)
            show_button(_("Edit"), "edit").on("click", js_handler=OPEN)
            adding = ADD_TO_PLAYLIST % track.id
            show_button(_("Add to playlist"), "playlist_add").on("click", js_handler=adding)
            address = f"{API}/tracks/{track.id}"
            show_download(f"{address}/file", _("Original"))
            if view.heard:
                show_download(f"{address}/analysis.json", _("Analysis"))
                show_button(_("Analyse again"), "graphic_eq").on("click", js_handler=ANALYSE)
            show_button(_("Delete"), "delete_outline").on("click", on_delete)


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
            ui.label(seconds_to_position(view.track.duration_seconds)).classes("time")
        with _fact(_("File")):
            kilohertz = f"{view.track.sample_rate_hz / 1000:g} kHz"
            kind = library.extension_of(view.track.file_name) or view.track.container
            ui.label(f"{kind.upper()} · {kilohertz}")


def _fact(name: str) -> ui.element:
    with ui.element("div"):
        ui.label(name).classes("fact-name")
        return ui.element("div").classes("fact-value")
