"""Cutting a stream into overlapping frames, so that a file of any length fits into memory."""

import numpy as np
import numpy.typing as npt

from app.core.units import Mono


class Framer:
    """Cuts a stream into frames of ``size`` samples, one every ``hop`` samples.

    Frame ``i`` is centred on sample ``i * hop`` of the stream: half a frame of silence is put
    before the first sample and after the last.
    """

    def __init__(self, size: int, hop: int) -> None:
        self.size = size
        self.hop = hop
        self._rest: Mono = np.zeros(size // 2, dtype=np.float32)

    def push(self, sound: Mono) -> npt.NDArray[np.float32]:
        """Take more of the stream and return the frames it completes, shape ``(frames, size)``."""
        joined = np.concatenate([self._rest, sound])
        count = max(0, (len(joined) - self.size) // self.hop + 1)
        self._rest = joined[count * self.hop :]
        if count == 0:
            return np.zeros((0, self.size), dtype=np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(joined, self.size)
        return windows[: count * self.hop : self.hop]

    def finish(self) -> npt.NDArray[np.float32]:
        """Return the frames that the end of the stream completes."""
        return self.push(np.zeros(self.size // 2, dtype=np.float32))
