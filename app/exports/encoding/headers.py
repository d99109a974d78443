"""Headers that say how long a file is before it has been written."""

import struct
from collections.abc import Iterator
from typing import Final

from app.core.audio import PcmShape
from app.exports.ports import SoundTags

_RIFF_AT_MOST: Final = 0xFFFF_FFFF
_STREAMINFO_AT: Final = 8
"""A FLAC file begins with its magic, the head of a block, and then STREAMINFO."""
_TOTAL_AT: Final = _STREAMINFO_AT + 13
"""Where its 36 bits of length begin, the first four in a byte that they share."""


def wav_header(shape: PcmShape, *, bits: int, tags: SoundTags) -> bytes:
    """Return all of a WAV file that comes before its samples, RF64 if it is longer than 4 GB."""
    width = shape.channels * bits // 8
    data_bytes = shape.frames * width
    rate_hz = shape.rate_hz
    form = struct.pack("<HHIIHH", 1, shape.channels, rate_hz, rate_hz * width, width, bits)
    middle = _chunk(b"fmt ", form) + _info(tags)
    padded_bytes = data_bytes + data_bytes % 2
    whole_bytes = 4 + 36 + len(middle) + 8 + padded_bytes
    if whole_bytes <= _RIFF_AT_MOST:
        room = _chunk(b"JUNK", bytes(28))
        head = struct.pack("<4sI4s", b"RIFF", whole_bytes, b"WAVE")
        return head + room + middle + struct.pack("<4sI", b"data", data_bytes)
    sizes = struct.pack("<QQQI", whole_bytes, data_bytes, shape.frames, 0)
    head = struct.pack("<4sI4s", b"RF64", _RIFF_AT_MOST, b"WAVE")
    return head + _chunk(b"ds64", sizes) + middle + struct.pack("<4sI", b"data", _RIFF_AT_MOST)


def wav_padding(shape: PcmShape, *, bits: int) -> bytes:
    """Return what brings the samples to an even number of bytes, as chunks must have."""
    return bytes(shape.frames * shape.channels * bits // 8 % 2)


def with_flac_frames(blocks: Iterator[bytes], frames: int) -> Iterator[bytes]:
    """Yield a FLAC stream that says how long it is, which its writer could not know.

    The checksum of the samples stays empty, which the format allows.
    """
    first = bytearray(next(blocks, b""))
    if len(first) > _TOTAL_AT + 5 and first.startswith(b"fLaC"):
        first[_TOTAL_AT] = (first[_TOTAL_AT] & 0xF0) | (frames >> 32 & 0x0F)
        first[_TOTAL_AT + 1 : _TOTAL_AT + 5] = struct.pack(">I", frames & 0xFFFF_FFFF)
    yield bytes(first)
    yield from blocks


def _info(tags: SoundTags) -> bytes:
    """Return the words of a WAV file, in the chunk that every program reads."""
    words = {
        b"INAM": tags.title,
        b"IART": tags.artist,
        b"IPRD": tags.album,
        b"IGNR": tags.genre,
        b"ICRD": str(tags.year) if tags.year else None,
        b"ICMT": tags.comment,
    }
    chunks = [_chunk(name, text.encode() + b"\0") for name, text in words.items() if text]
    return _chunk(b"LIST", b"INFO" + b"".join(chunks))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)
