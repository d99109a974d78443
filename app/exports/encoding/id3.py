"""The tag in front of an MP3 file: ID3v2.3 (https://id3.org/id3v2.3.0), which all programs read.

The ffmpeg program goes back to write how long its tag is, which nobody can in a stream.
"""

import struct
from typing import Final

from app.exports.encoding.artwork import Picture
from app.exports.ports import SoundTags

_UTF16: Final = b"\1"
_LATIN: Final = b"\0"
_FRONT_COVER: Final = b"\3"


def id3_tag(tags: SoundTags, picture: Picture | None) -> bytes:
    """Return the tag; what is missing is left out."""
    words = {
        b"TIT2": tags.title,
        b"TPE1": tags.artist,
        b"TALB": tags.album,
        b"TCON": tags.genre,
        b"TYER": str(tags.year) if tags.year else None,
        b"TBPM": f"{tags.tempo_bpm:.0f}" if tags.tempo_bpm else None,
        b"TKEY": tags.key,
    }
    frames = [_frame(name, _UTF16 + _wide(text)) for name, text in words.items() if text]
    if tags.comment:
        frames.append(_frame(b"COMM", _UTF16 + b"eng" + _wide("") + _wide(tags.comment)))
    if picture:
        kind = picture.media_type.encode() + b"\0"
        content = _LATIN + kind + _FRONT_COVER + b"\0" + picture.path.read_bytes()
        frames.append(_frame(b"APIC", content))
    body = b"".join(frames)
    return b"ID3\x03\x00\x00" + _seven_bits(len(body)) + body


def _frame(name: bytes, content: bytes) -> bytes:
    return struct.pack(">4sIH", name, len(content), 0) + content


def _wide(text: str) -> bytes:
    return f"\ufeff{text}\0".encode("utf-16-le")


def _seven_bits(size: int) -> bytes:
    """Return a size as four bytes whose highest bit is empty, so that none looks like sound."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
