"""Reading what fields say: durations, years, tempi, keys, ratings and the ids of services."""

import re
from typing import Final

from app.core.names import clean_text

_SPOTIFY_ID = re.compile(r"(?:^|spotify[:/]track[:/]|/track/)([0-9A-Za-z]{22})(?:[?#&/\s]|$)")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):([0-5]?\d(?:[.,]\d+)?)")
_ISO = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)

_FIELD_AT_MOST: Final = 1000
_STARS: Final = 5
_BPM_RANGE: Final = (20.0, 999.0)
_LONGEST_SECONDS: Final = 7 * 86_400.0
_SECONDS_AT_MOST: Final = 10_000.0
"""A bare number above this is milliseconds: no track of a list is three hours long."""


def read_text(field: str | None) -> str | None:
    """Return a field in one line without invisible characters; None for an empty one."""
    return (clean_text(field[:_FIELD_AT_MOST]) or None) if field else None


def read_spotify_id(field: str | None) -> str | None:
    """Return the id in a Spotify URI or address of a track, or a bare one."""
    found = _SPOTIFY_ID.search(field.strip()) if field else None
    return found.group(1) if found else None


def read_isrc(field: str | None) -> str | None:
    """Return an ISRC in capitals without hyphens, or None where it is none."""
    code = re.sub(r"[\s-]", "", field or "").upper()
    return code if _ISRC.fullmatch(code) else None


def read_url(field: str | None) -> str | None:
    """Return a web address, or None where the field is none."""
    address = (field or "").strip()
    return address if _ADDRESS.fullmatch(address) else None


def read_duration(field: str | None, *, is_in_ms: bool = False) -> float | None:
    """Return seconds from ``3:45``, ``1:02:03``, ``PT3M45S``, ``225`` or, in milliseconds, 225000.

    None for zero and less, which is how lists say that they do not know.
    """
    text = (field or "").strip()
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        total = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
    elif (iso := _ISO.fullmatch(text)) and any(iso.groups()):
        days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        total = days * 86_400 + hours * 3600 + minutes * 60 + seconds
    else:
        number = _read_number(text)
        total = number if number is not None else 0.0
        total = total / 1000.0 if is_in_ms or total > _SECONDS_AT_MOST else total
    return total if 0.0 < total <= _LONGEST_SECONDS else None


def read_year(field: str | None) -> int | None:
    """Return the year in a date."""
    found = _YEAR.search(field or "")
    return int(found.group(1)) if found else None


def read_bpm(field: str | None) -> float | None:
    """Return a tempo, or None where it is none."""
    tempo = _read_number(field)
    return tempo if tempo is not None and _BPM_RANGE[0] <= tempo <= _BPM_RANGE[1] else None


def read_stars(field: str | None) -> int | None:
    """Return 1 to 5 from a number or from as many stars; None for unrated."""
    text = (field or "").strip()
    count = len(text) if text and set(text) <= {"*", "★"} else _read_number(text)
    return int(count) if count is not None and 1 <= count <= _STARS else None


def read_rating_of_255(field: str | None) -> int | None:
    """Return 1 to 5 from the 0 to 255 that rekordbox and Traktor count stars in."""
    number = _read_number(field)
    return read_stars(str(round(number / 51))) if number is not None else None


def _read_number(field: str | None) -> float | None:
    text = (field or "").strip()[:40]
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
