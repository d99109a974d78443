import re
from pathlib import Path

import pytest

from components.theme import DARK, render_css

STYLES = Path(__file__).parents[2] / "static" / "css"


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` after WCAG 2, 0..1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("role", ["text", "muted", "accent", "ok", "warning", "error"])
@pytest.mark.parametrize("surface", ["background", "panel", "raised"])
def test_words_can_be_read_on_every_surface(role: str, surface: str) -> None:
    assert contrast(getattr(DARK, role), getattr(DARK, surface)) >= 4.5


@pytest.mark.parametrize("surface", ["background", "panel", "raised"])
def test_what_is_coloured_can_be_seen_on_every_surface(surface: str) -> None:
    coloured = [*DARK.deck.values(), *DARK.stem.values(), *DARK.band.values()]
    assert min(contrast(colour, getattr(DARK, surface)) for colour in coloured) >= 3


def test_no_two_stems_share_a_colour() -> None:
    assert len(set(DARK.stem.values())) == len(DARK.stem)


def test_the_style_sheets_use_only_tokens_that_exist() -> None:
    defined = set(re.findall(r"^  (--[\w-]+):", render_css(), re.MULTILINE))
    css = "\n".join(sheet.read_text() for sheet in STYLES.rglob("*.css"))
    own = set(re.findall(r"(--[\w-]+):", css))
    assert set(re.findall(r"var\((--[\w-]+)\)", css)) <= defined | own


def test_a_token_with_two_words_is_written_with_a_hyphen() -> None:
    assert "  --stem-electric-guitar: " in render_css()
