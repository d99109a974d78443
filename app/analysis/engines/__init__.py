"""The analysis engines, and the task that runs one in a child process."""

from app.analysis.engines.spectral import SpectralEngine
from app.analysis.engines.transcription import TRANSCRIBE, TRANSCRIBERS, choose_transcriber
from app.analysis.ports import AnalysisEngine, AnalysisRequest, TrackAnalysis
from app.core.catalog import Catalog
from app.core.work import Report, Task

__all__ = ["ANALYSE", "ENGINES", "TRANSCRIBE", "TRANSCRIBERS", "choose_transcriber"]

ENGINES: Catalog[AnalysisEngine] = Catalog("analysis engine", (SpectralEngine(),))
"""Every engine: to add one, write its file, its place in this tuple and its test."""


def _analyse(request: AnalysisRequest, report: Report) -> TrackAnalysis:
    return ENGINES.get(request.engine).analyse(request, report)


ANALYSE = Task("analysis.analyse", AnalysisRequest, TrackAnalysis, _analyse)
