"""The words that people read, through gettext; the English source is the key."""

from gettext import translation
from pathlib import Path

LOCALES = Path(__file__).parents[1] / "locales"
"""Holds ``<language>/LC_MESSAGES/studio.mo``; English needs none, it is what the code says."""

_catalog = translation("studio", LOCALES, fallback=True)


def _(words: str) -> str:
    """Return ``words`` in the reader's language."""
    return _catalog.gettext(words)


def plural(one: str, many: str, count: int) -> str:
    """Return the form for ``count``, with the number put where ``{count}`` stands."""
    return _catalog.ngettext(one, many, count).format(count=count)


def language() -> str:
    """Return which language the words are in, as HTML writes it."""
    return _catalog.info().get("language", "en").replace("_", "-")
