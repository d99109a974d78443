"""A checkpoint as large as htdemucs, with weights of chance: as much work, and no music in it."""

from pathlib import Path
from typing import Any

SIGNATURE = "abcd1234"
SOURCES = ["drums", "bass", "other", "vocals"]
SHAPE: dict[str, Any] = {
    "channels": 48,
    "depth": 4,
    "bottom_channels": 512,
    "t_layers": 5,
    "dconv_mode": 3,
    "segment": 39 / 5,
    "samplerate": 44_100,
}
"""The published model's own shape: 42 million weights, segments of 7.8 s."""


def write_htdemucs(folder: Path) -> None:
    """Write ``htdemucs.yaml`` and the one file it names, in Demucs's format."""
    import torch  # noqa: PLC0415  — seconds that only this benchmark pays
    from demucs import states  # noqa: PLC0415  — as above
    from demucs.htdemucs import HTDemucs  # noqa: PLC0415  — as above

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    model = HTDemucs(SOURCES, **SHAPE)
    content: dict[str, Any] = {
        "klass": HTDemucs,
        "args": (SOURCES,),
        "kwargs": SHAPE,
        "state": states.get_state(model, None),
    }
    states.save_with_checksum(content, folder / f"{SIGNATURE}.th")
    (folder / "htdemucs.yaml").write_text(f"models: ['{SIGNATURE}']\n", encoding="utf-8")
