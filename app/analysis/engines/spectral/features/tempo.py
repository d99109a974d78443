"""Tempo and grid."""

from app.analysis.engines.spectral.conclusions import DIGITS, Conclusions
from app.analysis.engines.spectral.features.numbers import rounded
from app.analysis.ports import TempoAlternative, TempoSpan, TrackAnalysis
from app.analysis.rules.rhythm.grid import BeatGrid

_SAME_TEMPO = 0.003


def write_tempo(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in tempo, beats and bars; without a pulse they stay empty."""
    grid = conclusions.grid
    if grid is None:
        return
    analysis.tempo_bpm = round(grid.tempo_bpm, 4)
    analysis.tempo_confidence = round(grid.tempo_confidence, 3)
    analysis.is_steady = grid.is_steady
    analysis.beats_seconds = rounded(grid.beats_seconds)
    analysis.downbeats_seconds = rounded(grid.downbeats_seconds)
    analysis.beats_per_bar = grid.beats_per_bar
    analysis.grid_confidence = round(grid.confidence, 3)
    analysis.tempo_spans = _tempo_spans(grid)
    analysis.tempo_alternatives = [
        TempoAlternative(
            kind=other.kind,
            tempo_bpm=round(other.tempo_bpm, 4),
            first_downbeat_seconds=round(other.first_downbeat_seconds, DIGITS),
            confidence=round(other.confidence, 3),
        )
        for other in grid.alternatives
    ]


def _tempo_spans(grid: BeatGrid) -> list[TempoSpan]:
    """Return where which tempo begins; a span of nearly the tempo before goes on with it."""
    first = float(grid.beats_seconds[0]) if len(grid.beats_seconds) else 0.0
    if grid.is_steady:
        tempo = round(grid.tempo_bpm, 4)
        return [TempoSpan(start_seconds=round(first, DIGITS), tempo_bpm=tempo)]
    spans: list[TempoSpan] = []
    for span in grid.spans:
        last = spans[-1].tempo_bpm if spans else 0.0
        if abs(span.tempo_bpm - last) > _SAME_TEMPO * last:
            start = float(grid.beats_seconds[span.first])
            tempo = round(span.tempo_bpm, 4)
            spans.append(TempoSpan(start_seconds=round(start, DIGITS), tempo_bpm=tempo))
    return spans
