"""Cues that a DJ would set."""

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.ports import CuePoint, TrackAnalysis
from app.analysis.rules.form.cues import Scene, propose_cues
from app.analysis.rules.form.sections import kick_of_bars

_TRUST_WITHOUT_GRID = 0.3


def write_cues(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in up to eight cues on bar lines, in the style that is asked for.

    Raises:
        InvalidInput: if there is no such style.
    """
    singing = conclusions.singing
    scene = Scene(
        parts=conclusions.parts,
        lines_seconds=conclusions.lines_seconds,
        kicks=kick_of_bars(conclusions.measured_bars.sounds),
        trust=conclusions.grid.confidence if conclusions.grid else _TRUST_WITHOUT_GRID,
        first_vocal_seconds=singing[0].start_seconds if singing else None,
        vocal_trust=singing[0].confidence if singing else 0.0,
    )
    cues = propose_cues(scene, style=conclusions.request.style)
    analysis.cues = [CuePoint.model_validate(cue) for cue in cues]
