"""A short-time Fourier transform on a fixed grid: frame ``j`` begins ``j - 3`` hops into a song.

So every block of a song can be computed alone: whoever asks for the samples of some hops needs the
frames that touch them, and these lie at the same places whatever is asked for.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.units import Audio

HOPS_PER_WINDOW: Final = 4
USUAL_WINDOW_SAMPLES: Final = 4_096
"""The window at 44.1 kHz."""

HOP_SECONDS: Final = USUAL_WINDOW_SAMPLES / HOPS_PER_WINDOW / 44_100
LEAD_FRAMES: Final = HOPS_PER_WINDOW - 1
"""More frames than hops touch a block, and so many hops lie before its first one."""

# Four squared Hann windows, a quarter of their length apart, add up to this.
_OVERLAP_SUM: Final = 1.5

Spectra = npt.NDArray[np.complex64]
"""Short-time spectra, shape ``(channels, frames, bins)``."""


class Lens:
    """Size and shape of the window, the same for the way in and the way out.

    Its length in seconds, and with it the width of a bin (10.8 Hz), is the same at every rate to
    5 %, so that what was learned at one rate holds at another.
    """

    def __init__(self, rate_hz: int) -> None:
        self.hop_samples = find_fast_length(rate_hz * HOP_SECONDS)
        self.window_samples = HOPS_PER_WINDOW * self.hop_samples
        self.bins = self.window_samples // 2 + 1
        turn = np.arange(self.window_samples) / self.window_samples
        self._window = (0.5 - 0.5 * np.cos(2 * np.pi * turn)).astype(np.float32)

    def analyse(self, samples: Audio) -> Spectra:
        """Return the spectra of all windows that lie wholly in ``samples``."""
        windows = np.lib.stride_tricks.sliding_window_view(samples, self.window_samples, axis=1)
        windows = windows[:, :: self.hop_samples] * self._window
        return np.asarray(np.fft.rfft(windows, axis=2), np.complex64)

    def synthesise(self, spectra: Spectra) -> Audio:
        """Return the samples under as many windows as overlap: 3 hops fewer than there are frames.

        The first frame begins three hops before the first sample that is returned.
        """
        channels, frames, _ = spectra.shape
        pieces = np.asarray(np.fft.irfft(spectra, self.window_samples, axis=2), np.float32)
        pieces *= self._window / np.float32(_OVERLAP_SUM)
        hops = pieces.reshape(channels, frames, HOPS_PER_WINDOW, self.hop_samples)
        wanted = frames - LEAD_FRAMES
        summed = np.zeros((channels, wanted, self.hop_samples), np.float32)
        for hop in range(HOPS_PER_WINDOW):
            first = LEAD_FRAMES - hop
            summed += hops[:, first : first + wanted, hop]
        return summed.reshape(channels, wanted * self.hop_samples)


def find_fast_length(wanted: float) -> int:
    """Return the length nearest to ``wanted`` with no prime factor above 5: fast to transform."""
    lengths = [
        twos * threes * fives
        for twos in (1 << power for power in range(2, 16))
        for threes in (1, 3, 9)
        for fives in (1, 5, 25, 125)
    ]
    return min(lengths, key=lambda length: abs(length - wanted))
