"""The rooms of the library: all tracks and what is being done to them, albums, artists."""

from pages.library.groups import show_albums, show_artists
from pages.library.room import show_library

__all__ = ["show_albums", "show_artists", "show_library"]
