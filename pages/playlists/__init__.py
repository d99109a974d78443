"""The rooms of playlists: ``/playlists`` has all of them, ``/playlist/{id}`` is one."""

from pages.playlists.one import show_playlist
from pages.playlists.room import show_playlists

__all__ = ["show_playlist", "show_playlists"]
