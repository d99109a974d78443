"""Key, key over time, and tuning."""

from app.analysis.engines.spectral.conclusions import DIGITS, Conclusions
from app.analysis.ports import KeySpan, TrackAnalysis


def write_key(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the key, its runner-up and the tuning; where no key is heard they stay empty."""
    found = conclusions.key
    if found is None:
        return
    analysis.key = found.key.name
    analysis.camelot = found.key.camelot
    analysis.open_key = found.key.open_key
    analysis.key_confidence = found.confidence
    analysis.key_runner_up = found.runner_up.name
    analysis.tuning_cents = round(conclusions.recording.heard.pitches.tuning_cents, 1)
    lines = conclusions.beats.lines_seconds
    analysis.key_spans = [
        KeySpan(
            start_seconds=round(float(lines[stretch.first]), DIGITS),
            end_seconds=round(float(lines[stretch.last]), DIGITS),
            key=stretch.estimate.key.name,
            camelot=stretch.estimate.key.camelot,
            confidence=stretch.estimate.confidence,
        )
        for stretch in conclusions.key_stretches
    ]
