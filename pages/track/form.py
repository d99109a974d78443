"""The form of the track: its sections in a strip, and its cues."""

from nicegui import ui

from app.core.units import seconds_to_position
from pages._words import _
from pages.track.pieces import Part
from pages.track.view import TrackView

SECTION_TOKENS = {
    "intro": "--faint",
    "outro": "--faint",
    "verse": "--deck-a",
    "breakdown": "--stem-bass",
    "build-up": "--deck-b",
    "chorus": "--stem-vocals",
    "drop": "--stem-vocals",
}
"""Whose colour each part of the form borrows."""


def section_words() -> dict[str, str]:
    """Return what sections are called, by their labels."""
    return {
        "intro": _("Intro"),
        "verse": _("Verse"),
        "build-up": _("Build-up"),
        "chorus": _("Chorus"),
        "drop": _("Drop"),
        "breakdown": _("Breakdown"),
        "outro": _("Outro"),
    }


def show_sections(view: TrackView) -> None:
    """Show the form of the track as a strip."""
    if not view.sections:
        return
    length, words = view.track.duration_seconds, section_words()
    with Part(_("Sections")), ui.element("div").classes("strip").props("role=list"):
        for section in view.sections:
            left = 100 * section.start_seconds / length
            width = 100 * (section.end_seconds - section.start_seconds) / length
            position = seconds_to_position(section.start_seconds)
            called = section.name or words.get(section.label, section.label)
            with ui.element("span").classes("section").props("role=listitem") as part:
                part.props["title"] = f"{position} {called}"
                part.style(
                    f"left: {left:.3f}%; width: {width:.3f}%; --energy: {section.energy:.2f}"
                )
                usual = f"var({SECTION_TOKENS.get(section.label, '--faint')})"
                part.style(f"--section: {section.colour or usual}")
                ui.label(called)


def show_cues(view: TrackView) -> None:
    """Show the cues with their places."""
    if not view.cues:
        return
    with Part(_("Cues")), ui.element("div").classes("cues"):
        for cue in view.cues:
            with ui.element("span").classes("cue") as one:
                one.style(f"--cue: {cue.colour}").props["title"] = cue.explanation
                ui.label(seconds_to_position(cue.position_seconds)).classes("time muted")
                ui.label(cue.label)
