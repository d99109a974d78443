"""Which device networks run on, asked of a child: this process must not load torch for it."""

from app import stems
from app.pipeline.ports import Halt, Tools

_POOL = "demucs"
_LIMIT_SECONDS = 120.0


def describe_device(tools: Tools) -> stems.DescribeReport:
    """Return where networks would run now, in which precision and why; it may take seconds.

    Raises:
        Unavailable: if a CUDA device was asked for by name and cannot be used.
        EngineCrashed: if the child died of looking.
    """
    settings = tools.settings
    request = stems.DescribeRequest(
        device=settings.device, precision=settings.precision, models_folder=settings.models_folder
    )
    return tools.workshop.perform(
        stems.DESCRIBE,
        request,
        pool=_POOL,
        report=_ignore,
        halt=Halt(),
        limit_seconds=_LIMIT_SECONDS,
    )


def _ignore(fraction: float, phase: str) -> None:
    del fraction, phase
