"""Hearing a stream once: all features that the analysis needs, in memory that stays small."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import Pitches, PitchListener
from app.analysis.rules.rhythm.attacks import AttackListener
from app.analysis.rules.rhythm.onsets import OnsetListener, Onsets
from app.analysis.rules.timbre.timbre import Timbre, TimbreListener
from app.core.units import Mono


@dataclass(frozen=True)
class Heard:
    """The features of a track: about 25 kB per second of music.

    ``amplitudes`` has one value per 1.45 ms.
    """

    onsets: Onsets
    amplitudes: npt.NDArray[np.float32]
    pitches: Pitches
    timbre: Timbre


class Listener:
    """Takes a mono stream at 22,050 Hz, block by block."""

    def __init__(self) -> None:
        self._onsets = OnsetListener()
        self._attacks = AttackListener()
        self._pitches = PitchListener()
        self._timbre = TimbreListener()

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._onsets.push(sound)
        self._attacks.push(sound)
        self._pitches.push(sound)
        self._timbre.push(sound)

    def finish(self) -> Heard:
        """Return what was heard."""
        return Heard(
            self._onsets.finish(),
            self._attacks.finish(),
            self._pitches.finish(),
            self._timbre.finish(),
        )
