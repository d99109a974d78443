"""What a track is like as a whole, in six numbers that can be compared between tracks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.analysis.rules.charting.shapes import Axis, Radar

_SLOWEST_BPM, _FASTEST_BPM = 60.0, 200.0
_DARKEST_HZ, _BRIGHTEST_HZ = 500.0, 8000.0
_QUIETEST_LUFS, _LOUDEST_LUFS = -30.0, -6.0
_MOST_CHORDS = 16.0
_LEAST_AXES = 3


@dataclass(frozen=True)
class Traits:
    """What was measured; None for what was not.

    ``energy`` and ``tempo_confidence`` are 0..1; ``chord_seconds`` says how long each chord lasts
    in all.
    """

    energy: float | None = None
    tempo_bpm: float | None = None
    tempo_confidence: float | None = None
    centroid_hz: float | None = None
    loudness_lufs: float | None = None
    chord_seconds: Mapping[str, float] = field(default_factory=dict[str, float])


def draw_profile(traits: Traits) -> Radar | None:
    """Return the radar of a track, or None where too little of it is known.

    Brightness is the spectral centroid and harmony the number of chords, both by octaves; rhythm is
    how clearly the pulse is heard.
    """
    chords = count_chords(traits.chord_seconds)
    axes = [
        _axis("energy", traits.energy, "", (0.0, 1.0)),
        _axis("tempo", traits.tempo_bpm, "BPM", (_SLOWEST_BPM, _FASTEST_BPM)),
        _axis("brightness", traits.centroid_hz, "Hz", (_DARKEST_HZ, _BRIGHTEST_HZ), octaves=True),
        _axis("loudness", traits.loudness_lufs, "LUFS", (_QUIETEST_LUFS, _LOUDEST_LUFS)),
        _axis("rhythm", traits.tempo_confidence, "", (0.0, 1.0)),
        _axis("harmony", chords, "chords", (1.0, _MOST_CHORDS), octaves=True),
    ]
    known = [axis for axis in axes if axis is not None]
    return Radar(known) if len(known) >= _LEAST_AXES else None


def count_chords(chord_seconds: Mapping[str, float]) -> float | None:
    """Return how many chords a track has in effect: rare ones count little.

    It is the perplexity of their durations (Jelinek et al., 1977); None without chords.
    """
    whole = sum(seconds for chord, seconds in chord_seconds.items() if chord != "N")
    if whole <= 0:
        return None
    shares = [seconds / whole for chord, seconds in chord_seconds.items() if chord != "N"]
    return math.exp(-sum(share * math.log(share) for share in shares if share > 0))


def _axis(
    name: str,
    value: float | None,
    unit: str,
    ends: tuple[float, float],
    *,
    octaves: bool = False,
) -> Axis | None:
    if value is None or (octaves and value <= 0):
        return None
    low, high = ends
    if octaves:
        share = math.log2(value / low) / math.log2(high / low)
    else:
        share = (value - low) / (high - low)
    return Axis(name, round(value, 3), unit, round(min(1.0, max(0.0, share)), 4))
