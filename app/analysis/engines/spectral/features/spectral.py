"""Spectral shape: centroid, rolloff, bandwidth, contrast, flatness, zero crossings."""

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.engines.spectral.features.numbers import rounded
from app.analysis.ports import Frames, TrackAnalysis
from app.analysis.rules.timbre.timbre import SPECTRAL_NAMES, TIMBRE_STEP_SECONDS


def write_spectral(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the shape of the spectrum over time, and the means."""
    rows = conclusions.recording.heard.timbre.spectral
    means = rounded(rows.mean(axis=0))
    analysis.spectral_means = dict(zip(SPECTRAL_NAMES, means, strict=True))
    analysis.frames["spectral"] = Frames.pack(
        rows, names=list(SPECTRAL_NAMES), step_seconds=TIMBRE_STEP_SECONDS
    )
