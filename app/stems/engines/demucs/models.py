"""Which Demucs models there are: those its authors publish, and whatever lies in the folder."""

from collections.abc import Iterable, Iterator
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

TERMS_URL = "https://github.com/facebookresearch/demucs/issues/327"
"""Where their maintainer says so."""

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
        is_published=True,
        terms_url=TERMS_URL,
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
    bags = {bag.name: bag for bag in list_bags(models_folder)}
    published = [_measure(model, bags.get(model.name), models_folder) for model in PUBLISHED]
    known = {model.name for model in PUBLISHED}
    foreign = [
        _measure(StemModel(bag.name, "demucs", bag.stems, 0, FOREIGN_TERMS), bag, models_folder)
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


def list_bags(models_folder: Path) -> Iterator[Bag]:
    """Yield the descriptions that lie in the folder and can be read."""
    if not models_folder.is_dir():
        return
    for path in models_folder.glob("*.yaml"):
        try:
            yield read_bag(path)
        except Unavailable:
            continue


def _measure(model: StemModel, bag: Bag | None, folder: Path) -> StemModel:
    """Return ``model`` as it lies in the folder, if it does."""
    signatures = model.signatures if bag is None else bag.signatures
    weights = find_weights(folder)
    wanted = set(signatures)
    whole_bytes = sum(_size_of(weights[one]) for one in wanted & weights.keys())
    installed = bag is not None and wanted <= weights.keys()
    begun = [part for one in wanted - weights.keys() for part in folder.glob(f"{one}-*.th.part")]
    return replace(
        model,
        signatures=signatures,
        installed=installed,
        size_bytes=whole_bytes if installed else model.size_bytes,
        present_bytes=whole_bytes + sum(map(_size_of, begun)),
    )


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # a download got its name, or was thrown away, meanwhile
