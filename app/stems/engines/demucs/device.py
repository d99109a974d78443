"""Which device and which arithmetic a network runs on here, and why."""

import torch

from app.core.errors import InvalidInput, Unavailable
from app.stems.ports import Device, Precision

# Elsewhere bf16 is emulated and slower than fp32.
_FAST_BF16 = ("amx_bf16", "avx512_bf16")


def choose_device(device: str = "auto", precision: Precision = "auto") -> Device:
    """Return what ``device`` and ``precision`` mean on this machine.

    Raises:
        InvalidInput: if there is no such kind of device.
        Unavailable: if a CUDA device was asked for by name and cannot be used.
    """
    if device == "cpu":
        return _on_cpu(precision, "the processor was asked for")
    if device == "auto":
        trouble = _find_trouble("cuda")
        return _on_cpu(precision, trouble) if trouble else _on_cuda("cuda", precision)
    if not device.startswith("cuda"):
        raise InvalidInput(f"There is no device called '{device}'. Use auto, cpu or cuda.")
    trouble = _find_trouble(device)
    if trouble:
        raise Unavailable(
            f"The device '{device}' cannot be used: {trouble}. Use the device 'auto' or 'cpu'."
        )
    return _on_cuda(device, precision)


def _find_trouble(device: str) -> str:
    """Return why a CUDA device does not work, or nothing if it does."""
    if not torch.cuda.is_available():
        return "there is no CUDA graphics card or driver"
    try:
        torch.ones(8, device=device).sum().item()
    except (RuntimeError, AssertionError) as error:
        return f"the graphics card refuses ({str(error).splitlines()[0]})"
    return ""


def _on_cuda(device: str, precision: Precision) -> Device:
    if precision == "auto":
        precision = "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    return Device(device, precision, f"graphics card {torch.cuda.get_device_name(device)}")


def _on_cpu(precision: Precision, why: str) -> Device:
    able = torch.cpu.get_capabilities()
    fast = next((name for name in _FAST_BF16 if able.get(name)), None)
    arithmetic = f"it has {fast}" if fast else "it has no instructions for bf16"
    if precision == "auto":
        precision = "bf16" if fast else "fp32"
    return Device("cpu", precision, f"{why}; {arithmetic}")
