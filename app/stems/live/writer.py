"""The side of the engine: stems are written as they come, and told of when they are there."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from app.core.workplace import refusals_of
from app.stems.live.patches import Patches
from app.stems.live.shape import (
    FOLDER,
    SHAPE,
    WRITTEN,
    LiveShape,
    find_wish,
    replace_document,
)
from app.stems.rules.pyramid import BANDS, Columns
from app.stems.rules.spans import Spans

Interleaved = npt.NDArray[np.int32]
"""Samples counted in steps of 24 bits, shape ``(frames, channels)``."""


class LiveWriter:
    """Writes stems as they come, as a context manager; one process writes, any number read.

    Every method raises StorageFailed if the disk refuses.
    """

    def __init__(self, folder: Path, shape: LiveShape) -> None:
        self._parent = folder
        self._folder = folder / FOLDER
        self._shape = shape
        self._version = 0
        size_bytes = shape.frames * shape.frame_bytes
        places = range(len(shape.names))
        self._sounds = [
            Patches(self._folder / f"{place}.pcm", size_bytes=size_bytes) for place in places
        ]
        self._pictures = [Patches(self._folder / f"{place}.columns") for place in places]
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        """Create the folder and its files."""
        shutil.rmtree(self._folder, ignore_errors=True)  # of an earlier run
        with refusals_of(self._parent), ExitStack() as opening:
            self._folder.mkdir()
            for file in (*self._sounds, *self._pictures):
                opening.enter_context(file)
            self.publish(Spans())
            replace_document(self._folder / SHAPE, self._shape.model_dump(mode="json"))
            self._closing = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files and leave them there, for those who still listen."""
        self._closing.close()

    def write(self, place: int, start: int, samples: Interleaved) -> None:
        """Write samples of a stem from frame ``start`` on; nobody knows of them yet."""
        with refusals_of(self._parent):
            self._sounds[place].write(samples, start * self._shape.frame_bytes)

    def read(self, place: int, start: int, end: int) -> Interleaved:
        """Return what was written of a stem, zeros where nothing was."""
        frame_bytes = self._shape.frame_bytes
        with refusals_of(self._parent):
            content = self._sounds[place].read((end - start) * frame_bytes, start * frame_bytes)
        return np.frombuffer(content, "<i4").reshape(-1, self._shape.channels)

    def draw(self, place: int, start: int, columns: Columns) -> None:
        """Write columns of a stem's waveform from column ``start`` on."""
        with refusals_of(self._parent):
            self._pictures[place].write(columns, start * BANDS)

    def publish(self, spans: Spans) -> None:
        """Tell everybody which frames are written, of all stems."""
        self._version += 1
        with refusals_of(self._parent):
            document = {"version": self._version, "spans": list(spans)}
            replace_document(self._folder / WRITTEN, document)

    def wished_frame(self, spans: Spans) -> int | None:
        """Return the first frame that somebody waits for and that is not in ``spans``."""
        return find_wish(self._folder, self._shape, spans)
