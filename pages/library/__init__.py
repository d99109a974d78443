"""The room ``/``: everything a user has, and what is being done to it."""

from pages.library.room import show_library

__all__ = ["show_library"]
