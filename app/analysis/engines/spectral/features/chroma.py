"""Chroma: how much of each pitch class sounds."""

import numpy as np

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.engines.spectral.features.numbers import rounded
from app.analysis.ports import Frames, TrackAnalysis
from app.analysis.rules.harmony.chroma import CHROMA_NAMES, CHROMA_STEP_SECONDS, chroma_rows


def write_chroma(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the chroma over time, and its mean over all that sounds."""
    rows = chroma_rows(conclusions.recording.heard.pitches)
    sounding = rows[rows.any(axis=1)]
    mean = sounding.mean(axis=0) if len(sounding) else np.zeros(len(CHROMA_NAMES))
    analysis.chroma_mean = rounded(mean, digits=4)
    analysis.frames["chroma"] = Frames.pack(
        rows, names=list(CHROMA_NAMES), step_seconds=CHROMA_STEP_SECONDS
    )
