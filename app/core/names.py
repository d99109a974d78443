"""Words of people, made fit to be shown and to be names of files."""

import re
from typing import Final

FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|]+')
UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)
"""Control characters, those that turn the direction of writing, and halves of characters."""


def clean_text(text: str) -> str:
    """Return what a person wrote without control characters, ends and runs of blanks."""
    return " ".join(UNSEEN.sub(" ", text).split())


def fit_for_names(text: str) -> str:
    """Return words without what file systems forbid in names, separators of folders above all."""
    return clean_text(FORBIDDEN.sub("-", text))
