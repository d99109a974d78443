"""Networks at work: on their device, in their precision, and with less at once when memory ends."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch

from app.core.errors import Unavailable
from app.core.units import Audio
from app.stems.engines.demucs.loading import Network
from app.stems.ports import Device

Estimates = npt.NDArray[np.float32]
"""What a network hears of each source, shape ``(sources, channels, samples)``."""

MOST_AT_ONCE = 8
"""Segments a graphics card is given at once.

On a processor it is one: more gains little there, takes memory, and delays what is heard first.
"""

_FULL = ("allocate memory", "ALLOC_FAILED")
"""What the errors of the processor's allocator and of CUDA's libraries say when memory ends."""


class Runner:
    """Runs the networks of one separation; all of them share a device."""

    def __init__(self, device: Device, *, processor: Device, say: Callable[[str], None]) -> None:
        """Take where to run, where to go on when that is full, and whom to tell of it."""
        self.device = device
        self.most_at_once = 1 if device.device == "cpu" else MOST_AT_ONCE
        self._processor = processor
        self._say = say
        self._fell_back = False

    def run(self, network: Network, chunks: npt.NDArray[np.float32]) -> list[Estimates]:
        """Return the estimates for each of some chunks, shape ``(chunks, channels, samples)``.

        Raises:
            Unavailable: if the memory of the processor does not suffice either.
        """
        done: list[Estimates] = []
        while len(done) < len(chunks):
            part = chunks[len(done) : len(done) + self.most_at_once]
            estimates = self._try(network, part)
            if estimates is None:  # outside of the except, whose error still holds the tensors
                self._take_less(network, len(part))
            else:
                done.extend(estimates)
        return done

    def _try(self, network: Network, chunks: npt.NDArray[np.float32]) -> list[Estimates] | None:
        """Return the estimates, or nothing if memory ended and there is another way."""
        try:
            return list(compute(network, chunks, self.device))
        except RuntimeError as error:
            is_full = isinstance(error, torch.OutOfMemoryError)
            if not is_full and not any(words in str(error) for words in _FULL):
                raise
            if self._fell_back or (self.device.device == "cpu" and not is_full):
                raise _no_memory() from error
        return None

    def _take_less(self, network: Network, count: int) -> None:
        """Go on with half as many, and then with the processor; what was done stays done."""
        if count > 1:
            self.most_at_once = count // 2
            _empty_card()
            self._say(
                "Out of memory on the graphics card, going on with "
                f"{self.most_at_once} segment{'s' if self.most_at_once > 1 else ''} at a time"
            )
            return
        self._fell_back = True
        self.most_at_once = 1
        network.to("cpu")
        _empty_card()
        self.device = replace(self._processor, reason="the graphics card ran out of memory")
        self._say("Out of memory on the graphics card, going on with the processor")


def compute(network: Network, chunks: Audio, device: Device) -> npt.NDArray[np.float32]:
    """Return what a network makes of chunks, ``(chunks, sources, channels, samples)``."""
    network.to(device.device).eval()
    kind = torch.device(device.device).type
    mix = torch.from_numpy(np.ascontiguousarray(chunks)).to(device.device)
    is_half = device.precision == "bf16"
    with torch.inference_mode(), torch.autocast(kind, torch.bfloat16, enabled=is_half):
        estimates = network(mix)
    return np.asarray(estimates.float().cpu().numpy())


def _empty_card() -> None:
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _no_memory() -> Unavailable:
    return Unavailable(
        "There is not enough memory for this model. Close other programs, or use the draft engine."
    )
