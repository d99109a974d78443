"""Keys of music as DJs read them: the number of Camelot's wheel, in its place's colour."""

from nicegui import ui


def key_chip(camelot: str) -> ui.label:
    """Show a key such as ``8A``; neighbours on the wheel are neighbours in colour."""
    hue = ((int(camelot[:-1]) - 1) * 30 + 150) % 360
    return ui.label(camelot).classes("key-chip").style(f"--hue: {hue}")
