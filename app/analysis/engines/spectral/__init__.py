"""The analysis engine of our own."""

from app.analysis.engines.spectral.engine import SpectralEngine

__all__ = ["SpectralEngine"]
