"""Two small networks that weigh the cues: one looks at whole frames, one at every cell.

Their weights are fitted to synthesised music by ``python -m bench.judge`` and are part of the
package; there is nothing to fetch. Plain numpy runs them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Final

import numpy as np
import numpy.typing as npt

from app.stems.engines.draft.cells import BANDS, CELLS, SPREAD
from app.stems.engines.draft.cues import Cues

Weights = npt.NDArray[np.float32]

DILATIONS: Final = (1, 2, 4, 8, 16)
"""Frames between the three taps of each layer; together they look 31 frames to either side."""

STEMS: Final = 4
PLANES: Final = 2
"""Middle and side are masked apart."""

WEIGHTS_FILE: Final = "judge.npz"

# So many frames of cues stay near the processor while they go through all layers.
_FRAMES_AT_A_TIME: Final = 32


@dataclass(frozen=True)
class Judge:
    """The weights by name, as float32."""

    weights: Mapping[str, Weights]

    def find_masks(self, cues: Cues) -> npt.NDArray[np.float32]:
        """Return fractions of the mix, shape ``(PLANES, STEMS, frames, CELLS)``; stems sum to 1."""
        opinion = self._look_at_frames(cues.bands)
        frames = cues.cells.shape[1]
        masks = np.empty((PLANES, STEMS, frames, CELLS), np.float32)
        for start in range(0, frames, _FRAMES_AT_A_TIME):
            span = slice(start, min(start + _FRAMES_AT_A_TIME, frames))
            masks[:, :, span] = self._look_at_cells(cues.cells[:, span], opinion[:, span])
        return masks

    def _look_at_frames(self, bands: Weights) -> Weights:
        """Return what the frames add to the hidden layer, ``(hidden, frames, BANDS)``."""
        weights = self.weights
        hidden = _relu(bands @ weights["enter"].T + weights["enter_bias"])
        for layer, dilation in enumerate(DILATIONS):
            taps = weights[f"turn_{layer}"]
            frames = len(hidden) - 2 * dilation
            summed = weights[f"turn_{layer}_bias"] + sum(
                hidden[tap * dilation : tap * dilation + frames] @ taps[:, :, tap].T
                for tap in range(3)
            )
            hidden = hidden[dilation : dilation + frames] + _relu(np.asarray(summed, np.float32))
        opinion = hidden @ weights["leave"].T + weights["leave_bias"]
        return np.ascontiguousarray(opinion.reshape(len(hidden), -1, BANDS).transpose(1, 0, 2))

    def _look_at_cells(self, cells: Weights, opinion: Weights) -> Weights:
        weights = self.weights
        cues, frames, _ = cells.shape
        hidden = (weights["first"] @ cells.reshape(cues, -1)).reshape(-1, frames, CELLS)
        hidden += opinion @ SPREAD
        hidden = _relu(hidden.reshape(len(hidden), -1))
        hidden = _relu(weights["second"] @ hidden + weights["second_bias"][:, None])
        logits = weights["third"] @ hidden + weights["third_bias"][:, None]
        return _softmax(logits.reshape(PLANES, STEMS, frames, CELLS))


@cache
def load_judge() -> Judge:
    """Return the judge that is part of the package."""
    data = (resources.files("app.stems.engines.draft") / WEIGHTS_FILE).read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return Judge({name: arrays[name].astype(np.float32) for name in arrays.files})


def _relu(values: Weights) -> Weights:
    return np.maximum(values, 0, out=values)


def _softmax(logits: Weights) -> Weights:
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)
