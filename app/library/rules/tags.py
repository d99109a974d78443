"""How a tag is written, and when two of them are the same."""

import unicodedata
from typing import Final

from app.core.errors import InvalidInput
from app.core.names import clean_text

MOST_LETTERS: Final = 60


def fold_tag(name: str) -> str:
    """Return what two tags share that are the same: neither case nor blanks count."""
    return clean_text(unicodedata.normalize("NFC", name)).casefold()


def write_tag(name: str) -> str:
    """Return the name of a tag as it is kept.

    Raises:
        InvalidInput: if nothing of it can be seen, or it is too long.
    """
    clean = clean_text(unicodedata.normalize("NFC", name)).replace('"', "'").strip()
    if not clean:
        raise InvalidInput("A tag needs at least one character that can be seen.")
    if len(clean) > MOST_LETTERS:
        raise InvalidInput(f"A tag has at most {MOST_LETTERS} characters. Choose a shorter one.")
    return clean
