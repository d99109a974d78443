"""Pictures for tests, made on the spot."""

from io import BytesIO
from pathlib import Path

from PIL import Image

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 60), (20, 40, 230)

Colour = tuple[int, ...]


def picture(
    size: tuple[int, int] = (800, 600),
    colour: Colour = RED,
    *,
    kind: str = "JPEG",
    mode: str = "RGB",
    **more: object,
) -> bytes:
    """Return a picture of one colour."""
    sink = BytesIO()
    Image.new(mode, size, colour).save(sink, kind, **more)
    return sink.getvalue()


def halves(left: Colour, right: Colour, *, kind: str = "JPEG", **more: object) -> bytes:
    """Return a square whose left half has another colour than its right."""
    whole = Image.new("RGB", (400, 400), left)
    whole.paste(right, (200, 0, 400, 400))
    sink = BytesIO()
    whole.save(sink, kind, **more)
    return sink.getvalue()


def show(path: Path) -> Image.Image:
    """Return a picture as a browser would show it."""
    with Image.open(path) as found:
        found.load()
        return found.convert("RGBA")


def pixel_of(seen: Image.Image, x: int, y: int) -> Colour:
    """Return one pixel as its channels."""
    found = seen.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def is_like(found: Colour, colour: Colour, *, within: int = 12) -> bool:
    """Say whether a pixel has a colour, as far as lossy coding keeps it."""
    return all(abs(one - other) <= within for one, other in zip(found, colour, strict=False))
