"""Tags in the form that the ffmpeg program reads from a file."""

import base64
import re
import struct

from app.exports.encoding.artwork import Picture
from app.exports.ports import SoundTags

_SPECIAL = re.compile(r"([=;#\\\n])")
_FRONT_COVER = 3


def to_metadata(tags: SoundTags, *, picture: Picture | None) -> str:
    """Return the tags, and a picture where a format keeps it among them, as Ogg does."""
    words = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "genre": tags.genre,
        "date": str(tags.year) if tags.year else None,
        "BPM": f"{tags.tempo_bpm:.0f}" if tags.tempo_bpm else None,
        "INITIALKEY": tags.key,
        "comment": tags.comment,
        "METADATA_BLOCK_PICTURE": _to_block(picture) if picture else None,
    }
    lines = [f"{name}={_SPECIAL.sub(_escape, text)}" for name, text in words.items() if text]
    return "\n".join([";FFMETADATA1", *lines, ""])


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[1]}"


def _to_block(picture: Picture) -> str:
    """Return a picture as FLAC's block in base64, as Vorbis comments hold it."""
    kind, data = picture.media_type.encode(), picture.path.read_bytes()
    head = struct.pack(">II", _FRONT_COVER, len(kind)) + kind + struct.pack(">I", 0)
    return base64.b64encode(head + struct.pack(">IIIII", 0, 0, 0, 0, len(data)) + data).decode()
