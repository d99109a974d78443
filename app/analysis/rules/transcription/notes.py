"""A note as it is heard, and how loud a note of MIDI is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

CONCERT_PITCH, CONCERT_HZ = 69, 440.0

_USUAL_VELOCITY = 100
_MOST_VELOCITY = 127
_USUAL_PERCENTILE = 90


@dataclass(frozen=True)
class HeardNote:
    """A note: ``pitch`` is a number of MIDI (60 is middle C), ``velocity`` is 1..127."""

    start_seconds: float
    end_seconds: float
    pitch: int
    velocity: int


def hz_to_pitch(hz: Series, *, tuning_cents: float = 0.0) -> Series:
    """Return frequencies as numbers of MIDI with fractions; ``tuning_cents`` is that of A4."""
    return CONCERT_PITCH + 12.0 * np.log2(hz / CONCERT_HZ) - tuning_cents / 100.0


def levels_to_velocities(levels_db: Series) -> list[int]:
    """Return how hard notes were struck from their levels, 100 for the usual loud one.

    A velocity is an amplitude's square root, as General MIDI players take it: 40 dB a decade.
    """
    if len(levels_db) == 0:
        return []
    usual = float(np.percentile(levels_db, _USUAL_PERCENTILE))
    velocities = _USUAL_VELOCITY * 10.0 ** ((levels_db - usual) / 40.0)
    return [int(one) for one in np.clip(np.round(velocities), 1, _MOST_VELOCITY)]
