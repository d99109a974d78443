"""The way back to what the newest analysis heard."""

from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

import app.analysis.repository as repository
from app.analysis.models import Cue, CueType, Origin, TrackLoop, TrackSection
from app.analysis.ports import CuePoint, TrackAnalysis, What
from app.analysis.service.editing.history import check_unlocked, editing
from app.analysis.service.editing.keys import get_newest
from app.analysis.service.editing.snapshots import UNWRITTEN, put_snapshot

_LABELS: dict[What, str] = {
    "grid": "Restore the grid",
    "key": "Restore the key",
    "sections": "Restore the sections",
    "cues": "Restore the cues",
    "loops": "Restore the loops",
}


def restore_heard(session: Session, track_id: UUID, what: What, *, owner_id: UUID) -> None:
    """Put what the newest analysis heard in the place of what hands have made of it.

    Raises:
        NotFound: if the owner has no such track.
        Conflict: if the track was never analysed, or its grid is to be restored and is locked.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    with editing(session, track_id, what, _LABELS[what], owner_id=owner_id):
        newest = get_newest(session, track_id, owner_id=owner_id)
        if what == "grid":
            check_unlocked(repository.find_grid(session, **mine))
        heard = TrackAnalysis.model_validate(newest.document)
        put_snapshot(session, {what: _snapshot(heard, what, mine)}, **mine)


def _snapshot(heard: TrackAnalysis, what: What, mine: dict[str, Any]) -> object:
    if what == "grid":
        return _grid(heard)
    if what == "key":
        return {
            "key": heard.key,
            "camelot": heard.camelot,
            "key_origin": Origin.ANALYSIS,
            "key_confidence": heard.key_confidence,
        }
    rows = {
        "sections": [TrackSection(**mine, **one.model_dump()) for one in heard.sections],
        "cues": [_cue(one, mine) for one in heard.cues],
        "loops": [TrackLoop(**mine, **one.model_dump()) for one in heard.loops],
    }
    return [
        row.model_dump(mode="json", exclude=UNWRITTEN) | {"id": str(uuid4())} for row in rows[what]
    ]


def _cue(heard: CuePoint, mine: dict[str, Any]) -> Cue:
    cue = Cue(**mine, **heard.model_dump(exclude={"type"}))
    cue.type = CueType(heard.type)
    return cue


def _grid(heard: TrackAnalysis) -> dict[str, Any] | None:
    if heard.tempo_bpm is None:
        return None
    return {
        "origin": Origin.ANALYSIS,
        "tempo_bpm": heard.tempo_bpm,
        "beats_per_bar": heard.beats_per_bar,
        "confidence": heard.grid_confidence,
        "beats_seconds": heard.beats_seconds,
        "downbeats_seconds": heard.downbeats_seconds,
        "tempo_spans": [[span.start_seconds, span.tempo_bpm] for span in heard.tempo_spans],
    }
