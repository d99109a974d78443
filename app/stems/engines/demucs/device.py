"""Which device and which arithmetic a network runs on here, and why."""

import os
from dataclasses import dataclass
from pathlib import Path

import torch

from app.core.errors import InvalidInput, Unavailable
from app.stems.ports import Device, Precision

# Elsewhere bf16 is emulated and slower than fp32.
FAST_BF16 = ("amx_bf16", "avx512_bf16")


@dataclass(frozen=True)
class Card:
    """What can be known of a graphics card and of the torch that is to use it.

    ``built_for`` is the CUDA (or ROCm) version that this torch was built for, if any; ``seen`` says
    how the system knows the card; ``trouble`` is what came of trying it.
    """

    built_for: str | None = None
    seen: str = ""
    trouble: str = ""
    capability: tuple[int, int] | None = None
    architectures: tuple[str, ...] = ()


def choose_device(device: str = "auto", precision: Precision = "auto") -> Device:
    """Return what ``device`` and ``precision`` mean on this machine.

    Raises:
        InvalidInput: if there is no such kind of device.
        Unavailable: if a CUDA device was asked for by name and cannot be used.
    """
    if device == "cpu":
        return _on_cpu(precision, "the processor was asked for")
    if device == "auto":
        trouble = explain_card(_look_at_card("cuda"))
        return _on_cpu(precision, trouble) if trouble else _on_cuda("cuda", precision)
    if not device.startswith("cuda"):
        raise InvalidInput(f"There is no device called '{device}'. Use auto, cpu or cuda.")
    trouble = explain_card(_look_at_card(device))
    if trouble:
        raise Unavailable(
            f"The device '{device}' cannot be used: {trouble}. Use the device 'auto' or 'cpu'."
        )
    return _on_cuda(device, precision)


def explain_card(card: Card) -> str:
    """Return why a graphics card does not work, in words, or nothing if it does."""
    if not card.built_for:
        if not card.seen:
            return "there is no graphics card that torch could use"
        return (
            f"there is a graphics card ({card.seen}), but this torch was built without CUDA; "
            "install a build of torch that has it"
        )
    if not card.trouble:
        return ""
    if card.capability and card.architectures and not _is_covered(card):
        return (
            f"the graphics card has the compute capability {'.'.join(map(str, card.capability))}, "
            f"and this torch was built for {', '.join(card.architectures)} only; "
            "install a build of torch that covers it"
        )
    if not card.seen:
        return "there is no NVIDIA graphics card, or no driver for it"
    return f"the graphics card ({card.seen}) refuses: {card.trouble}"


def count_cores() -> int:
    """Return how many cores this process may really compute on at once.

    Torch counts the machine's; a container's share may be far less, and the two threads of one
    core do not compute faster than one.
    """
    if hasattr(os, "sched_getaffinity"):
        threads = len(os.sched_getaffinity(0))
    else:
        threads = os.cpu_count() or 1
    with_siblings = _read("/sys/devices/system/cpu/smt/active") == "1"
    cores = threads // 2 if with_siblings else threads
    quota, _, period = _read("/sys/fs/cgroup/cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit():
        cores = min(cores, round(int(quota) / int(period)))
    return max(cores, 1)


def settle_threads() -> None:
    """Let torch use the cores that there are."""
    if torch.get_num_threads() != count_cores():
        torch.set_num_threads(count_cores())


def _look_at_card(device: str) -> Card:
    built_for, seen = torch.version.cuda or torch.version.hip, _find_card()
    if not built_for:
        return Card(seen=seen)
    capability, architectures = None, ()
    try:
        torch.cuda.init()  # says why, where is_available() only says no
        capability = torch.cuda.get_device_capability(device)
        architectures = tuple(torch.cuda.get_arch_list())
        torch.ones(8, device=device).sum().item()
    except (RuntimeError, AssertionError, ValueError) as error:
        trouble = str(error).strip().splitlines()[0].rstrip(".") if str(error) else repr(error)
        return Card(built_for, seen, trouble, capability, architectures)
    return Card(built_for, seen)


def _find_card() -> str:
    """Return how the system itself knows a graphics card for computing, if it knows one."""
    driver = _read("/proc/driver/nvidia/version").partition("\n")[0]
    if driver:
        words = driver.partition(":")[2].split()
        version = next((word for word in words if word[:1].isdigit() and "." in word), "")
        return f"NVIDIA, driver {version}" if version else "NVIDIA"
    if Path("/dev/nvidiactl").exists() or Path("/dev/dxg").exists():
        return "NVIDIA" if Path("/dev/nvidiactl").exists() else "by way of Windows"
    return "AMD" if Path("/dev/kfd").exists() else ""


def _is_covered(card: Card) -> bool:
    """Say whether this torch has code for the card: its own, or what its driver can translate."""
    for name in card.architectures:
        kind, _, digits = name.rstrip("abcdef").partition("_")
        built = (int(digits[:-1]), int(digits[-1]))
        same_family = kind == "sm" and built[0] == (card.capability or built)[0]
        if (same_family or kind == "compute") and built <= (card.capability or built):
            return True
    return False


def _on_cuda(device: str, precision: Precision) -> Device:
    why = f"graphics card {torch.cuda.get_device_name(device)}"
    if precision != "auto":
        return Device(device, precision, f"{why}; {precision} was asked for")
    able = torch.cuda.is_bf16_supported(including_emulation=False)
    arithmetic = "it has bf16" if able else "it has no bf16"
    return Device(device, "bf16" if able else "fp32", f"{why}; {arithmetic}")


def _on_cpu(precision: Precision, why: str) -> Device:
    if precision != "auto":
        return Device("cpu", precision, f"{why}; {precision} was asked for")
    able = torch.cpu.get_capabilities()
    fast = next((name for name in FAST_BF16 if able.get(name)), None)
    arithmetic = f"it has {fast}" if fast else "it has no instructions for bf16"
    return Device("cpu", "bf16" if fast else "fp32", f"{why}; {arithmetic}")


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
