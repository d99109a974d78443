"""The stem engines, and the tasks that run them in a child process."""

from pathlib import Path

from app.core.catalog import Catalog
from app.core.errors import Conflict
from app.core.work import Report, Task
from app.stems.engines.demucs import (
    DemucsEngine,
    check_file_name,
    import_model,
    list_models,
    measure_folder,
    pull_model,
    remove_model,
)
from app.stems.engines.draft import DraftEngine
from app.stems.engines.drawing import draw_waveform
from app.stems.engines.residual import subtract_stems
from app.stems.ports import (
    DescribeReport,
    DescribeRequest,
    Device,
    DrawReport,
    DrawRequest,
    ImportReport,
    ImportRequest,
    Precision,
    PullReport,
    PullRequest,
    ResidualReport,
    ResidualRequest,
    SeparationReport,
    SeparationRequest,
    StemEngine,
    StemModel,
)

__all__ = [
    "DESCRIBE",
    "DRAW",
    "ENGINES",
    "IMPORT",
    "PULL",
    "RESIDUAL",
    "SEPARATE",
    "check_file_name",
    "describe_device",
    "list_all_models",
    "list_models",
    "measure_folder",
    "pull_model",
    "remove_model",
]

ENGINES: Catalog[StemEngine] = Catalog("stem engine", (DraftEngine(), DemucsEngine()))
"""Every engine: to add one, write its file, its place in this tuple and its test."""


def list_all_models(models_folder: Path) -> list[StemModel]:
    """Return every model of every engine, foreign ones in the folder included."""
    networks = list_models(models_folder)
    listed = {model.name for model in networks}
    own = (model for engine in ENGINES for model in engine.models)
    return [*(model for model in own if model.name not in listed), *networks]


def describe_device(
    device: str = "auto", precision: Precision = "auto", *, models_folder: Path | None = None
) -> Device:
    """Return where networks would run here, in which precision and why; imports torch.

    With ``models_folder``, what was measured on this machine before is part of the answer.

    Raises:
        InvalidInput: if there is no such kind of device.
        Unavailable: if a CUDA device was asked for by name and cannot be used.
    """
    from app.stems.engines.demucs.device import choose_device

    chosen = choose_device(device, precision)
    if precision != "auto" or models_folder is None:
        return chosen
    from app.stems.engines.demucs.precision import settle_from_memory

    return settle_from_memory(chosen, models_folder)


def _describe(request: DescribeRequest, report: Report) -> DescribeReport:
    report(0.0, "looking at the device")
    found = describe_device(request.device, request.precision, models_folder=request.models_folder)
    return DescribeReport(device=found.device, precision=found.precision, reason=found.reason)


def _separate(request: SeparationRequest, report: Report) -> SeparationReport:
    return ENGINES.get(request.engine).separate(request, _rising(report))


def _pull(request: PullRequest, report: Report) -> PullReport:
    return pull_model(request.name, request.models_folder, request.weights_url, _rising(report))


def _import(request: ImportRequest, report: Report) -> ImportReport:
    for model in (model for engine in ENGINES for model in engine.models):
        if not model.needs_weights and f"{model.name}.yaml" in request.files:
            raise Conflict(
                f"There is another model called '{model.name}'. Rename {model.name}.yaml to "
                "import yours."
            )
    return import_model(request, _rising(report))


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
IMPORT = Task("stems.import", ImportRequest, ImportReport, _import)
RESIDUAL = Task("stems.residual", ResidualRequest, ResidualReport, subtract_stems)
DESCRIBE = Task("stems.describe", DescribeRequest, DescribeReport, _describe)
