"""Notes of stems: ``/transcriptions``, as numbers and as MIDI."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app import analysis, exports, library, pipeline, stems
from app.analysis import Transcription
from app.api.v1.answers import StartedAnswer
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, disposition
from app.exports import MidiExport
from app.stems import Stem

router = APIRouter(tags=["transcriptions"])

MIDI_TYPE: Final = "audio/midi"
MIDI: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MIDI_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}


class NewTranscription(BaseModel):
    """How to write a stem down; without an engine, the usual one for such a stem."""

    engine: str = Field(default="", max_length=40, description="melody, drums or chords.")


class TranscriptionAnswer(BaseModel):
    """Which notes were heard in a stem; ``count`` says how many."""

    id: UUID
    track_id: UUID
    stem_id: UUID
    stem_type: str
    engine: str
    engine_version: int
    count: int
    created_at: datetime
    url: str
    midi_url: str


class NoteAnswer(BaseModel):
    """A note: MIDI pitch (60 is middle C), velocity 1..127."""

    start_seconds: float
    end_seconds: float
    pitch: int
    velocity: int


class NotesAnswer(TranscriptionAnswer):
    """All notes of a stem, in time."""

    notes: list[NoteAnswer]


@router.post("/stems/{stem_id}/transcriptions", status_code=201)
def transcribe(
    stem_id: UUID, user: SignedIn, tools: Working, how: NewTranscription | None = None
) -> StartedAnswer:
    """Write down the notes of a stem; they take the place of those that were heard before."""
    with tools.database.transaction() as session:
        stem = stems.get_stem(session, stem_id, owner_id=user.id)
        started = pipeline.transcribe(session, stem, engine=how.engine if how else "")
    return StartedAnswer(pipeline_id=started.id)


@router.get("/tracks/{track_id}/transcriptions")
def list_transcriptions(
    track_id: UUID, user: SignedIn, tools: Working
) -> list[TranscriptionAnswer]:
    """Return which stems of a track were transcribed, the newest first."""
    mine = {"owner_id": user.id, "track_id": track_id}
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        rows = analysis.list_transcriptions(session, **mine)
        parts = {one.id: one for one in stems.list_stems_of_track(session, **mine)}
    return [_describe(row, parts[row.stem_id]) for row in rows if row.stem_id in parts]


@router.get("/tracks/{track_id}/midi", response_class=Response, responses=MIDI)
def read_midi_of_track(track_id: UUID, user: SignedIn, tools: Working) -> Response:
    """Return all notes of a track at its tempo map as one MIDI file, a track for each stem."""
    with tools.database.reading() as session:
        return _send(exports.export_midi(session, track_id, owner_id=user.id))


@router.get("/transcriptions/{transcription_id}.mid", response_class=Response, responses=MIDI)
def read_midi(transcription_id: UUID, user: SignedIn, tools: Working) -> Response:
    """Return the notes of a stem at the tempo map of its track as a MIDI file."""
    with tools.database.reading() as session:
        row = analysis.get_transcription(session, transcription_id, owner_id=user.id)
        made = exports.export_midi(session, row.track_id, owner_id=user.id, transcription_id=row.id)
    return _send(made)


@router.get("/transcriptions/{transcription_id}")
def read_notes(transcription_id: UUID, user: SignedIn, tools: Working) -> NotesAnswer:
    """Return the notes of a stem."""
    with tools.database.reading() as session:
        row = analysis.get_transcription(session, transcription_id, owner_id=user.id)
        stem = stems.get_stem(session, row.stem_id, owner_id=user.id)
    notes = [
        NoteAnswer(start_seconds=start, end_seconds=end, pitch=int(pitch), velocity=int(hard))
        for start, end, pitch, hard in row.notes
    ]
    return NotesAnswer(**_describe(row, stem).model_dump(), notes=notes)


def _describe(row: Transcription, stem: Stem) -> TranscriptionAnswer:
    url = f"/api/v1/transcriptions/{row.id}"
    return TranscriptionAnswer(
        id=row.id,
        track_id=row.track_id,
        stem_id=row.stem_id,
        stem_type=stem.type.value,
        engine=row.engine,
        engine_version=row.engine_version,
        count=row.note_count,
        created_at=row.created_at,
        url=url,
        midi_url=f"{url}.mid",
    )


def _send(made: MidiExport) -> Response:
    headers = {**PRIVATE, "content-disposition": disposition(made.name)}
    return Response(made.content, headers=headers, media_type=MIDI_TYPE)
