"""Look into a file of weights from outside, without running what may be in it.

A checkpoint is a pickle, and a pickle is a program.  This reads it with an unpickler that knows
numbers, Demucs's own classes and nothing else, so a file that asks for anything more is refused
before any of it has run.
"""

import re
import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import torch
from demucs.demucs import Demucs
from demucs.hdemucs import HDemucs
from demucs.htdemucs import HTDemucs
from demucs.states import load_model  # pyright: ignore[reportUnknownVariableType]

from app.core.errors import InvalidInput

_NETWORKS = (Demucs, HDemucs, HTDemucs)
_ASKED = re.compile(r"[Uu]nsupported (?:global: )?(?:GLOBAL|class) ([\w.]+)")


@dataclass(frozen=True)
class Checkpoint:
    """One network: the stems it yields, and the sound it takes."""

    stems: tuple[str, ...]
    rate_hz: int
    channels: int


def inspect_checkpoint(path: Path, *, name: str) -> Checkpoint:
    """Return what a file of weights holds, once a network could be made of it.

    Raises:
        InvalidInput: if it holds anything but a network of Demucs.
    """
    package = _read(path, name=name)
    if package.get("klass") not in _NETWORKS:
        raise _no_network(name)
    try:
        found = _build(package)
    except (Exception, SystemExit) as error:  # a boundary: Demucs ends the program where it cannot
        raise _no_network(name) from error
    if not all(re.fullmatch(r"[\w-]{1,40}", stem) for stem in found.stems):
        raise InvalidInput(
            f"The network in {name} calls its stems {', '.join(found.stems)[:200]}, which are no "
            "names for files. Use another one."
        )
    return found


def _build(package: dict[str, Any]) -> Checkpoint:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old ones carry parameters that today's classes lack
        network: Any = cast("Any", load_model)(package)
    return Checkpoint(
        tuple(map(str, cast("list[object]", network.sources))),
        int(network.samplerate),
        int(network.audio_channels),
    )


def _read(path: Path, *, name: str) -> dict[str, Any]:
    try:
        with torch.serialization.safe_globals([*_NETWORKS, Fraction]):
            package: Any = torch.load(path, "cpu", weights_only=True)
    except Exception as error:  # a boundary: whatever somebody sends
        asked = _ASKED.search(str(error))
        if asked is None:
            raise _no_network(name) from error
        raise InvalidInput(
            f"{name} asks for '{asked[1]}', which no network of Demucs needs, so it was not "
            "opened: it may do harm. Import weights only from people you trust."
        ) from error
    if not isinstance(package, dict):
        raise _no_network(name)
    return cast("dict[str, Any]", package)


def _no_network(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name} holds no network of Demucs that can be loaded. Choose a checkpoint that Demucs's "
        "own 'export' has written."
    )
