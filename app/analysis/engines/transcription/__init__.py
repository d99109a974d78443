"""The transcription engines, and the task that runs one in a child process."""

from app.analysis.engines.transcription.chords import ChordEngine
from app.analysis.engines.transcription.drums import DrumEngine
from app.analysis.engines.transcription.melody import MelodyEngine
from app.analysis.ports.transcription import StemNotes, TranscriptionEngine, TranscriptionRequest
from app.core.catalog import Catalog
from app.core.errors import InvalidInput
from app.core.work import Report, Task

__all__ = ["TRANSCRIBE", "TRANSCRIBERS", "choose_transcriber"]

TRANSCRIBERS: Catalog[TranscriptionEngine] = Catalog(
    "transcription engine", (MelodyEngine(), DrumEngine(), ChordEngine())
)
"""Every engine: to add one, write its file, its place in this tuple and its test."""


def choose_transcriber(stem_type: str, name: str = "") -> TranscriptionEngine:
    """Return the engine of a name, or without one the usual engine for a stem.

    Raises:
        NotFound: if there is no engine of that name.
        InvalidInput: if no engine can write down such a stem.
    """
    if name:
        return TRANSCRIBERS.get(name)
    usual = next((one for one in TRANSCRIBERS if stem_type in one.stem_types), None)
    if usual is None:
        raise InvalidInput(
            f"There is too much at once in '{stem_type}' to write it down as notes. Take the track"
            " apart into single stems, and transcribe those."
        )
    return usual


def _transcribe(request: TranscriptionRequest, report: Report) -> StemNotes:
    return choose_transcriber(request.stem_type, request.engine).transcribe(request, report)


TRANSCRIBE = Task("analysis.transcribe", TranscriptionRequest, StemNotes, _transcribe)
