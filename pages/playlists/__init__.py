"""The rooms of playlists: ``/playlists`` has all of them, ``/playlist/{id}`` is one."""

from pages.playlists.one import show_playlist
from pages.playlists.room import show_playlists
from pages.playlists.words import share_words

__all__ = ["share_words", "show_playlist", "show_playlists"]
