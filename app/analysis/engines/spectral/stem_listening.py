"""The separated parts of a track, each listened to once, in blocks, at 22,050 Hz in mono."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.attacks import AttackListener
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.stems.drum_events import DrumListener
from app.core import audio
from app.core.errors import NotFound, UnusableAudio

Matrix = npt.NDArray[np.float32]

VOCALS, DRUMS = "vocals", "drums"


@dataclass(frozen=True)
class Stem:
    """A separated part: its amplitude every 1.45 ms; of drums also that of their bands."""

    amplitudes: Matrix
    drums: Matrix | None = None


def listen_to_stems(sources: Mapping[str, Path]) -> dict[str, Stem]:
    """Return what is heard in the vocals and the drums, by type; the others tell nothing more.

    Stems only help: one whose file is gone or cannot be read is left out.
    """
    heard: dict[str, Stem] = {}
    for kind in (VOCALS, DRUMS):
        try:
            if kind in sources:
                heard[kind] = _listen(sources[kind], kind)
        except (NotFound, UnusableAudio):
            continue
    return heard


def _listen(source: Path, kind: str) -> Stem:
    attacks = AttackListener()
    drums = DrumListener() if kind == DRUMS else None
    for block in audio.stream(source, rate_hz=LISTENING_RATE_HZ, channels=1):
        attacks.push(block[0])
        if drums is not None:
            drums.push(block[0])
    return Stem(attacks.finish(), drums.finish() if drums is not None else None)
