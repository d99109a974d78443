"""Loudness, by ITU-R BS.1770-4 and EBU Tech 3342."""

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.ports import Frames, TrackAnalysis
from app.analysis.rules.level.loudness import loudness_rows, replay_gain

_STEP_SECONDS = 0.2
_NAMES = ["momentary_lufs", "short_term_lufs"]


def write_loudness(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in integrated loudness, range, peaks, the gain for players, and loudness over time."""
    loudness = conclusions.recording.loudness
    gain_db = replay_gain(loudness.integrated_lufs, loudness.true_peak_db)
    analysis.loudness_lufs = round(loudness.integrated_lufs, 2)
    analysis.loudness_range_lu = _rounded(loudness.range_lu)
    analysis.short_term_max_lufs = _rounded(loudness.short_term_max_lufs)
    analysis.true_peak_db = round(loudness.true_peak_db, 2)
    analysis.gain_db = round(gain_db, 2)
    analysis.frames["loudness"] = Frames.pack(
        loudness_rows(loudness, step_seconds=_STEP_SECONDS),
        names=_NAMES,
        step_seconds=_STEP_SECONDS,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
