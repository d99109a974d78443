"""Loops that can be repeated without a seam."""

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.ports import LoopSuggestion, TrackAnalysis
from app.analysis.rules.form.loops import describe_seams, suggest_loops


def write_loops(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in up to eight loops on bar lines."""
    heard, lines = conclusions.recording.heard, conclusions.lines_seconds
    seams = describe_seams(heard.onsets, heard.pitches, lines)
    loops = suggest_loops(conclusions.parts, lines, conclusions.measured_bars.sounds, seams)
    analysis.loops = [LoopSuggestion.model_validate(loop) for loop in loops]
