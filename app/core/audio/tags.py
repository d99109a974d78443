"""Read what a file's tags say about the music; nothing in them is trusted to be well made."""

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from tinytag import TinyTag

_TEXT_AT_MOST = 500
_COMMENT_AT_MOST = 2_000
_PICTURE_AT_MOST_BYTES: Final = 10_000_000
_NUMBER_AT_MOST: Final = 9_999
_YEARS: Final = (1000, 2999)
_BPM: Final = (20.0, 999.0)
_YEAR = re.compile(r"\d{4}")
_SPACES = re.compile(r"\s+")


class Tags(BaseModel):
    """What was found in a file's tags; each is None where it is missing or makes no sense."""

    model_config = ConfigDict(frozen=True)

    title: str | None = None
    artist: str | None = None
    album: str | None = None
    album_artist: str | None = None
    composer: str | None = None
    genre: str | None = None
    comment: str | None = None
    isrc: str | None = None
    key: str | None = None
    year: int | None = None
    track_number: int | None = None
    disc_number: int | None = None
    tempo_bpm: float | None = None


def read_tags(path: Path) -> Tags:
    """Return the tags of a file by its content; a broken tag gives empty tags, never an error."""
    from tinytag import TinyTag

    try:
        with path.open("rb") as file:
            return _clean(TinyTag.get(file_obj=file, duration=False))
    except Exception:  # noqa: BLE001  — a reader of foreign bytes may fail in any way at all
        return Tags()


def write_picture(path: Path, target: Path) -> bool:
    """Write the cover that a file carries to ``target``, unread; say whether it carries one.

    What it is, and whether it is whole, has to be found out by whoever shows it.
    """
    from tinytag import TinyTag

    try:
        with path.open("rb") as file:
            images = TinyTag.get(file_obj=file, duration=False, image=True).images
        image = images.front_cover or images.any
        if image is None or not 0 < len(image.data) <= _PICTURE_AT_MOST_BYTES:
            return False
        target.write_bytes(image.data)
    except Exception:  # noqa: BLE001  — a reader of foreign bytes may fail in any way at all
        target.unlink(missing_ok=True)
        return False
    return True


def _clean(found: "TinyTag") -> Tags:
    return Tags(
        title=_text(found.title),
        artist=_text(found.artist),
        album=_text(found.album),
        album_artist=_text(found.albumartist),
        composer=_text(found.composer),
        genre=_text(found.genre),
        comment=_text(found.comment, at_most=_COMMENT_AT_MOST),
        isrc=_text(_other(found, "isrc")),
        key=_text(_other(found, "initial_key")),
        year=_year(found.year),
        track_number=_number(found.track),
        disc_number=_number(found.disc),
        tempo_bpm=_tempo(_other(found, "bpm")),
    )


def _other(found: "TinyTag", field: str) -> str | None:
    values = found.other.get(field) or []
    return values[0] if values else None


def _text(value: str | None, *, at_most: int = _TEXT_AT_MOST) -> str | None:
    """Return readable text on one line: no control or direction characters, no lone surrogates."""
    if not value:
        return None
    seen = "".join(" " if character.isspace() else character for character in value[: 4 * at_most])
    kept = "".join(character for character in seen if unicodedata.category(character)[0] != "C")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()[:at_most].strip() or None


def _number(value: int | None) -> int | None:
    return value if value is not None and 0 < value <= _NUMBER_AT_MOST else None


def _year(value: str | None) -> int | None:
    found = _YEAR.search(value or "")
    year = int(found.group()) if found else 0
    return year if _YEARS[0] <= year <= _YEARS[1] else None


def _tempo(value: str | None) -> float | None:
    try:
        tempo = float((value or "").replace(",", "."))
    except ValueError:
        return None
    return tempo if _BPM[0] <= tempo <= _BPM[1] else None
