"""A streaming short-time Fourier transform: samples in, spectra out, and back."""

import numpy as np
import numpy.typing as npt

from app.core.units import Audio
from app.stems.engines.draft.cues import Scale, Spectra

WINDOW_SECONDS = 0.093
HOPS_PER_WINDOW = 4

# Four squared Hann windows, a quarter of their length apart, add up to this.
_OVERLAP_SUM = 1.5

Samples = npt.NDArray[np.float32]


class Lens:
    """Size and shape of the window, the same for the way in and the way out."""

    def __init__(self, rate_hz: int) -> None:
        self.window_samples = 1 << max(6, round(np.log2(rate_hz * WINDOW_SECONDS)))
        self.hop_samples = self.window_samples // HOPS_PER_WINDOW
        self.bins = self.window_samples // 2 + 1
        self.scale = Scale(rate_hz / self.hop_samples, rate_hz / self.window_samples)
        turn = np.arange(self.window_samples) / self.window_samples
        self.window = (0.5 - 0.5 * np.cos(2 * np.pi * turn)).astype(np.float32)

    @property
    def lead_samples(self) -> int:
        """Return the silence before the first sample, so that it lies under four windows too."""
        return self.window_samples - self.hop_samples


class Analyser:
    """Turns blocks of samples of any size into spectra as soon as their windows are full."""

    def __init__(self, lens: Lens, channels: int) -> None:
        self._lens = lens
        self._waiting: Audio = np.zeros((channels, lens.lead_samples), np.float32)

    def push(self, block: Audio) -> Spectra:
        """Return the spectra that ``block`` completes, shape ``(channels, frames, bins)``."""
        lens = self._lens
        waiting = np.concatenate([self._waiting, block], axis=1)
        frames = max(0, (waiting.shape[1] - lens.window_samples) // lens.hop_samples + 1)
        self._waiting = waiting[:, frames * lens.hop_samples :]
        if not frames:
            return np.zeros((len(block), 0, lens.bins), np.complex64)
        windows = np.lib.stride_tricks.sliding_window_view(waiting, lens.window_samples, axis=1)
        windows = windows[:, : frames * lens.hop_samples : lens.hop_samples]
        return np.asarray(np.fft.rfft(windows * lens.window, axis=2), np.complex64)

    def finish(self) -> Spectra:
        """Return the last spectra, filled up with silence until every sample is covered."""
        tail = np.zeros((len(self._waiting), self._lens.window_samples), np.float32)
        return self.push(tail)


class Synthesiser:
    """Turns spectra back into samples by overlap-add; the lead of the analyser is dropped."""

    def __init__(self, lens: Lens) -> None:
        self._lens = lens
        self._to_drop = lens.lead_samples
        self._tail: Samples | None = None

    def push(self, spectra: npt.NDArray[np.complex64]) -> Samples:
        """Return the samples that are final now; ``(..., frames, bins)`` to ``(..., samples)``."""
        lens = self._lens
        *lead, frames, _ = spectra.shape
        pieces = np.fft.irfft(spectra, lens.window_samples, axis=-1)
        pieces = np.asarray(pieces, np.float32) * (lens.window / np.float32(_OVERLAP_SUM))
        hops = pieces.reshape(*lead, frames, HOPS_PER_WINDOW, lens.hop_samples)
        summed = np.zeros((*lead, frames + HOPS_PER_WINDOW - 1, lens.hop_samples), np.float32)
        if self._tail is not None:
            summed[..., : HOPS_PER_WINDOW - 1, :] = self._tail
        for hop in range(HOPS_PER_WINDOW):
            summed[..., hop : hop + frames, :] += hops[..., hop, :]
        self._tail = summed[..., frames:, :]
        return self._drop_lead(summed[..., :frames, :].reshape(*lead, frames * lens.hop_samples))

    def _drop_lead(self, samples: Samples) -> Samples:
        dropped = min(self._to_drop, samples.shape[-1])
        self._to_drop -= dropped
        return samples[..., dropped:]
