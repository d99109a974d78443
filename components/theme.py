"""The tokens of the design; no other file names a colour.

Style sheets read them as custom properties: ``accent`` is ``var(--accent)``, the colour of deck A
is ``var(--deck-a)``.  A new look is a new :class:`Theme`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

FONT_WORDS = '"Inter Variable", system-ui, sans-serif'
FONT_TIMES = '"JetBrains Mono Variable", ui-monospace, monospace'
TYPE_SIZES_PX = (12, 13, 14, 16, 20, 28)
GRID_PX = 4
RADIUS_PX = 6
TARGET_PX = 44
"""The least size of what a finger must hit."""


def _table(**colours: str) -> Mapping[str, str]:
    return MappingProxyType(colours)


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One look: every colour by the role it plays, written ``#RRGGBB``."""

    scheme: str
    """What browsers call it, for scroll bars and form fields: ``dark`` or ``light``."""

    background: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    faint: str
    """For strokes and for what is switched off; too faint for words to be read."""
    accent: str
    ok: str
    warning: str
    error: str
    shadow: str
    """The one elevation, as a CSS ``box-shadow``."""

    deck: Mapping[str, str]
    stem: Mapping[str, str]
    band: Mapping[str, str]


DARK = Theme(
    scheme="dark",
    background="#0B0E14",
    panel="#121722",
    raised="#1A2130",
    line="#2A3347",
    text="#E8ECF4",
    muted="#9AA7BD",
    faint="#66738C",
    accent="#7C9CFF",
    ok="#34D399",
    warning="#FBBF24",
    error="#F87171",
    shadow="0 8px 24px rgb(0 0 0 / 40%)",
    deck=_table(a="#22D3EE", b="#F59E0B", c="#A3E635", d="#F472B6"),
    stem=_table(
        vocals="#F472B6",
        drums="#F59E0B",
        bass="#8B5CF6",
        other="#22D3EE",
        guitar="#84CC16",
        piano="#38BDF8",
        electric_guitar="#BEF264",
        acoustic_guitar="#D6A45C",
        synth="#E879F9",
        strings="#FCA5A5",
        wind="#2DD4BF",
        instrumental="#C4B5FD",
    ),
    band=_table(low="#FF5A5F", mid="#FFC24B", high="#6EE7F9"),
)
"""Dark rooms and long nights: the look that ships."""


def render_css(theme: Theme = DARK) -> str:
    """Return a style sheet that gives every token of ``theme`` a custom property on ``:root``."""
    lines = [f"  --{name}: {value};" for name, value in _properties(theme)]
    return "\n".join([":root {", f"  color-scheme: {theme.scheme};", *lines, "}", ""])


def _properties(theme: Theme) -> Iterator[tuple[str, str]]:
    for role in fields(theme):
        if role.name != "scheme":
            yield from _of_role(role.name, getattr(theme, role.name))
    yield "font-words", FONT_WORDS
    yield "font-times", FONT_TIMES
    yield from ((f"size-{pixels}", f"{pixels / 16:g}rem") for pixels in TYPE_SIZES_PX)
    yield "grid", f"{GRID_PX}px"
    yield "radius", f"{RADIUS_PX}px"
    yield "target", f"{TARGET_PX}px"


def _of_role(role: str, value: str | Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield role, value
        return
    for name, colour in value.items():
        yield f"{role}-{name.replace('_', '-')}", colour
