"""How good a separation is, and what it costs nothing to get: the baselines."""

from typing import Final

import librosa
import numpy as np

from app.core.units import Audio
from tests.stems.mixtures.song import NAMES
from tests.stems.mixtures.tones import Wave, band

_BASS_HZ: Final = 200.0


def si_sdr_db(estimate: Audio, reference: Audio) -> float:
    """Return the scale-invariant signal-to-distortion ratio (Le Roux et al., 2019)."""
    guess, truth = estimate.ravel().astype(np.float64), reference.ravel().astype(np.float64)
    target = truth * (guess @ truth) / (truth @ truth)
    return float(10 * np.log10((target @ target) / max(np.square(guess - target).sum(), 1e-20)))


def divide_by_four(mix: Audio) -> dict[str, Audio]:
    """Return the mix divided by four for every stem."""
    return dict.fromkeys(NAMES, mix / np.float32(4))


def split_plainly(mix: Audio, rate_hz: int) -> dict[str, Audio]:
    """Return what librosa's HPSS gives: hits are drums, and the rest is bass below 200 Hz."""
    harmonic, percussive = librosa.effects.hpss(mix)
    low = np.stack([_low_of(side, rate_hz) for side in np.asarray(harmonic, np.float32)])
    return {
        "vocals": harmonic - low,
        "drums": np.asarray(percussive, np.float32),
        "bass": low,
        "other": harmonic - low,
    }


def _low_of(side: Wave, rate_hz: int) -> Wave:
    """Return what is low, filtered forwards and backwards so that nothing is late."""
    return band(band(side, rate_hz, None, _BASS_HZ)[::-1], rate_hz, None, _BASS_HZ)[::-1]
