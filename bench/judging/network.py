"""The judge as torch fits it; what it saves is what ``app.stems.engines.draft.judge`` runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.stems.engines.draft.cells import BANDS, SPREAD
from app.stems.engines.draft.cues import BAND_CUES, CELL_CUES
from app.stems.engines.draft.judge import DILATIONS, PLANES, STEMS
from bench.judging.examples import STRIDE, Example

HIDDEN: Final = 32
SECOND: Final = 24
FRAME_WIDTH: Final = 32
DROPOUT: Final = 0.1
BLUR: Final = 0.2
"""How much noise bands get while fitting, in standard deviations."""

EQUALISER: Final = (0.2, 0.3, 0.2, 0.15, 0.1)
"""Deviations of level, tilt and finer bends while fitting, in powers of ten."""

Statistics = npt.NDArray[np.float32]


class Network(nn.Module):
    """Two networks in one: frames with their context, and every cell in the light of its frame."""

    def __init__(self, cells: Statistics, bands: Statistics) -> None:
        super().__init__()
        self._cells, self._bands = cells, bands
        self.enter = nn.Linear(BAND_CUES, FRAME_WIDTH)
        self._turns = [
            nn.Conv1d(FRAME_WIDTH, FRAME_WIDTH, 3, dilation=dilation) for dilation in DILATIONS
        ]
        self.turns = nn.ModuleList(self._turns)
        self.leave = nn.Linear(FRAME_WIDTH, HIDDEN * BANDS)
        self.first = nn.Linear(CELL_CUES, HIDDEN, bias=False)
        self.second = nn.Linear(HIDDEN, SECOND)
        self.third = nn.Linear(SECOND, PLANES * STEMS)
        self.spread = torch.from_numpy(SPREAD)

    def forward(self, cells: Tensor, bands: Tensor) -> Tensor:
        """Return masks of every third frame, ``(batch, PLANES, STEMS, frames, CELLS)``."""
        hidden = functional.relu(self.enter(bands)).transpose(1, 2)
        for turn, dilation in zip(self._turns, DILATIONS, strict=True):
            hidden = hidden[:, :, dilation:-dilation] + functional.relu(turn(hidden))
        hidden = functional.dropout(hidden[:, :, ::STRIDE], DROPOUT, self.training)
        opinion = self.leave(hidden.transpose(1, 2))
        batch, frames, _ = opinion.shape
        opinion = opinion.reshape(batch, frames, HIDDEN, BANDS).transpose(1, 2)
        flat = self.first.weight @ cells.flatten(2)
        flat = functional.relu(flat + (opinion @ self.spread).flatten(2))
        flat = functional.relu(self.second.weight @ flat + self.second.bias[:, None])
        logits = self.third.weight @ flat + self.third.bias[:, None]
        return logits.reshape(batch, PLANES, STEMS, frames, -1).softmax(dim=2)

    def standard(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
        """Return the cues of some examples with mean 0 and variance 1."""
        cells = np.stack([example.cells for example in examples]).astype(np.float32)
        bands = np.stack([example.bands for example in examples]).astype(np.float32)
        mean, spread = self._cells[:, :, None, None]
        cells = (cells - mean) / spread
        bands = (bands - self._bands[0]) / self._bands[1]
        return self._vary(torch.from_numpy(cells), torch.from_numpy(bands))

    def _vary(self, cells: Tensor, bands: Tensor) -> tuple[Tensor, Tensor]:
        """Turn an equaliser and blur what bands say, lest a fit learns how our instruments sound.

        An equaliser before the mix's end changes the levels in a frame and nothing else.
        """
        if not self.training:
            return cells, bands
        place = torch.linspace(0, torch.pi, BANDS)
        waves = torch.stack([torch.cos(order * place) for order in range(len(EQUALISER))])
        bend = (torch.randn(len(bands), len(EQUALISER)) * torch.tensor(EQUALISER)) @ waves
        cells[:, 0] += (bend @ self.spread)[:, None] / float(self._cells[1, 0])
        bands = bands + BLUR * torch.randn_like(bands)
        bands[:, :, :BANDS] += bend[:, None] / torch.from_numpy(self._bands[1, :BANDS])
        return cells, bands

    def save(self, target: Path) -> None:
        """Write the weights in half precision, with what makes cues standard folded into them."""
        arrays = {
            "enter": self.enter.weight / torch.from_numpy(self._bands[1]),
            "second": self.second.weight,
            "second_bias": self.second.bias,
            "third": self.third.weight,
            "third_bias": self.third.bias,
            "leave": self.leave.weight,
            "first": self.first.weight / torch.from_numpy(self._cells[1]),
        }
        arrays["enter_bias"] = self.enter.bias - arrays["enter"] @ torch.from_numpy(self._bands[0])
        offset = arrays["first"] @ torch.from_numpy(self._cells[0])
        arrays["leave_bias"] = (self.leave.bias.reshape(HIDDEN, BANDS) - offset[:, None]).flatten()
        for layer, turn in enumerate(self._turns):
            arrays[f"turn_{layer}"] = turn.weight
            arrays[f"turn_{layer}_bias"] = turn.get_parameter("bias")
        halves = {name: array.detach().numpy().astype(np.float16) for name, array in arrays.items()}
        np.savez_compressed(target, allow_pickle=False, **halves)


def standardise(examples: Sequence[Example]) -> tuple[Statistics, Statistics]:
    """Return mean and standard deviation of the cues of cells and of bands, ``(2, cues)`` each."""
    cells = np.concatenate(
        [example.cells[:, ::3].reshape(CELL_CUES, -1) for example in examples], axis=1
    )
    bands = np.concatenate([example.bands for example in examples])
    return (
        np.stack(
            [cells.mean(axis=1, dtype=np.float64), cells.std(axis=1, dtype=np.float64) + 1e-3]
        ).astype(np.float32),
        np.stack(
            [bands.mean(axis=0, dtype=np.float64), bands.std(axis=0, dtype=np.float64) + 1e-3]
        ).astype(np.float32),
    )


def loss_of(network: Network, examples: Sequence[Example]) -> Tensor:
    """Return how far the stems are below their own level in dB, negative, ``(examples, STEMS)``."""
    cells, bands = network.standard(examples)
    masks = network(cells, bands)
    shares = torch.from_numpy(np.stack([e.shares for e in examples]).astype(np.float32))
    weights = torch.from_numpy(np.stack([e.weights for e in examples]))
    missed = ((masks - shares).square() * weights[:, :, None]).sum(dim=(1, 3, 4))
    energies = torch.from_numpy(np.stack([e.energies.sum(axis=1) for e in examples]))
    floors = torch.from_numpy(np.stack([e.floors.sum(axis=1) for e in examples]))
    little = 1e-3 * weights.sum(dim=(1, 2, 3))[:, None] + 1e-9
    return 10 * torch.log10((missed + floors + little) / (energies + little))
