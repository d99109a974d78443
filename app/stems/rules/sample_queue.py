"""A first-in, first-out queue of samples: blocks of any size go in, spans of any size come out."""

from collections import deque

import numpy as np
import numpy.typing as npt


class SampleQueue:
    """Samples waiting for their turn; the last axis of every block is time.

    Blocks are kept as they came and joined only when they are taken, so that pushing costs nothing.
    """

    def __init__(self) -> None:
        self._blocks: deque[npt.NDArray[np.float32]] = deque()
        self._length_samples = 0

    def __len__(self) -> int:
        return self._length_samples

    def push(self, block: npt.NDArray[np.float32]) -> None:
        """Append a block, shape ``(..., samples)``."""
        if block.shape[-1]:
            self._blocks.append(block)
            self._length_samples += block.shape[-1]

    def take(self, samples: int) -> npt.NDArray[np.float32]:
        """Remove and return the first ``samples`` samples, at least one of which must be there.

        Raises:
            ValueError: if fewer samples are waiting.
        """
        if not 0 < samples <= self._length_samples:
            raise ValueError(f"{self._length_samples} samples wait, {samples} were asked for")
        self._length_samples -= samples
        taken: list[npt.NDArray[np.float32]] = []
        while samples:
            block = self._blocks.popleft()
            if block.shape[-1] > samples:
                self._blocks.appendleft(block[..., samples:])
                block = block[..., :samples]
            taken.append(block)
            samples -= block.shape[-1]
        return taken[0] if len(taken) == 1 else np.concatenate(taken, axis=-1)
