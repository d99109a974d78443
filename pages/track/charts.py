"""The charts of the track, which the browser draws from what is stored."""

from typing import Any
from uuid import UUID

from nicegui import ui

from app.stems import StemType
from components.charts import Charts
from components.player import Player
from pages._addresses import API
from pages._words import _
from pages.track.form import SECTION_TOKENS, section_words
from pages.track.view import TrackView


class ChartsPart:
    """The charts; they come with the first analysis, and then see for themselves what is new."""

    def __init__(self, track_id: UUID, player: Player) -> None:
        self._track_id = track_id
        self._player = player
        self._place = ui.element("section").classes("part")
        self._charts: Charts | None = None

    def show(self, view: TrackView | None) -> None:
        """Show what is known of the track by now; without a track, nothing."""
        if view is None:
            self._place.clear()
            self._charts = None
        elif self._charts is not None:
            self._charts.rename(view.track.title)
            self._charts.look_again()
        elif view.heard is not None:
            with self._place:
                self._charts = Charts(
                    f"{API}/tracks/{self._track_id}/charts",
                    track_id=str(self._track_id),
                    name=view.track.title,
                    player=self._player,
                    words=chart_words(),
                    tokens={
                        label: token.removeprefix("--") for label, token in SECTION_TOKENS.items()
                    },
                )


def chart_words() -> dict[str, Any]:
    """Return what ``ChartWords`` of ``static/js/charts/panel.js`` names, and the head's words."""
    return {
        "title": _("Charts"),
        "summary": _("What was heard, over time"),
        "titles": _titles(),
        "about": _descriptions(),
        "missing": {
            "other": _("Analyse the track again to find it."),
            "notes": _(
                "There are no notes yet. Press To MIDI beside a stem to have them written down."
            ),
            "chords": _("No chords are known yet. Analyse the track again to find them."),
            "beats": _("No beats were found. Set the grid by hand, or analyse the track again."),
        },
        "names": {**_quantities(), **section_words(), **_parts()},
        "chords": {
            "": _("Major"),
            "m": _("Minor"),
            "7": _("Seventh"),
            "maj7": _("Major seventh"),
            "m7": _("Minor seventh"),
            "dim": _("Diminished"),
            "aug": _("Augmented"),
        },
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "whole": _("Whole track"),
        "follow": _("Follow playhead"),
        "hint": _("Drag to scroll, Ctrl and wheel or two fingers to zoom, click to go there"),
        "hintTouch": _("Drag to scroll, two fingers to zoom, tap to go there"),
        "png": _("PNG"),
        "csv": _("CSV"),
        "failed": _("The charts could not be fetched. Reload the page to try again."),
        "low": _("low"),
        "high": _("high"),
    }


def _titles() -> dict[str, str]:
    return {
        "radar": _("Profile"),
        "structure": _("Structure"),
        "energy": _("Loudness and energy"),
        "beats": _("Beat grid and tempo"),
        "chords": _("Chords"),
        "notes": _("Piano roll"),
        "chroma": _("Chroma"),
        "spectral": _("Spectrum"),
        "mfcc": _("MFCC"),
    }


def _descriptions() -> dict[str, str]:
    return {
        "radar": _("The whole track in six numbers"),
        "structure": _("Each part as high as its energy"),
        "energy": _("Loudness in LUFS, energy from 0 to 1"),
        "beats": _("Tempo in BPM, with beats and bars below"),
        "chords": _("By root, with the key above"),
        "notes": _("The notes of transcribed stems"),
        "chroma": _("How strong each pitch class is"),
        "spectral": _("Brightness in Hz above, texture below"),
        "mfcc": _("Timbre; each row on its own scale"),
    }


def _quantities() -> dict[str, str]:
    """Return what axes, lines and units are called."""
    return {
        "energy": _("Energy"),
        "tempo": _("Tempo"),
        "brightness": _("Brightness"),
        "loudness": _("Loudness"),
        "rhythm": _("Pulse"),
        "harmony": _("Harmony"),
        "momentary_lufs": _("Momentary"),
        "short_term_lufs": _("Short-term"),
        "integrated_lufs": _("Integrated"),
        "played": _("Played, per bar"),
        "grid": _("Grid"),
        "centroid_hz": _("Centroid"),
        "rolloff_hz": _("Roll-off"),
        "bandwidth_hz": _("Bandwidth"),
        "contrast_db": _("Contrast"),
        "flatness": _("Flatness"),
        "zero_crossings": _("Zero crossings"),
        "fraction": _("Fraction"),
        "pitch": _("Pitch"),
        "key": _("Key"),
        "chords": _("chords"),
        **{f"mfcc_{number}": str(number) for number in range(13)},
    }


def _parts() -> dict[str, str]:
    return {stem.value: _(stem.label) for stem in StemType}
