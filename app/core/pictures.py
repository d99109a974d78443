"""Pictures of strangers: looked at closely before they are kept, and made small to be shown.

Only three formats are read, at most one picture at a time, and none whose size could fill the
memory; what a drawing program would run (SVG) is none of them.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Final

import PIL.Image
from PIL import ImageCms, ImageOps, UnidentifiedImageError
from PIL.Image import Image

from app.core.errors import InvalidInput

MOST_PIXELS: Final = 50_000_000

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 82
_SMALL_PIXELS: Final = 64
_DEEP: Final = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N", "F"})
_WITH_ALPHA: Final = frozenset({"LA", "PA", "La", "RGBa"})
_MEGA: Final = 1_000_000
_ONE_AT_A_TIME = threading.Lock()
"""A picture of the largest size takes 200 MB while it is read."""


def check_picture(data: bytes) -> None:
    """Accept a picture, after all of it was decoded as it is to be shown.

    Raises:
        InvalidInput: if it is no JPEG, PNG or WebP, is damaged, or has too many pixels.
    """
    with _ONE_AT_A_TIME, _opened(BytesIO(data)) as picture:
        _square(picture, _SMALL_PIXELS)


def square_of(path: Path, side_pixels: int) -> bytes:
    """Return the middle of a picture as a WebP square of at most ``side_pixels``, upright, in sRGB.

    A smaller picture is not made larger; of one that moves, the first frame is shown.

    Raises:
        InvalidInput: if the file is no picture any more.
        OSError: if it cannot be opened.
    """
    sink = BytesIO()
    with _ONE_AT_A_TIME, path.open("rb") as file, _opened(file) as picture:
        _square(picture, side_pixels).save(sink, "WEBP", quality=_QUALITY, method=4)
    return sink.getvalue()


def _square(picture: Image, side_pixels: int) -> Image:
    # A JPEG is read at a half, a quarter or an eighth where that is enough: ten times as fast.
    picture.draft(None, (side_pixels, side_pixels))
    ImageOps.exif_transpose(picture, in_place=True)
    side = min(side_pixels, *picture.size)
    return ImageOps.fit(_coloured(picture), (side, side), method=PIL.Image.Resampling.LANCZOS)


@contextmanager
def _opened(file: IO[bytes]) -> Generator[Image, None, None]:
    """Open a picture whose size is bearable; whatever goes wrong with it becomes a sentence."""
    PIL.Image.MAX_IMAGE_PIXELS = None  # sizes are judged here, and Pillow would only warn of them
    try:
        with PIL.Image.open(file, formats=_FORMATS) as picture:
            _check_size(*picture.size)
            yield picture
    except InvalidInput:
        raise
    except UnidentifiedImageError as error:
        raise InvalidInput(
            "This is no JPEG, PNG or WebP picture. Choose a file of one of these kinds."
        ) from error
    except Exception as error:  # a reader of foreign bytes may fail in any way at all
        raise InvalidInput(
            "This picture is damaged or cut off. Save it again, or choose another one."
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise InvalidInput(
            f"This picture has {width * height / _MEGA:.0f} megapixels, and "
            f"{MOST_PIXELS // _MEGA} are the most. Make it smaller, or choose another one."
        )


def _coloured(picture: Image) -> Image:
    """Return the picture as RGB, with alpha if it has some, in the colours of the web."""
    if picture.mode in _DEEP:
        picture = picture.convert("L")
    has_alpha = picture.has_transparency_data or picture.mode in _WITH_ALPHA
    mode = "RGBA" if has_alpha else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and not has_alpha and picture.mode in {"RGB", "CMYK", "L"}:
        return _in_srgb(picture, profile)
    return picture.convert(mode)


def _in_srgb(picture: Image, profile: bytes) -> Image:
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        found = ImageCms.profileToProfile(picture, own, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # a profile that does not fit its picture
        return picture.convert("RGB")
    return found or picture.convert("RGB")


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    profile = ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownVariableType]
    return ImageCms.ImageCmsProfile(profile)  # pyright: ignore[reportUnknownArgumentType]
