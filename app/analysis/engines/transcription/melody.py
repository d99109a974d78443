"""The engine for a single voice: a bass line, a singer, a lead."""

from app.analysis.engines.transcription.listening import listen_to_stem, notes_to_rows
from app.analysis.ports.transcription import StemNotes, TranscriptionRequest
from app.analysis.rules.stems.drum_events import DrumListener
from app.analysis.rules.transcription.melody import find_melody
from app.analysis.rules.transcription.pitches import BASS, VOICE, PitchListener
from app.analysis.rules.transcription.strikes import find_strikes
from app.core.work import Report


class MelodyEngine:
    """Follows the pitch of one voice, and writes down where it changes or is struck anew."""

    name = "melody"
    label = "One voice"
    version = 1
    stem_types = frozenset({"bass", "vocals", "wind"})

    def transcribe(self, request: TranscriptionRequest, report: Report) -> StemNotes:
        """Return the notes of a single voice."""
        compass = BASS if request.stem_type == "bass" else VOICE
        pitches, bands = PitchListener(compass), DrumListener()
        listen_to_stem(request, report, pitches, bands)
        notes = find_melody(
            pitches.finish(),
            find_strikes(bands.finish()),
            compass,
            tuning_cents=request.tuning_cents,
        )
        report(1.0, "writing down the notes")
        return StemNotes(engine=self.name, engine_version=self.version, notes=notes_to_rows(notes))
