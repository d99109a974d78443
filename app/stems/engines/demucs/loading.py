"""Weights become a network: through Demucs's own loader, and are kept warm as memory allows."""

import os
import re
import warnings
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import torch
from demucs.apply import BagOfModels
from demucs.pretrained import get_model
from demucs.repo import ModelLoadingError

from app.core.errors import Unavailable
from app.stems.engines.demucs.models import find_weights, read_bag

_SHARE_OF_MEMORY = 1 / 8
"""How much of the machine's memory warm models may take in each process."""

Kept = TypeVar("Kept")


class Network(Protocol):
    """What Demucs's networks have in common; they are ``torch.nn.Module`` as well."""

    @property
    def segment(self) -> float | Fraction:
        """Return the length it was trained on, in seconds."""
        ...

    def to(self, device: str) -> Self:
        """Move the network to a device."""
        ...

    def eval(self) -> Self:
        """Switch off what is only for training."""
        ...

    def parameters(self) -> Iterator[torch.Tensor]:
        """Return the weights."""
        ...

    def buffers(self) -> Iterator[torch.Tensor]:
        """Return what is kept beside the weights."""
        ...

    def __call__(self, mix: torch.Tensor) -> torch.Tensor:
        """Return estimates, ``(batch, sources, channels, samples)``."""
        ...


@dataclass(frozen=True)
class Bag:
    """A loaded model: one network or several, each with a weight per source."""

    networks: tuple[Network, ...]
    weights: tuple[tuple[float, ...], ...]
    sources: tuple[str, ...]
    rate_hz: int
    channels: int


class Warm(Generic[Kept]):
    """Things that were expensive to make, the least recently used of which go when it is full."""

    def __init__(self, *, most_bytes: float, weigh: Callable[[Kept], int]) -> None:
        self._most_bytes = most_bytes
        self._weigh = weigh
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under ``key``, made now if need be; the latest one always stays."""
        if key not in self._kept:
            self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and self.size_bytes > self._most_bytes:
            self._kept.popitem(last=False)
        return self._kept[key]

    @property
    def size_bytes(self) -> int:
        """Return how much is kept."""
        return sum(self._weigh(one) for one in self._kept.values())


def count_bytes(network: Network) -> int:
    """Return how much memory a network takes."""
    tensors = [*network.parameters(), *network.buffers()]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def _count_bag_bytes(bag: Bag) -> int:
    return sum(map(count_bytes, bag.networks))


def _measure_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


_warm: Warm[Bag] = Warm(most_bytes=_SHARE_OF_MEMORY * _measure_memory(), weigh=_count_bag_bytes)


def load(name: str, models_folder: Path) -> Bag:
    """Return the installed model ``name``, from memory if this process has used it of late.

    Raises:
        Unavailable: if its weights are damaged or made for something else.
    """
    key = (name, models_folder, _fingerprint(name, models_folder))
    return _warm.get(key, lambda: _load(name, models_folder))


def _fingerprint(name: str, models_folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when the files of a model do."""
    description = models_folder / f"{name}.yaml"
    weights = find_weights(models_folder)
    files = [description, *(weights[each] for each in read_bag(description).signatures)]
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files)


def _load(name: str, models_folder: Path) -> Bag:
    try:
        with warnings.catch_warnings():
            # Old checkpoints carry parameters that today's classes dropped, which harms nothing.
            warnings.simplefilter("ignore")
            model: Any = get_model(name, repo=models_folder)
    except ModelLoadingError as error:
        raise Unavailable(_explain(name, str(error))) from error
    except (Exception, SystemExit) as error:  # a plug-in boundary: a checkpoint is a pickle
        raise Unavailable(
            f"The weights of the model '{name}' cannot be loaded. Delete its files in the models "
            f"folder and run 'sfa models pull {name}'."
        ) from error
    return _describe(name, model)


def _explain(name: str, reason: str) -> str:
    damaged = re.search(r"Invalid checksum for file (.*), expected", reason)
    if damaged:
        file = Path(damaged[1]).name
        return (
            f"The weights of the model '{name}' are damaged: {file} does not have the checksum "
            f"in its name. Delete it from the models folder and run 'sfa models pull {name}'."
        )
    return f"The model '{name}' cannot be loaded: {reason}"


def _describe(name: str, model: Any) -> Bag:  # noqa: ANN401  — Demucs's classes are untyped
    if isinstance(model, BagOfModels):
        networks = cast("tuple[Network, ...]", tuple(model.models))
        weights = tuple(tuple(float(weight) for weight in row) for row in model.weights)
    else:
        networks, weights = (model,), ((1.0,) * len(model.sources),)
    sources = tuple(map(str, cast("list[object]", model.sources)))
    if not all(re.fullmatch(r"[\w-]+", source) for source in sources):
        raise Unavailable(
            f"The model '{name}' calls its stems {', '.join(sources)}, which are no names for "
            "files. Use another model."
        )
    return Bag(networks, weights, sources, int(model.samplerate), int(model.audio_channels))
