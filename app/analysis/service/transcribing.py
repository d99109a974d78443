"""Keep the notes that were heard in stems."""

from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.models import Transcription
from app.analysis.ports.transcription import StemNotes
from app.core.errors import NotFound


def add_transcription(
    session: Session,
    heard: StemNotes,
    *,
    transcription_id: UUID,
    owner_id: UUID,
    track_id: UUID,
    stem_id: UUID,
) -> Transcription:
    """Keep the notes of a stem instead of those that were heard in it before.

    Nobody else keeps notes of the track, or deletes its stems, meanwhile.

    Raises:
        NotFound: if the owner has no such track any more.
    """
    library.lock_track(session, track_id, owner_id=owner_id)
    repository.delete_transcriptions(session, owner_id=owner_id, stem_id=stem_id)
    row = Transcription(
        id=transcription_id,
        owner_id=owner_id,
        track_id=track_id,
        stem_id=stem_id,
        engine=heard.engine,
        engine_version=heard.engine_version,
        note_count=len(heard.notes),
        notes=[list(note) for note in heard.notes],
    )
    session.add(row)
    session.flush()
    return row


def get_transcription(session: Session, transcription_id: UUID, *, owner_id: UUID) -> Transcription:
    """Return the notes of one of the owner's stems.

    Raises:
        NotFound: if there are none, the track was thrown away, or they are somebody else's.
    """
    row = repository.find_transcription(session, transcription_id, owner_id=owner_id)
    if row is None:
        raise NotFound("There is no such transcription.")
    library.get_track(session, row.track_id, owner_id=owner_id)
    return row
