"""What tells the four stems apart in a spectrogram, as soft masks.

Sources: harmonic-percussive separation by medians (FitzGerald, 2010), repetition as background
(REPET, Rafii & Pardo, 2013), singing as what is sustained for a moment only (Tachibana, 2010).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.stems.engines.draft.medians import Grid, median_of_nine, median_over

Spectra = npt.NDArray[np.complex64]
"""Short-time spectra, shape ``(channels, frames, bins)``."""

Masks = npt.NDArray[np.float32]
"""Fractions of the mix for vocals, drums and bass, shape ``(3, frames, bins)``."""

TINY = np.float32(1e-9)

LONGEST_PERIOD_SECONDS = 2.5
SHORTEST_PERIOD_SECONDS = 0.8


@dataclass(frozen=True)
class Scale:
    """How frames and bins translate to seconds and hertz."""

    frames_per_second: float
    hz_per_bin: float

    def to_frames(self, seconds: float) -> int:
        """Return a time in whole frames, at least one."""
        return max(1, round(seconds * self.frames_per_second))

    def to_bins(self, width_hz: float) -> int:
        """Return a bandwidth in whole bins, at least one."""
        return max(1, round(width_hz / self.hz_per_bin))


def find_masks(spectra: Spectra, scale: Scale) -> Masks:
    """Return what of every cell is vocals, drums and bass; the rest is everything else."""
    mix = np.sqrt(np.square(np.abs(spectra)).mean(axis=0))
    bins_hz: Grid = np.arange(mix.shape[1], dtype=np.float32) * np.float32(scale.hz_per_bin)
    drums = find_drums(mix, bins_hz, scale)
    sustained = mix * (1 - drums)
    bass = (1 - drums) * fade_out(bins_hz, start_hz=170, end_hz=300)
    voice = find_voice(sustained, scale) * find_centre(spectra)
    voice *= fade_in(bins_hz, start_hz=150, end_hz=260)
    voice *= fade_out(bins_hz, start_hz=9_000, end_hz=13_000)
    vocals = voice * (1 - drums) * (1 - fade_out(bins_hz, start_hz=170, end_hz=300))
    return np.stack([vocals, drums, bass])


def find_drums(mix: Grid, bins_hz: Grid, scale: Scale) -> Grid:
    """Return the percussive fraction: broad in frequency and short in time.

    Below the crossover a kick is nearly as narrow as a bass note, so the time decides there: what
    stands above its own median over half a second is a hit.
    """
    lasting = median_over(mix, axis=0, step=scale.to_frames(0.27 / 8))
    broad = median_over(mix, axis=1, step=scale.to_bins(500 / 8))
    above = fraction_of(broad, 1.2 * lasting)
    low = fade_out(bins_hz, start_hz=100, end_hz=300)
    floor = median_over(mix, axis=0, step=scale.to_frames(0.55 / 8))
    narrow = median_over(mix, axis=1, step=1)
    below = fraction_of(narrow, 0.9 * floor)
    return np.asarray(low * below + (1 - low) * above, np.float32)


def find_voice(sustained: Grid, scale: Scale) -> Grid:
    """Return the fraction of sustained sound that neither stands still nor comes back."""
    still = median_over(sustained, axis=0, step=scale.to_frames(1.1 / 8))
    again = find_repetition(sustained, scale)
    background = np.minimum(np.maximum(still, again), sustained)
    return 1 - np.square(background / (sustained + TINY))


def find_repetition(mix: Grid, scale: Scale) -> Grid:
    """Return the median of every cell and its like, one to four periods before and after."""
    period = find_period(mix, scale)
    frames = np.arange(len(mix))
    taps = [mix[np.clip(frames + turn * period, 0, len(mix) - 1)] for turn in range(-4, 5)]
    return median_of_nine(taps)


def find_period(mix: Grid, scale: Scale) -> int:
    """Return the number of frames after which the music is most like itself (beat spectrum)."""
    bands = np.log1p(mix[:, : mix.shape[1] // 16 * 16].reshape(len(mix), -1, 16).mean(axis=2) * 100)
    bands -= bands.mean(axis=0)
    size = 2 << len(bands).bit_length()
    spectrum = np.square(np.abs(np.fft.rfft(bands, size, axis=0))).sum(axis=1)
    likeness = np.fft.irfft(spectrum, size)[: len(bands)] / np.arange(len(bands), 0, -1)
    shortest = scale.to_frames(SHORTEST_PERIOD_SECONDS)
    longest = min(scale.to_frames(LONGEST_PERIOD_SECONDS), len(bands) // 3)
    if longest <= shortest:
        return max(1, len(bands) // 3)
    return shortest + int(np.argmax(likeness[shortest:longest]))


def find_centre(spectra: Spectra) -> Grid | np.float32:
    """Return how far a cell is the same on both sides; 1 throughout where there is one channel."""
    if len(spectra) == 1:
        return np.float32(1)
    left, right = spectra
    shared = 2 * (left * right.conj()).real
    both = np.square(np.abs(left)) + np.square(np.abs(right))
    return np.square(np.clip(shared / (both + TINY), 0, 1))


def fraction_of(part: Grid, rest: Grid) -> Grid:
    """Return a soft mask after Wiener: the share of ``part`` in the power of both."""
    power = np.square(part)
    return np.asarray(power / (power + np.square(rest) + TINY), np.float32)


def fade_out(bins_hz: Grid, *, start_hz: float, end_hz: float) -> Grid:
    """Return 1 below ``start_hz``, 0 above ``end_hz`` and half a cosine between."""
    place = np.clip((bins_hz - start_hz) / (end_hz - start_hz), 0, 1)
    return (0.5 + 0.5 * np.cos(np.pi * place)).astype(np.float32)


def fade_in(bins_hz: Grid, *, start_hz: float, end_hz: float) -> Grid:
    """Return 0 below ``start_hz``, 1 above ``end_hz`` and half a cosine between."""
    return 1 - fade_out(bins_hz, start_hz=start_hz, end_hz=end_hz)
