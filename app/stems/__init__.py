"""Stems: taking a recording apart, and what is known about the parts."""

from app.stems.engines import (
    DRAW,
    ENGINES,
    PULL,
    SEPARATE,
    describe_device,
    list_all_models,
    list_models,
    pull_model,
)
from app.stems.models import Separation, Stem
from app.stems.ports import (
    Device,
    DrawReport,
    DrawRequest,
    PullReport,
    PullRequest,
    Recipe,
    SeparationReport,
    SeparationRequest,
    StemEngine,
    StemModel,
)
from app.stems.repository import (
    find_separation,
    get_separation,
    get_stem,
    list_media_keys,
    list_separations,
    list_stems,
    list_stems_of_track,
)
from app.stems.rules.stem_type import StemType, sort_stems
from app.stems.service import add_separation, waveform_key_of

__all__ = [
    "DRAW",
    "ENGINES",
    "PULL",
    "SEPARATE",
    "Device",
    "DrawReport",
    "DrawRequest",
    "PullReport",
    "PullRequest",
    "Recipe",
    "Separation",
    "SeparationReport",
    "SeparationRequest",
    "Stem",
    "StemEngine",
    "StemModel",
    "StemType",
    "add_separation",
    "describe_device",
    "find_separation",
    "get_separation",
    "get_stem",
    "list_all_models",
    "list_media_keys",
    "list_models",
    "list_separations",
    "list_stems",
    "list_stems_of_track",
    "pull_model",
    "sort_stems",
    "waveform_key_of",
]
