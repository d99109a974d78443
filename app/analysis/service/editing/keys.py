"""The key of a track, set by hand."""

from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app.analysis.models import Analysis, Origin
from app.analysis.rules.harmony.keys import parse_key
from app.analysis.service.editing.history import editing
from app.core.errors import Conflict


def set_key(session: Session, track_id: UUID, name: str, *, owner_id: UUID) -> Analysis:
    """Say what key a track is in, such as ``"A minor"``.

    Raises:
        NotFound: if the owner has no such track.
        InvalidInput: if this names no key.
        Conflict: if the track was never analysed.
    """
    key = parse_key(name)
    with editing(session, track_id, "key", "Set the key", owner_id=owner_id):
        newest = get_newest(session, track_id, owner_id=owner_id)
        newest.key, newest.camelot = key.name, key.camelot
        newest.key_origin, newest.key_confidence = Origin.HAND, 1.0
        session.add(newest)
    return newest


def get_newest(session: Session, track_id: UUID, *, owner_id: UUID) -> Analysis:
    """Return the newest analysis of the owner's track.

    Raises:
        Conflict: if there is none.
    """
    newest = repository.find_analysis(session, owner_id=owner_id, track_id=track_id)
    if newest is None:
        raise Conflict("This track has no analysis yet. Analyse it first.")
    return newest
