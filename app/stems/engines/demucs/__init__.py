"""The demucs engine: Demucs's networks, its authors' weights, our own streaming loop."""

from app.stems.engines.demucs.engine import DemucsEngine
from app.stems.engines.demucs.intake import check_file_name, import_model
from app.stems.engines.demucs.models import list_models
from app.stems.engines.demucs.removal import measure_folder, remove_model
from app.stems.engines.demucs.weights import pull_model

__all__ = [
    "DemucsEngine",
    "check_file_name",
    "import_model",
    "list_models",
    "measure_folder",
    "pull_model",
    "remove_model",
]
