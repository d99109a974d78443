"""Stems: taking a recording apart, and what is known about the parts."""

from app.stems.engines import (
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
    PullReport,
    PullRequest,
    SeparationReport,
    SeparationRequest,
    StemEngine,
    StemModel,
)
from app.stems.repository import (
    find_separation,
    get_separation,
    list_media_keys,
    list_separations,
    list_stems,
)
from app.stems.rules.stem_type import StemType, sort_stems
from app.stems.service import add_separation

__all__ = [
    "ENGINES",
    "PULL",
    "SEPARATE",
    "Device",
    "PullReport",
    "PullRequest",
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
    "list_all_models",
    "list_media_keys",
    "list_models",
    "list_separations",
    "list_stems",
    "pull_model",
    "sort_stems",
]
