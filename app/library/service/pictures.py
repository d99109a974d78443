"""Pictures in the storage: each kept once as it came, and made small when it is first shown."""

import hashlib
from pathlib import Path
from typing import Final
from uuid import uuid4

from app.core.errors import InvalidInput, NotFound
from app.core.pictures import check_picture, square_of
from app.core.storage import MediaKey, MediaStore
from app.core.units import bytes_to_words
from app.core.workplace import refusals_of
from app.library.errors import TooLarge

MOST_PICTURE_BYTES: Final = 10_000_000

PICTURE_SIZES: Final = (64, 300, 640)
"""The sides, in pixels, of the squares that pictures are shown as."""

_GONE = "This picture is no longer in the storage. Choose it again."


def store_picture(media: MediaStore, data: bytes) -> str:
    """Keep a picture as it came, once whoever brings it, and return the hash it is known by.

    Raises:
        TooLarge: if it has more bytes than are kept.
        InvalidInput: if it is no JPEG, PNG or WebP, is damaged, or has too many pixels.
        StorageFailed: if our disk refuses.
    """
    check_picture_size(len(data))
    if not data:
        raise InvalidInput("This file is empty. Choose a JPEG, PNG or WebP picture.")
    check_picture(data)
    content_hash = hashlib.sha256(data).hexdigest()
    # Written even if it is there: the cleaner leaves alone what is new.
    _put(media, picture_key_of(content_hash), data)
    return content_hash


def store_found_picture(media: MediaStore, file: Path) -> str | None:
    """Keep a picture that came with the music, and return its hash.

    None says that there is none, or none that can be shown: music is not refused for its cover.

    Raises:
        StorageFailed: if our disk refuses.
    """
    try:
        size_bytes = file.stat().st_size
    except FileNotFoundError:
        return None
    if size_bytes > MOST_PICTURE_BYTES:
        return None
    try:
        return store_picture(media, file.read_bytes())
    except InvalidInput:
        return None


def check_picture_size(size_bytes: int) -> None:
    """Accept the size of a picture that comes in.

    Raises:
        TooLarge: if it has more bytes than are kept.
    """
    if size_bytes > MOST_PICTURE_BYTES:
        raise TooLarge(
            f"This picture is larger than {bytes_to_words(MOST_PICTURE_BYTES)}. "
            "Make it smaller, or choose another one."
        )


def picture_path(media: MediaStore, content_hash: str, size: int) -> Path:
    """Return a file with a picture as a WebP square of one of :data:`PICTURE_SIZES`.

    It is made when it is first asked for, and again if it was cleared away.

    Raises:
        InvalidInput: if pictures are not shown in that size.
        NotFound: if there is no such picture.
        StorageFailed: if our disk refuses.
    """
    if size not in PICTURE_SIZES:
        sizes = ", ".join(str(one) for one in PICTURE_SIZES)
        raise InvalidInput(
            f"Pictures come in the sizes {sizes}, not in {size}. Choose one of them."
        )
    key = _square_key_of(content_hash, size)
    try:
        return media.path(key)
    except NotFound:
        _put(media, key, _make_square(media, content_hash, size))
    return media.path(key)


def picture_version(content_hash: str) -> str:
    """Return what stands for a picture in an address, so that another picture is another one."""
    return content_hash[:16]


def picture_key_of(content_hash: str) -> MediaKey:
    """Return where a picture lies as it came; its format is told by its content."""
    return MediaKey(f"pictures/{content_hash}.image")


def picture_keys_of(content_hash: str) -> set[str]:
    """Return where a picture lies, and where all that is made of it may."""
    made = {_square_key_of(content_hash, size) for size in PICTURE_SIZES}
    return {picture_key_of(content_hash), *made}


def _square_key_of(content_hash: str, size: int) -> MediaKey:
    return MediaKey(f"pictures/{content_hash}/{size}.webp")


def _make_square(media: MediaStore, content_hash: str, size: int) -> bytes:
    try:
        return square_of(media.path(picture_key_of(content_hash)), size)
    except (NotFound, FileNotFoundError, InvalidInput) as error:
        raise NotFound(_GONE) from error


def _put(media: MediaStore, key: MediaKey, data: bytes) -> None:
    """Write a medium under another name and rename it, so that nobody ever sees half of it."""
    work_id = uuid4()
    file = media.scratch(work_id) / "picture"
    try:
        with refusals_of(media.folder):
            file.write_bytes(data)
        media.put(key, file)
    finally:
        media.drop_scratch(work_id)
