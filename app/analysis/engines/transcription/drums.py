"""The engine for drums: kick, snare and hat as notes of General MIDI's percussion."""

from app.analysis.engines.transcription.listening import listen_to_stem, notes_to_rows
from app.analysis.ports.transcription import StemNotes, TranscriptionRequest
from app.analysis.rules.stems.drum_events import DrumListener, find_hits
from app.analysis.rules.transcription.drums import hits_to_notes
from app.core.work import Report


class DrumEngine:
    """Writes down each stroke of kick (36), snare (38) and hat (42)."""

    name = "drums"
    label = "Drums"
    version = 1
    stem_types = frozenset({"drums"})

    def transcribe(self, request: TranscriptionRequest, report: Report) -> StemNotes:
        """Return the strokes of a track of drums."""
        bands = DrumListener()
        listen_to_stem(request, report, bands)
        notes = hits_to_notes(find_hits(bands.finish()))
        report(1.0, "writing down the strokes")
        return StemNotes(engine=self.name, engine_version=self.version, notes=notes_to_rows(notes))
