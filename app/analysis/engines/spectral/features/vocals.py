"""Vocal activity: when somebody sings."""

import numpy as np

from app.analysis.engines.spectral.conclusions import DIGITS, Conclusions
from app.analysis.ports import Frames, TrackAnalysis, VocalSpan
from app.analysis.rules.stems.vocals import VOCAL_STEP_SECONDS


def write_vocals(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the stretches that are sung, and how surely over time."""
    vocals = conclusions.vocals
    analysis.vocal_spans = [
        VocalSpan(
            start_seconds=round(span.start_seconds, DIGITS),
            end_seconds=round(span.end_seconds, DIGITS),
            confidence=round(span.confidence, 3),
        )
        for span in conclusions.singing
    ]
    if vocals is not None:
        analysis.frames["vocals"] = Frames.pack(
            vocals.activity[:, None].astype(np.float32),
            names=["activity"],
            step_seconds=VOCAL_STEP_SECONDS,
        )
