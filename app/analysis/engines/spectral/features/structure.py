"""Structure: the parts of the track."""

from app.analysis.engines.spectral.conclusions import DIGITS, Conclusions
from app.analysis.ports import Section, TrackAnalysis
from app.analysis.rules.form.sections import Part


def write_structure(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the sections that are heard, whatever a hand has made of them."""
    analysis.sections = [_section(part) for part in conclusions.heard_parts]


def _section(part: Part) -> Section:
    return Section(
        label=part.label,
        start_seconds=round(part.start_seconds, DIGITS),
        end_seconds=round(part.end_seconds, DIGITS),
        energy=round(part.energy, 3),
    )
