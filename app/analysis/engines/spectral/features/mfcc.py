"""Mel frequency cepstral coefficients: the colour of the sound."""

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.engines.spectral.features.numbers import rounded
from app.analysis.ports import Frames, TrackAnalysis
from app.analysis.rules.timbre.timbre import COEFFICIENTS, TIMBRE_STEP_SECONDS


def write_mfcc(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in thirteen coefficients over time, and their means."""
    rows = conclusions.recording.heard.timbre.mfcc
    analysis.mfcc_mean = rounded(rows.mean(axis=0), digits=4)
    analysis.frames["mfcc"] = Frames.pack(
        rows,
        names=[f"mfcc_{number}" for number in range(COEFFICIENTS)],
        step_seconds=TIMBRE_STEP_SECONDS,
    )
