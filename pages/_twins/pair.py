"""Two tracks of one recording beside each other, and what to do with them."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.core.units import KILO, bytes_to_words, seconds_to_position
from app.library import Track
from app.sources import Duplicate
from components.icons import icon
from pages._words import _

UNBROKEN = "\N{NON-BREAKING HYPHEN}"

OnKeepBoth = Callable[[Track, Track], Awaitable[None]]
OnKeepOne = Callable[[Track, Track], Awaitable[None]]


def show_pair(one: Duplicate, *, on_both: OnKeepBoth, on_one: OnKeepOne) -> None:
    """Show two tracks; the older one, which has the edits, comes first."""
    with ui.element("div").classes("twin-sides"):
        _show_side(one.older, one.newer, _("Older"), on_one)
        _show_side(one.newer, one.older, _("Newer"), on_one)
    with ui.element("div").classes("twin-acts"):
        said = _("{percent} % of the sound agrees").format(
            percent=f"{100 * (1 - one.difference):.0f}"
        )
        ui.label(said).classes("muted number")
        ui.element("span").classes("grow")
        both = ui.element("button").classes("button").props("type=button")
        both.props["aria-label"] = _("Keep both of {title}").format(title=one.newer.title)
        with both.on("click", lambda: on_both(one.newer, one.older)):
            icon("done_all")
            ui.label(_("Keep both"))


def _show_side(track: Track, other: Track, age: str, on_one: OnKeepOne) -> None:
    with ui.element("div").classes("twin-side"):
        ui.label(age).classes("badge")
        with ui.element("div").classes("twin-names"):
            with ui.link(target=f"/track/{track.id}").classes("twin-title"):
                ui.label(track.title)
            if track.artist:
                ui.label(track.artist).classes("muted")
            ui.label(_facts_of(track)).classes("twin-facts number muted")
        button = ui.element("button").classes("button").props("type=button")
        words = _("Keep only this one")
        button.props["aria-label"] = f"{words}: {track.title}, {age}"
        with button.on("click", lambda: on_one(track, other)):
            icon("merge")
            ui.label(words)


def _facts_of(track: Track) -> str:
    rate = f"{track.sample_rate_hz / KILO:g} kHz" if track.sample_rate_hz else ""
    bitrate = _bitrate_of(track)
    length = seconds_to_position(track.duration_seconds)
    size = bytes_to_words(track.size_bytes)
    came = f"{track.created_at:%Y-%m-%d}".replace("-", UNBROKEN)
    return " · ".join(filter(None, [track.codec, bitrate, rate, length, size, came]))


def _bitrate_of(track: Track) -> str:
    rate = round(8 * track.size_bytes / max(track.duration_seconds, 1.0) / KILO)
    return f"{rate} kbit/s" if rate else ""
