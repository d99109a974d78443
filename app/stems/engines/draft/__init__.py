"""The draft engine: our own separator, instant and offline, for a first impression."""

from app.stems.engines.draft.engine import DraftEngine

__all__ = ["DraftEngine"]
