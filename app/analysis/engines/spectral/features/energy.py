"""Energy: how driving the track is in all, and over time."""

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.engines.spectral.features.numbers import rounded
from app.analysis.ports import EnergyCurve, TrackAnalysis
from app.analysis.rules.level.energy import energy_curve, overall_energy


def write_energy(conclusions: Conclusions, analysis: TrackAnalysis) -> None:
    """Fill in the energy of the track and its curve."""
    loudness = conclusions.recording.loudness
    strength = float(conclusions.recording.heard.onsets.envelope.mean())
    curve = energy_curve(loudness.momentary_lufs)
    analysis.energy = overall_energy(loudness.integrated_lufs, strength)
    analysis.energy_curve = EnergyCurve(
        step_seconds=curve.step_seconds, values=rounded(curve.values, digits=3)
    )
