"""The engine for several voices at once: pianos, guitars, pads."""

from app.analysis.engines.transcription.listening import listen_to_stem, notes_to_rows
from app.analysis.ports.transcription import StemNotes, TranscriptionRequest
from app.analysis.rules.stems.drum_events import DrumListener
from app.analysis.rules.transcription.chords import ChordListener, find_chord_notes
from app.analysis.rules.transcription.strikes import find_strikes
from app.core.work import Report


class ChordEngine:
    """Hears which semitones sound together; notes that share all overtones may be taken for one."""

    name = "chords"
    label = "Several voices"
    version = 1
    stem_types = frozenset(
        {
            "other",
            "guitar",
            "piano",
            "electric_guitar",
            "acoustic_guitar",
            "synth",
            "strings",
        }
    )

    def transcribe(self, request: TranscriptionRequest, report: Report) -> StemNotes:
        """Return the notes of several voices."""
        semitones = ChordListener(tuning_cents=request.tuning_cents)
        bands = DrumListener()
        listen_to_stem(request, report, semitones, bands)
        notes = find_chord_notes(semitones.finish(), find_strikes(bands.finish()))
        report(1.0, "writing down the notes")
        return StemNotes(engine=self.name, engine_version=self.version, notes=notes_to_rows(notes))
