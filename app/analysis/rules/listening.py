"""Hearing a stream once: all features that the analysis needs, in memory that stays small."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.attacks import AttackListener
from app.analysis.rules.onsets import OnsetListener, Onsets
from app.analysis.rules.pitch import Pitches, PitchListener
from app.core.units import Mono


@dataclass(frozen=True)
class Heard:
    """The features of a track: about 17 kB per second of music.

    ``amplitudes`` has one value per 1.45 ms.
    """

    onsets: Onsets
    amplitudes: npt.NDArray[np.float32]
    pitches: Pitches


class Listener:
    """Takes a mono stream at 22,050 Hz, block by block."""

    def __init__(self) -> None:
        self._onsets = OnsetListener()
        self._attacks = AttackListener()
        self._pitches = PitchListener()

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._onsets.push(sound)
        self._attacks.push(sound)
        self._pitches.push(sound)

    def finish(self) -> Heard:
        """Return what was heard."""
        return Heard(self._onsets.finish(), self._attacks.finish(), self._pitches.finish())
