"""A checkpoint of a few kilobytes in Demucs's own format, for the real loader and network code."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOUR = ("drums", "bass", "other", "vocals")
SIX = (*FOUR, "guitar", "piano")


def write_tiny_checkpoint(
    folder: Path,
    name: str = "tiny",
    sources: Sequence[str] = FOUR,
    *,
    networks: int = 1,
    weights: Sequence[Sequence[float]] | None = None,
    segment_seconds: float = 1.0,
    rate_hz: int = 44_100,
) -> list[Path]:
    """Write ``<name>.yaml`` and one ``<signature>-<checksum>.th`` per network; return the latter.

    The networks are HTDemucs with random weights, the same ones every time for a name.
    """
    signatures = [_sign(f"{name} {index}") for index in range(networks)]
    files: list[Path] = []
    for signature in signatures:
        _save(folder, signature, list(sources), segment_seconds, rate_hz)
        files.extend(folder.glob(f"{signature}-*.th"))
    lines = [f"models: [{', '.join(repr(signature) for signature in signatures)}]"]
    if weights is not None:
        lines.append(f"weights: {[list(row) for row in weights]}")
    (folder / f"{name}.yaml").write_text("\n".join(lines), encoding="utf-8")
    return files


def _sign(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _save(
    folder: Path, signature: str, sources: list[str], segment_seconds: float, rate_hz: int
) -> None:
    import torch
    from demucs import states
    from demucs.htdemucs import HTDemucs

    shape: dict[str, Any] = {
        "channels": 4,
        "depth": 4,
        "nfft": 4096,
        "dconv_comp": 2,
        "t_layers": 1,
        "t_heads": 2,
        "segment": segment_seconds,
        "samplerate": rate_hz,
    }
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(signature, 16))
        model = HTDemucs(sources, **shape)
    content: dict[str, Any] = {
        "klass": HTDemucs,
        "args": (sources,),
        "kwargs": shape,
        "state": states.get_state(model, None),
    }
    states.save_with_checksum(content, folder / f"{signature}.th")
