"""What containers say about their own size, read from a few bytes at their ends.

Decoders believe a file that is cut short: libsndfile takes a WAV's length from the file when the
header says more, and nobody misses the end of an Ogg stream.  So the promise is read here.
"""

from pathlib import Path
from typing import Final, Literal

from app.core.audio.mp3 import id3_size_bytes

_HEAD_BYTES: Final = 64
_OGG_PAGE_BYTES: Final = 65_307
_OGG_HEADER_BYTES: Final = 27
_CHUNKS_AT_MOST: Final = 1_000
_STREAMED: Final = 0xFFFF_FF00
"""Sizes from here on mean that the writer could not go back to fill them in."""

_SLACK_BYTES: Final = 64
"""How far a sloppy writer may be off; a dozen samples are missed by nobody."""

_MAGIC: Final = {
    b"RIFF": "wav",
    b"RF64": "wav",
    b"riff": "w64",
    b"FORM": "aiff",
    b"fLaC": "flac",
    b"OggS": "ogg",
    b"caff": "caf",
    b".snd": "au",
}


def name_container(path: Path) -> str | None:
    """Return which container that libsndfile reads this is by its first bytes, mp3 excepted."""
    with path.open("rb") as file:
        skip = id3_size_bytes(file.read(10))
        file.seek(skip)
        return _MAGIC.get(file.read(4))


def present_fraction(path: Path, container: str) -> float:
    """Return the part of the promised audio that is in the file, 1.0 where all of it is."""
    if container == "wav":
        return _chunked_fraction(path, b"data", "little")
    if container == "aiff":
        return _chunked_fraction(path, b"SSND", "big")
    return 1.0


def ends_inside_a_page(path: Path) -> bool:
    """Return whether an Ogg file stops before its last page does (RFC 3533, section 6)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _OGG_PAGE_BYTES))
        tail = file.read()
    at = tail.rfind(b"OggS")
    if at < 0:
        return False
    page = tail[at:]
    if len(page) < _OGG_HEADER_BYTES:
        return True
    segments = page[26]
    table = page[_OGG_HEADER_BYTES : _OGG_HEADER_BYTES + segments]
    return _OGG_HEADER_BYTES + segments + sum(table) > len(page)


def _chunked_fraction(path: Path, wanted: bytes, order: Literal["little", "big"]) -> float:
    size = path.stat().st_size
    with path.open("rb") as file:
        is_long = file.read(12)[:4] == b"RF64"
        long_bytes = 0
        for _ in range(_CHUNKS_AT_MOST):
            head = file.read(8)
            if len(head) < 8:  # noqa: PLR2004  — a chunk's name and size
                return 1.0
            promised = int.from_bytes(head[4:], order)
            if head[:4] == wanted:
                promised = long_bytes if is_long and long_bytes else promised
                return _fraction(promised, size - file.tell())
            if head[:4] == b"ds64":
                long_bytes = int.from_bytes(file.read(16)[8:], "little")
                promised -= 16
            file.seek(promised + promised % 2, 1)
    return 1.0


def _fraction(promised_bytes: int, present_bytes: int) -> float:
    streamed = promised_bytes == 0 or _STREAMED <= promised_bytes <= 0xFFFF_FFFF  # noqa: PLR2004  — 32 bits
    if streamed or promised_bytes <= present_bytes + _SLACK_BYTES:
        return 1.0
    return present_bytes / promised_bytes
