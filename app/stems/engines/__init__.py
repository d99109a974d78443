"""The stem engines, and the tasks that run them in a child process."""

from pathlib import Path

from app.core.catalog import Catalog
from app.core.work import Report, Task
from app.stems.engines.demucs import DemucsEngine, list_models, pull_model
from app.stems.engines.draft import DraftEngine
from app.stems.engines.drawing import draw_waveform
from app.stems.ports import (
    Device,
    DrawReport,
    DrawRequest,
    Precision,
    PullReport,
    PullRequest,
    SeparationReport,
    SeparationRequest,
    StemEngine,
    StemModel,
)

__all__ = [
    "DRAW",
    "ENGINES",
    "PULL",
    "SEPARATE",
    "describe_device",
    "list_all_models",
    "list_models",
    "pull_model",
]

ENGINES: Catalog[StemEngine] = Catalog("stem engine", (DraftEngine(), DemucsEngine()))
"""Every engine: to add one, write its file, its place in this tuple and its test."""


def list_all_models(models_folder: Path) -> list[StemModel]:
    """Return every model of every engine, foreign ones in the folder included."""
    networks = list_models(models_folder)
    listed = {model.name for model in networks}
    own = (model for engine in ENGINES for model in engine.models)
    return [*(model for model in own if model.name not in listed), *networks]


def describe_device(device: str = "auto", precision: Precision = "auto") -> Device:
    """Return where networks would run here, in which precision and why; imports torch.

    Raises:
        InvalidInput: if there is no such kind of device.
        Unavailable: if a CUDA device was asked for by name and cannot be used.
    """
    from app.stems.engines.demucs.device import choose_device

    return choose_device(device, precision)


def _separate(request: SeparationRequest, report: Report) -> SeparationReport:
    return ENGINES.get(request.engine).separate(request, _rising(report))


def _pull(request: PullRequest, report: Report) -> PullReport:
    return pull_model(request.name, request.models_folder, request.weights_url, _rising(report))


def _rising(report: Report) -> Report:
    """Return a report that never goes back: a fetch that starts over stays where it was."""
    furthest = 0.0

    def report_rising(fraction: float, phase: str) -> None:
        nonlocal furthest
        furthest = max(furthest, min(fraction, 1.0))
        report(furthest, phase)

    return report_rising


SEPARATE = Task("stems.separate", SeparationRequest, SeparationReport, _separate)
DRAW = Task("stems.draw", DrawRequest, DrawReport, draw_waveform)
PULL = Task("stems.pull", PullRequest, PullReport, _pull)
