"""The demucs engine: Demucs's networks, its authors' weights, our own streaming loop."""

from app.stems.engines.demucs.engine import DemucsEngine
from app.stems.engines.demucs.models import list_models
from app.stems.engines.demucs.weights import pull_model

__all__ = ["DemucsEngine", "list_models", "pull_model"]
