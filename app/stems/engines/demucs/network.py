"""Networks at work: on their device, in their precision, and on the processor if the card fails."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch

from app.core.errors import Unavailable
from app.core.units import Audio
from app.stems.engines.demucs.device import choose_device
from app.stems.engines.demucs.loading import Network
from app.stems.ports import Device

Estimates = npt.NDArray[np.float32]
"""What a network hears of each source, shape ``(sources, channels, samples)``."""


class Runner:
    """Runs the networks of one separation; all of them share a device."""

    def __init__(self, device: Device, *, on_fallback: Callable[[], None]) -> None:
        self.device = device
        self._on_fallback = on_fallback
        self._fell_back = False

    def run(self, network: Network, chunk: Audio) -> Estimates:
        """Return the estimates for one chunk, shape ``(channels, samples)``.

        Raises:
            Unavailable: if the memory of the processor does not suffice either.
        """
        try:
            return self._run(network, chunk)
        except torch.OutOfMemoryError as error:
            if self._fell_back:
                raise _no_memory() from error
        except RuntimeError as error:
            if "allocate memory" not in str(error):
                raise
            raise _no_memory() from error
        self._fall_back(network)
        return self.run(network, chunk)

    def _run(self, network: Network, chunk: Audio) -> Estimates:
        kind = torch.device(self.device.device).type
        network.to(self.device.device).eval()
        mix = torch.from_numpy(np.ascontiguousarray(chunk)).to(self.device.device)
        is_half = self.device.precision == "bf16"
        with torch.inference_mode(), torch.autocast(kind, torch.bfloat16, enabled=is_half):
            estimates = network(mix[None])
        return np.asarray(estimates[0].float().cpu().numpy())

    def _fall_back(self, network: Network) -> None:
        """Go on with the processor; what was done on the card stays done."""
        self._fell_back = True
        network.to("cpu")
        torch.cuda.empty_cache()
        cpu = choose_device("cpu")
        self.device = replace(cpu, reason="the graphics card ran out of memory")
        self._on_fallback()


def _no_memory() -> Unavailable:
    return Unavailable(
        "There is not enough memory for this model. Close other programs, or use the draft engine."
    )
