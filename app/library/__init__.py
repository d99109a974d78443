"""The library: the tracks a user has, and how files become tracks."""

from app.library.errors import TooLarge
from app.library.models import Track, TrackSource
from app.library.ports import (
    EVENTS,
    TrackChanged,
    TrackDeleted,
    TrackEdit,
    TrackImported,
    TrackRestored,
)
from app.library.repository import (
    IS_KEPT,
    count_tracks,
    find_by_content,
    get_track,
    is_kept_since,
    list_media_keys,
    list_tracks,
    purge,
)
from app.library.rules import clean_name, download_name, extension_of
from app.library.service import (
    add_track,
    check_upload_size,
    delete_track,
    edit_track,
    media_key_of,
    receive_file,
    receive_stream,
    restore_track,
)

__all__ = [
    "EVENTS",
    "IS_KEPT",
    "TooLarge",
    "Track",
    "TrackChanged",
    "TrackDeleted",
    "TrackEdit",
    "TrackImported",
    "TrackRestored",
    "TrackSource",
    "add_track",
    "check_upload_size",
    "clean_name",
    "count_tracks",
    "delete_track",
    "download_name",
    "edit_track",
    "extension_of",
    "find_by_content",
    "get_track",
    "is_kept_since",
    "list_media_keys",
    "list_tracks",
    "media_key_of",
    "purge",
    "receive_file",
    "receive_stream",
    "restore_track",
]
