"""The tasks a child process can do; to add one: its line here."""

from typing import Any

from app import analysis, sources, stems
from app.core import audio
from app.core.catalog import Catalog
from app.core.work import Task

TASKS: Catalog[Task[Any, Any]] = Catalog(
    "task",
    (
        audio.INSPECT,
        audio.PICTURES,
        sources.RENDER_DEMO,
        sources.SEARCH,
        sources.PROBE,
        sources.FETCH,
        sources.PICTURES,
        sources.SPOTDL,
        sources.INSTALL_SPOTDL,
        sources.LISTEN,
        sources.COMPARE,
        stems.SEPARATE,
        stems.PULL,
        stems.IMPORT,
        stems.DRAW,
        stems.RESIDUAL,
        stems.DESCRIBE,
        analysis.ANALYSE,
        analysis.TRANSCRIBE,
    ),
)
