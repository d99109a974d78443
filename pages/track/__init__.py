"""The room of one track: what it is, what was heard in it, its stems, and the work on it."""

from pages.track.room import show_track

__all__ = ["show_track"]
