"""What can be learnt about a track: the one list that settings, API, worker and CLI share."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from app.core.errors import InvalidInput


@dataclass(frozen=True)
class Feature:
    """Something an analysis can find out.

    ``fields`` are the fields of a ``TrackAnalysis`` that it fills, ``frames`` the rows over time.
    A result whose ``version`` is older than this one was found by methods of yesterday.  Of what
    ``hears_stems``, separated parts tell more than the mix.
    """

    name: str
    label: str
    version: int
    fields: tuple[str, ...]
    frames: tuple[str, ...] = ()
    hears_stems: bool = False


FEATURES: tuple[Feature, ...] = (
    Feature(
        "tempo",
        "Tempo and grid",
        2,
        (
            "tempo_bpm",
            "tempo_confidence",
            "is_steady",
            "tempo_spans",
            "tempo_alternatives",
            "beats_seconds",
            "downbeats_seconds",
            "beats_per_bar",
            "grid_confidence",
        ),
    ),
    Feature(
        "key",
        "Key and tuning",
        2,
        (
            "key",
            "camelot",
            "open_key",
            "key_confidence",
            "key_runner_up",
            "key_spans",
            "tuning_cents",
        ),
    ),
    Feature(
        "loudness",
        "Loudness",
        2,
        (
            "loudness_lufs",
            "loudness_range_lu",
            "short_term_max_lufs",
            "true_peak_db",
            "gain_db",
        ),
        ("loudness",),
    ),
    Feature("energy", "Energy", 1, ("energy", "energy_curve")),
    Feature("structure", "Structure", 4, ("sections",), hears_stems=True),
    Feature("cues", "Cues", 4, ("cues",), hears_stems=True),
    Feature("loops", "Loops", 2, ("loops",), hears_stems=True),
    Feature("vocals", "Vocal activity", 2, ("vocal_spans",), ("vocals",), hears_stems=True),
    Feature("drums", "Drum events", 2, ("drum_hits",), hears_stems=True),
    Feature("chords", "Chords", 1, ("chords",)),
    Feature("chroma", "Chroma", 1, ("chroma_mean",), ("chroma",)),
    Feature("mfcc", "MFCC", 1, ("mfcc_mean",), ("mfcc",)),
    Feature("spectral", "Spectral shape", 1, ("spectral_means",), ("spectral",)),
)
"""Every feature, in the order in which people read of them."""

ALL = tuple(feature.name for feature in FEATURES)


STEMS_TELL = tuple(feature.name for feature in FEATURES if feature.hears_stems)
"""The features of which stems tell more than the mix."""


def find_features(names: Iterable[str]) -> tuple[Feature, ...]:
    """Return the features of these names in the list's own order; of none, all.

    Raises:
        InvalidInput: with one sentence that lists the unknown names, and what may have been meant.
    """
    wanted = list(dict.fromkeys(names)) or list(ALL)
    unknown = [name for name in wanted if name not in ALL]
    if unknown:
        raise InvalidInput(_explain(unknown))
    return tuple(feature for feature in FEATURES if feature.name in wanted)


def _explain(unknown: list[str]) -> str:
    listed = ", ".join(f"'{name[:40]}'" for name in unknown)
    close = [match for name in unknown for match in get_close_matches(name, ALL, n=1)]
    if close:
        meant = f"Did you mean {' and '.join(repr(name) for name in dict.fromkeys(close))}?"
    else:
        meant = f"There are: {', '.join(ALL)}."
    return f"No analysis finds {listed}. {meant}"
