"""What is kept of how a track sounds: a head that is read by itself, and the words behind it.

The head has one size, so that a database can hand it out without the rest: a byte that says
whether somebody has still to look at a twin, 32 keys, and up to eight twins.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.sources.rules.fingerprint import KEYS, Fingerprint

SOUND_VERSION: Final = 1
"""The version of the method; one of 0 has not been compared with the other tracks yet."""

MOST_TWINS: Final = 8
"""A recording that is there more often is told of with so many of the others."""

KEYS_START: Final = 1
KEYS_BYTES: Final = 4 * KEYS

OPEN: Final = b"\x01"
"""What a head begins with while a twin waits for somebody's answer."""

_SETTLED: Final = b"\x00"
_NO_KEY: Final = 0xFFFF_FFFF
_TWIN: Final = struct.Struct("<16sf?")
_TWINS_START: Final = KEYS_START + KEYS_BYTES + 1

HEAD_BYTES: Final = _TWINS_START + MOST_TWINS * _TWIN.size

Keys = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Twin:
    """Another track of the same recording; ``is_settled`` once somebody has kept both.

    ``difference`` is the share of what was compared that differs, 0..1.
    """

    track_id: UUID
    difference: float
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What candidates are found by, and which tracks were found to be the same."""

    keys: tuple[int, ...] = ()
    twins: tuple[Twin, ...] = ()


def write_head(head: Head) -> bytes:
    """Return a head as it is kept; of twins, the first eight."""
    keys = np.full(KEYS, _NO_KEY, dtype="<u4")
    keys[: len(head.keys)] = head.keys[:KEYS]
    twins = head.twins[:MOST_TWINS]
    state = OPEN if any(not twin.is_settled for twin in twins) else _SETTLED
    packed = b"".join(
        _TWIN.pack(twin.track_id.bytes, twin.difference, twin.is_settled) for twin in twins
    )
    return (state + keys.tobytes() + bytes([len(twins)]) + packed).ljust(HEAD_BYTES, b"\x00")


def read_head(kept: bytes) -> Head:
    """Return the head of what is kept."""
    keys = np.frombuffer(kept, dtype="<u4", count=KEYS, offset=KEYS_START)
    count = min(kept[_TWINS_START - 1], MOST_TWINS)
    twins = (_TWIN.unpack_from(kept, _TWINS_START + place * _TWIN.size) for place in range(count))
    return Head(
        tuple(int(key) for key in keys if key != _NO_KEY),
        tuple(Twin(UUID(bytes=track), difference, settled) for track, difference, settled in twins),
    )


def write_words(fingerprint: Fingerprint) -> bytes:
    """Return the words of a fingerprint as they stand behind the head."""
    return fingerprint.words.astype("<u2").tobytes()


def read_fingerprint(kept: bytes, *, duration_seconds: float) -> Fingerprint:
    """Return the fingerprint in what is kept."""
    words = np.frombuffer(kept, dtype="<u2", offset=HEAD_BYTES).astype(np.uint16)
    return Fingerprint(words, read_head(kept).keys, duration_seconds)


def count_shared(keys: Iterable[int], others: Iterable[bytes]) -> list[int]:
    """Return how many keys each of many others has in common, from the keys' part of their heads.

    All of them are compared in one go: a hundred thousand take a few hundredths of a second.
    """
    table: Keys = np.frombuffer(b"".join(others), dtype="<u4").reshape(-1, KEYS)
    mine = np.array(sorted(set(keys)), dtype=np.uint32)
    return [int(count) for count in np.isin(table, mine).sum(axis=1)]
