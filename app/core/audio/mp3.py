"""What an mp3 file says about itself, since no decoder tells a promise from a guess.

An mp3 has no length of its own: decoders take it from a Xing frame where there is one, and
otherwise guess from the first bit rate, which is wrong for a variable one.  libsndfile even stops
at its guess, so it is trusted only with files whose Xing frame fits the file.
Source: ISO/IEC 11172-3, section 2.4.2.3, and the layout of LAME's Xing/Info frame.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_WINDOW_BYTES: Final = 128 * 1024
_HEADER_BYTES: Final = 4
_KBPS_MPEG_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_MPEG_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ: Final = (44_100, 48_000, 32_000)
_RATE_DIVISOR: Final = {3: 1, 2: 2, 0: 4}  # MPEG 1, 2 and 2.5 by their two bits
_MPEG_1: Final = 3
_LAYER_3: Final = 1
_MONO: Final = 3
_HAS_FRAMES, _HAS_BYTES = 1, 2


@dataclass(frozen=True)
class Mp3:
    """``promised_samples`` comes from a Xing frame; ``fits`` says that nothing goes on after it."""

    promised_samples: int | None
    fits: bool


@dataclass(frozen=True)
class _Frame:
    rate_hz: int
    samples: int
    size_bytes: int
    side_info_bytes: int


def find_mp3(path: Path) -> Mp3 | None:
    """Return what the file's first frame says, or None if it does not look like an mp3."""
    with path.open("rb") as file:
        start = id3_size_bytes(file.read(10))
        file.seek(start)
        window = file.read(_WINDOW_BYTES)
        for offset in _sync_offsets(window):
            frame = _consecutive(window, offset)
            if frame is not None:
                promise = _xing(window[offset : offset + frame.size_bytes], frame)
                if promise is None:
                    return Mp3(promised_samples=None, fits=False)
                samples, size_bytes = promise
                return Mp3(samples, fits=not _goes_on(file, start + offset + size_bytes))
    return None


def _goes_on(file: BinaryIO, at: int) -> bool:
    """Return whether a frame stands at a place, or a tag and then a frame: files put together."""
    file.seek(at)
    file.seek(at + id3_size_bytes(file.read(10)))
    return _frame(file.read(_HEADER_BYTES)) is not None


def id3_size_bytes(head: bytes) -> int:
    """Return how many bytes an ID3v2 tag takes at the beginning of a file (ten bytes suffice)."""
    if len(head) < 10 or head[:3] != b"ID3":  # noqa: PLR2004  — the size of ID3v2's header
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return size + 10


def _sync_offsets(window: bytes) -> list[int]:
    offsets: list[int] = []
    at = window.find(b"\xff")
    while at >= 0:
        if window[at + 1 : at + 2] >= b"\xe0":
            offsets.append(at)
        at = window.find(b"\xff", at + 1)
    return offsets


def _consecutive(window: bytes, offset: int) -> _Frame | None:
    """Return the frame at ``offset`` if two more of its kind follow (one, at the end of a file)."""
    first = frame = _frame(window[offset : offset + _HEADER_BYTES])
    for _ in range(2):
        if frame is None:
            return None
        offset += frame.size_bytes
        if offset + _HEADER_BYTES > len(window):
            break
        frame = _frame(window[offset : offset + _HEADER_BYTES])
        if frame is None or first is None or frame.rate_hz != first.rate_hz:
            return None
    return first


def _frame(header: bytes) -> _Frame | None:
    """Read four bytes of a Layer III frame header."""
    if len(header) < _HEADER_BYTES or header[0] != 0xFF or header[1] < 0xE0:  # noqa: PLR2004  — sync
        return None
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    kbps_index, rate_index, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    is_mpeg_1 = version == _MPEG_1
    if layer != _LAYER_3 or version not in _RATE_DIVISOR or rate_index >= len(_RATES_HZ):
        return None
    table = _KBPS_MPEG_1 if is_mpeg_1 else _KBPS_MPEG_2
    if not 0 < kbps_index < len(table):
        return None
    rate_hz = _RATES_HZ[rate_index] // _RATE_DIVISOR[version]
    samples = 1152 if is_mpeg_1 else 576
    mono = header[3] >> 6 == _MONO
    side_info = (17 if mono else 32) if is_mpeg_1 else (9 if mono else 17)
    return _Frame(
        rate_hz, samples, samples * table[kbps_index] * 125 // rate_hz + padding, side_info
    )


def _xing(data: bytes, frame: _Frame) -> tuple[int, int] | None:
    """Return promised samples and bytes of a Xing or Info frame that says both, above zero."""
    at = _HEADER_BYTES + frame.side_info_bytes
    flags = int.from_bytes(data[at + 4 : at + 8], "big")
    if data[at : at + 4] not in {b"Xing", b"Info"} or flags & 3 != _HAS_FRAMES | _HAS_BYTES:
        return None
    frames = int.from_bytes(data[at + 8 : at + 12], "big")
    size_bytes = int.from_bytes(data[at + 12 : at + 16], "big")
    return (frames * frame.samples, size_bytes) if frames and size_bytes else None
