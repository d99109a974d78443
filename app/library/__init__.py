"""The library: the tracks a user has, and how files become tracks."""

from app.library.models import Track, TrackSource
from app.library.ports import EVENTS, TrackImported
from app.library.repository import (
    count_tracks,
    find_by_content,
    get_track,
    list_media_keys,
    list_tracks,
)
from app.library.rules import clean_name
from app.library.service import add_track, media_key_of, receive_file

__all__ = [
    "EVENTS",
    "Track",
    "TrackImported",
    "TrackSource",
    "add_track",
    "clean_name",
    "count_tracks",
    "find_by_content",
    "get_track",
    "list_media_keys",
    "list_tracks",
    "media_key_of",
    "receive_file",
]
