"""Which Demucs models there are: those its authors publish, and whatever lies in the folder."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import yaml

from app.core.catalog import Catalog
from app.core.errors import Unavailable
from app.stems.ports import StemModel

TERMS = (
    "Trained weights by the authors of Demucs (Meta AI), fetched from them and not part of this "
    "program. Their maintainer says they are for scientific purposes; the MIT licence of the code "
    "does not cover them."
)
USE = "its authors' weights, for scientific purposes"
"""The terms in a few words, said while the weights are fetched."""

FOREIGN_TERMS = "Your own weights, from the models folder; ask whoever made them for the terms."

_FOUR = ("drums", "bass", "other", "vocals")
_SIX = (*_FOUR, "guitar", "piano")


def _publish(
    name: str, size_bytes: int, *signatures: str, stems: tuple[str, ...] = _FOUR
) -> StemModel:
    return StemModel(
        name=name,
        engine="demucs",
        stems=stems,
        size_bytes=size_bytes,
        terms=TERMS,
        signatures=signatures,
    )


PUBLISHED = (
    _publish("htdemucs", 84_000_000, "955717e8"),
    _publish("htdemucs_ft", 336_000_000, "f7e0c4bc", "d12395a8", "92cfc3b6", "04573f0d"),
    _publish("htdemucs_6s", 55_000_000, "5c90dfd2", stems=_SIX),
    _publish("mdx_extra", 670_000_000, "e51eebcc", "a1d90b5c", "5d2d6c55", "cfa93e08"),
)
"""The published models we offer, the default first; sizes are about what is fetched."""


@dataclass(frozen=True)
class Bag:
    """A model's description, ``<name>.yaml``: which weights it takes, and perhaps its stems."""

    name: str
    signatures: tuple[str, ...]
    stems: tuple[str, ...]


def list_models(models_folder: Path) -> list[StemModel]:
    """Return the published models and those that lie in ``models_folder``, ``installed`` set.

    A foreign model's stems are known beforehand only if its description has a ``sources`` list,
    which Demucs itself ignores. Descriptions that cannot be read are left out.
    """
    weights = find_weights(models_folder)
    bags = {bag.name: bag for bag in _find_bags(models_folder)}
    published = [_measure(model, bags.get(model.name), weights) for model in PUBLISHED]
    known = {model.name for model in PUBLISHED}
    foreign = [
        _measure(StemModel(bag.name, "demucs", bag.stems, 0, FOREIGN_TERMS), bag, weights)
        for name, bag in sorted(bags.items())
        if name not in known
    ]
    return published + foreign


def find_model(name: str, models_folder: Path) -> StemModel:
    """Return the model called ``name``.

    Raises:
        NotFound: if it is neither published nor in the folder.
    """
    return Catalog("stem model", list_models(models_folder)).get(name)


def find_weights(models_folder: Path) -> dict[str, Path]:
    """Return the files of weights, ``<signature>-<checksum>.th``, by signature."""
    if not models_folder.is_dir():
        return {}
    return {path.stem.rsplit("-", 1)[0]: path for path in sorted(models_folder.glob("*.th"))}


def read_bag(path: Path) -> Bag:
    """Return a model's description.

    Raises:
        Unavailable: if the file is not one.
    """
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        signatures = cast("Iterable[object]", content["models"])
        stems = cast("Iterable[object]", content.get("sources", ()))
        return Bag(path.stem, tuple(map(str, signatures)), tuple(map(str, stems)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, yaml.YAMLError) as error:
        raise Unavailable(
            f"The description of the model '{path.stem}' in the models folder cannot be read. "
            f"Delete {path.name} and run 'sfa models pull {path.stem}'."
        ) from error


def _find_bags(models_folder: Path) -> Iterable[Bag]:
    if not models_folder.is_dir():
        return
    for path in models_folder.glob("*.yaml"):
        try:
            yield read_bag(path)
        except Unavailable:
            continue


def _measure(model: StemModel, bag: Bag | None, weights: dict[str, Path]) -> StemModel:
    """Return ``model`` as it lies in the folder, if it does."""
    if bag is None:
        return model
    files = [weights[signature] for signature in set(bag.signatures) if signature in weights]
    installed = len(files) == len(set(bag.signatures))
    size_bytes = sum(path.stat().st_size for path in files) if installed else model.size_bytes
    return replace(model, signatures=bag.signatures, installed=installed, size_bytes=size_bytes)
