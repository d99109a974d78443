"""What both sides of live stems agree on: the folder, its small files, and what a wish is."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast
from uuid import uuid4

from pydantic import BaseModel

from app.stems.rules.spans import Spans

FOLDER: Final = "live"
SHAPE: Final = "shape.json"
WRITTEN: Final = "written.json"
WISH: Final = "wish.json"

COLUMNS_LEVEL: Final = 1
SAMPLE_BYTES: Final = 4
WISH_FRAMES: Final = 2 << 16
"""Whoever wants to hear from a frame wants so many: two pages."""


class LiveShape(BaseModel):
    """What will be there; ``names`` are the stems in the order of their places."""

    names: tuple[str, ...]
    rate_hz: int
    channels: int
    frames: int
    engine: str
    model: str

    @property
    def frame_bytes(self) -> int:
        """Return the size of one frame in a ``.pcm``."""
        return self.channels * SAMPLE_BYTES


def find_wish(folder: Path, shape: LiveShape, spans: Spans) -> int | None:
    """Return the first frame missing in ``spans`` of what was wished last, None if none is."""
    document = read_document(folder / WISH)
    if document is None:
        return None
    frame = int(document["frame"])
    missing = spans.first_missing(frame)
    return missing if missing < min(frame + WISH_FRAMES, shape.frames) else None


def replace_document(path: Path, document: object) -> None:
    """Write a small file in one piece, whoever else does the same."""
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        part.write_text(json.dumps(document), encoding="utf-8")
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def read_document(path: Path) -> dict[str, Any] | None:
    """Return what a small file says, None if there is none."""
    try:
        return cast("dict[str, Any]", json.loads(path.read_bytes()))
    except OSError:
        return None
