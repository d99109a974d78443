"""The words of the pages: the same catalogue as everywhere."""

from app.core.words import _, language, plural

__all__ = ["_", "language", "plural"]
