"""Take a model out of the folder again; what other models are made of stays."""

from pathlib import Path

from app.core.errors import Conflict
from app.core.workplace import refusals_of
from app.stems.engines.demucs.models import find_model, list_bags


def remove_model(name: str, models_folder: Path) -> int:
    """Delete the weights of ``name`` and its unfinished downloads; return how many bytes went.

    The description goes first, so that a model is never listed as installed with a part missing.

    Raises:
        NotFound: if there is no such model.
        Conflict: if nothing of it lies there.
        StorageFailed: if the disk refuses.
    """
    model = find_model(name, models_folder)
    if not model.needs_weights:
        raise Conflict(f"'{model.name}' is part of the studio and has no weights to delete.")
    bags = [bag for bag in list_bags(models_folder) if bag.name != model.name]
    elsewhere = {signature for bag in bags for signature in bag.signatures}
    mine = [
        path
        for signature in dict.fromkeys(model.signatures)
        if signature not in elsewhere
        for path in sorted(models_folder.glob(f"{signature}-*.th*"))
    ]
    description = models_folder / f"{model.name}.yaml"
    if not mine and not description.exists():
        raise Conflict(f"'{model.name}' is not installed, so there is nothing to delete.")
    freed_bytes = 0
    with refusals_of(models_folder):
        for path in (description, *mine):
            if path.exists():
                freed_bytes += path.stat().st_size
                path.unlink()
    return freed_bytes


def measure_folder(models_folder: Path) -> int:
    """Return how many bytes all models have together, every file counted once."""
    if not models_folder.is_dir():
        return 0
    sizes: list[int] = []
    for path in (*models_folder.glob("*.th*"), *models_folder.glob("*.yaml")):
        try:
            sizes.append(path.stat().st_size)
        except OSError:
            continue  # it got another name meanwhile
    return sum(sizes)
