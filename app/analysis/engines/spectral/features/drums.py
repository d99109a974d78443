"""Drum events: which drum is struck when."""

from app.analysis.engines.spectral.conclusions import DIGITS, Conclusions
from app.analysis.engines.spectral.stem_listening import DRUMS
from app.analysis.ports import DrumHit, TrackAnalysis
from app.analysis.rules.stems.drum_events import find_hits


def write_drums(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the strokes of kick, snare and hat from the drums stem; without it there are none.

    In a mix, basses sound like kicks and voices like hats, so that nothing is said of it.
    """
    stem = conclusions.stems.get(DRUMS)
    if stem is None or stem.drums is None:
        return
    analysis.drum_hits = [
        DrumHit(
            seconds=round(max(0.0, hit.seconds), DIGITS),
            drum=hit.drum,
            strength=round(hit.strength, 3),
        )
        for hit in find_hits(stem.drums)
    ]
