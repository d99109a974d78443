"""Chords from beat to beat."""

from app.analysis.engines.spectral.conclusions import DIGITS, Conclusions
from app.analysis.ports import ChordSpan, TrackAnalysis
from app.analysis.rules.harmony.chords import ChordRun
from app.analysis.rules.harmony.keys import Key, parse_key
from app.analysis.rules.harmony.spelling import write_chord


def write_chords(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the chords, in the spelling of the key that a hand has set or that is heard."""
    spans: list[ChordSpan] = []
    for key, first, last in _keys(conclusions):
        spans += [
            _span(conclusions, run, key) for run in conclusions.ear.find_chords(key, first, last)
        ]
    analysis.chords = _joined(spans)


def _keys(conclusions: Conclusions) -> list[tuple[Key | None, int, int]]:
    """Return the keys and the beats that they hold for."""
    beats = len(conclusions.beats.places)
    if conclusions.request.key:
        return [(parse_key(conclusions.request.key), 0, beats)]
    stretches = conclusions.key_stretches
    if not stretches:
        return [(None, 0, beats)]
    ends = [*(stretch.last for stretch in stretches[:-1]), beats]
    return [
        (stretch.estimate.key, stretch.first, end)
        for stretch, end in zip(stretches, ends, strict=True)
    ]


def _span(conclusions: Conclusions, run: ChordRun, key: Key | None) -> ChordSpan:
    lines = conclusions.beats.lines_seconds
    return ChordSpan(
        start_seconds=round(float(lines[run.first]), DIGITS),
        end_seconds=round(float(lines[run.last]), DIGITS),
        chord=write_chord(run.chord, key),
        confidence=round(run.confidence, 3),
    )


def _joined(spans: list[ChordSpan]) -> list[ChordSpan]:
    """Return the spans, neighbours with the same chord as one."""
    joined: list[ChordSpan] = []
    for span in spans:
        if joined and joined[-1].chord == span.chord:
            span.start_seconds = joined.pop().start_seconds
        joined.append(span)
    return joined
