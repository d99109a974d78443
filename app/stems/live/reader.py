"""The side of the listeners: pages and pictures of stems while they are made."""

from pathlib import Path
from typing import Final, Self

import numpy as np
from pydantic import ValidationError

from app.core.errors import NotFound
from app.core.workplace import refusals_of
from app.stems.errors import MakingEnded, NotYet
from app.stems.live.patches import read_part
from app.stems.live.shape import (
    COLUMNS_LEVEL,
    FOLDER,
    SHAPE,
    WISH,
    WRITTEN,
    LiveShape,
    find_wish,
    read_document,
    replace_document,
)
from app.stems.rules.pyramid import BANDS, count_columns
from app.stems.rules.spans import Spans

_STEPS_PER_STEP: Final = np.float32(1 << 8)
_LOUDEST: Final = 1 << 15


class LiveStems:
    """Reads stems while they are made; in another process than the one that writes them.

    Every method raises MakingEnded if the files are gone, one way or the other.
    """

    def __init__(self, folder: Path, shape: LiveShape) -> None:
        self.shape = shape
        self._folder = folder / FOLDER

    @classmethod
    def find(cls, folder: Path) -> Self | None:
        """Return the live stems in a job's scratch, None if there are none, or none any more."""
        try:
            content = (folder / FOLDER / SHAPE).read_bytes()
            return cls(folder, LiveShape.model_validate_json(content))
        except (OSError, ValidationError):
            return None

    def written(self) -> tuple[int, Spans]:
        """Return the version, which grows, and which frames of all stems are there."""
        document = read_document(self._folder / WRITTEN)
        if document is None:
            raise _gone()
        return int(document["version"]), Spans(document["spans"])

    def page(self, place: int, index: int, *, page_frames: int) -> bytes:
        """Return page ``index`` as the finished file will give it: interleaved int16.

        Raises:
            NotFound: if there is no such stem or page.
            NotYet: if some of the page is not written.
        """
        start = index * page_frames
        end = min(start + page_frames, self.shape.frames)
        if not 0 <= place < len(self.shape.names) or not 0 <= start < end:
            raise NotFound("The track is not that long; there is no such page.")
        if not self.written()[1].holds(start, end):
            raise NotYet("This part is not separated yet. Ask again in a moment.")
        frame_bytes = self.shape.frame_bytes
        content = self._read(f"{place}.pcm", (end - start) * frame_bytes, start * frame_bytes)
        steps = np.rint(np.frombuffer(content, "<i4").astype(np.float32) / _STEPS_PER_STEP)
        return np.clip(steps, -_LOUDEST, _LOUDEST - 1).astype("<i2").tobytes()

    def columns(self, place: int, start: int, end: int) -> bytes:
        """Return the columns of a stem's waveform, level 1, zeros where nothing is drawn yet.

        Raises:
            NotFound: if there is no such stem.
        """
        if not 0 <= place < len(self.shape.names):
            raise NotFound("There is no such stem.")
        end = min(end, count_columns(self.shape.frames, level=COLUMNS_LEVEL))
        return self._read(f"{place}.columns", max(end - start, 0) * BANDS, start * BANDS)

    def wished_frame(self) -> int | None:
        """Return the first frame that somebody waits for and that is not written."""
        return find_wish(self._folder, self.shape, self.written()[1])

    def wish(self, frame: int) -> None:
        """Say that somebody wants to hear from ``frame`` on; the last wish counts.

        Raises:
            StorageFailed: if the disk refuses.
        """
        with refusals_of(self._folder.parent):
            try:
                replace_document(self._folder / WISH, {"frame": frame})
            except FileNotFoundError as error:
                raise _gone() from error

    def _read(self, name: str, size_bytes: int, at: int) -> bytes:
        try:
            return read_part(self._folder / name, size_bytes, at)
        except FileNotFoundError as error:
            raise _gone() from error


def _gone() -> MakingEnded:
    return MakingEnded("These stems are not being made any more. Load the track again.")
