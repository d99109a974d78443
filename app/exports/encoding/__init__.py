"""Sound in other formats and in archives, made while it is read; playlists and notes as files."""

from app.exports.encoding.archive import archive_blocks
from app.exports.encoding.encoder import encode
from app.exports.encoding.formats import FORMATS
from app.exports.encoding.midi import write_midi
from app.exports.encoding.playlists import PLAYLIST_FORMATS
from app.exports.encoding.tempo_map import map_tempo

__all__ = ["FORMATS", "PLAYLIST_FORMATS", "archive_blocks", "encode", "map_tempo", "write_midi"]
