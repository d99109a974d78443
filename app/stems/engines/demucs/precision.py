"""Whether half precision pays on this machine: tried once, and remembered beside the weights."""

import math
import os
import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import torch
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.core.units import Audio
from app.stems.engines.demucs.device import FAST_BF16, count_cores
from app.stems.engines.demucs.loading import Bag, Network, count_bytes
from app.stems.engines.demucs.network import compute
from app.stems.ports import Device

LEAST_AGREEMENT_DB = 40.0
_TRIAL_SECONDS = 2
_ROUNDS = 2
_PLACE = Path(".cache") / "precision.json"


class Trial(BaseModel):
    """How one network did in bf16 beside fp32: ``speedup`` is times as fast."""

    speedup: float
    agreement_db: float

    @property
    def precision(self) -> str:
        """Return the precision to take."""
        is_better = self.speedup > 1 and self.agreement_db >= LEAST_AGREEMENT_DB
        return "bf16" if is_better else "fp32"

    @property
    def words(self) -> str:
        """Return what was found, as part of a sentence."""
        if self.agreement_db < LEAST_AGREEMENT_DB:
            return f"bf16 agreed with fp32 to only {self.agreement_db:.0f} dB here"
        return f"bf16 measured {self.speedup:.1f} times as fast as fp32 here"


_READER: TypeAdapter[dict[str, Trial]] = TypeAdapter(dict[str, Trial])
_tried: dict[tuple[Path, str], Trial] = {}


def settle(
    device: Device, bag: Bag, models_folder: Path, *, on_trial: Callable[[], None]
) -> Device:
    """Return ``device`` with the precision that a trial speaks for, made now or remembered.

    Where there are no instructions for bf16 nothing is tried: it would be emulated.
    ``on_trial`` is called before one is made.
    """
    if device.precision != "bf16":
        return device
    network = bag.networks[0]
    key = f"{name_machine(device.device)}: {_name_family(network)}"
    trial = _tried.get((models_folder, key)) or recall(models_folder).get(key)
    if trial is None:
        on_trial()
        trial = try_half(network, device, channels=bag.channels, rate_hz=bag.rate_hz)
        _remember(models_folder, key, trial)
    _tried[models_folder, key] = trial
    return _follow(device, trial)


def settle_from_memory(device: Device, models_folder: Path) -> Device:
    """Return ``device`` as the last trial on this machine left it, or as it was without one."""
    if device.precision != "bf16":
        return device
    machine = name_machine(device.device)
    trials = [
        trial for key, trial in recall(models_folder).items() if key.startswith(f"{machine}: ")
    ]
    if trials:
        return _follow(device, trials[-1])
    reason = f"{device.reason}; the first separation will measure whether bf16 pays"
    return replace(device, reason=reason)


def recall(models_folder: Path) -> dict[str, Trial]:
    """Return all trials that are remembered in a models folder, by machine and family."""
    try:
        return _READER.validate_json((models_folder / _PLACE).read_bytes())
    except (OSError, ValidationError):
        return {}


def try_half(network: Network, device: Device, *, channels: int, rate_hz: int) -> Trial:
    """Run a short chunk of noise in both precisions, in turn, and return how they compare."""
    own_segment = network.segment
    changed: Any = network
    sides = {name: replace(device, precision=name) for name in ("fp32", "bf16")}
    try:
        # Networks of the newer kind fill up what is shorter than their own segment.
        changed.segment = min(Fraction(_TRIAL_SECONDS), own_segment)
        chunk = _render_noise(network, channels, rate_hz)
        heard = {name: compute(network, chunk, side) for name, side in sides.items()}
        seconds = dict.fromkeys(sides, float("inf"))
        for _ in range(_ROUNDS):
            for name, side in sides.items():
                start = perf_counter()
                compute(network, chunk, side)
                seconds[name] = min(seconds[name], perf_counter() - start)
    finally:
        changed.segment = own_segment
    error = float(np.square(heard["bf16"] - heard["fp32"]).sum())
    level = float(np.square(heard["fp32"]).sum())
    agreement_db = 10 * math.log10(max(level, 1e-30) / max(error, 1e-30))
    return Trial(speedup=seconds["fp32"] / seconds["bf16"], agreement_db=agreement_db)


def _follow(device: Device, trial: Trial) -> Device:
    return replace(device, precision=trial.precision, reason=f"{device.reason}; {trial.words}")


def name_machine(device: str) -> str:
    """Return what a trial depends on besides the network: the hardware and torch."""
    kind = torch.device(device)
    if kind.type == "cuda":
        hardware = torch.cuda.get_device_name(kind)
    else:
        hardware = f"{_name_processor()}, {count_cores()} cores"
    return f"{hardware}, torch {torch.__version__}"


def _name_processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                able = torch.cpu.get_capabilities()
                has = [name for name in FAST_BF16 if able.get(name)]
                return " ".join([line.partition(":")[2].strip(), *has])
    return platform.processor() or platform.machine()


def _name_family(network: Network) -> str:
    return f"{type(network).__name__} of {count_bytes(network) / 1e6:.0f} MB"


def _render_noise(network: Network, channels: int, rate_hz: int) -> Audio:
    samples = int(network.segment * rate_hz)
    samples = getattr(network, "valid_length", int)(samples)
    random = np.random.default_rng(1)
    return random.standard_normal((1, channels, samples), np.float32)


def _remember(models_folder: Path, key: str, trial: Trial) -> None:
    """Add a trial to what is remembered; without a disk that agrees, this process remembers it."""
    place = models_folder / _PLACE
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        known = recall(models_folder) | {key: trial}
        unfinished = place.with_name(f"{place.name}.{os.getpid()}.part")
        unfinished.write_bytes(_READER.dump_json(known, indent=1))
        unfinished.replace(place)
