"""Everything that is known of a track as one JSON document, hand edits included."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.models import Analysis, Grid, TrackSection
from app.analysis.ports import CuePoint, LoopSuggestion, Section
from app.analysis.rules.harmony.keys import name_to_open_key
from app.core import clock
from app.core.errors import NotFound
from app.library import Track

TRACK_FIELDS = ("id", "title", "artist", "album", "genre", "year", "duration_seconds", "file_name")


def export_analysis(session: Session, *, owner_id: UUID, track_id: UUID) -> dict[str, Any]:
    """Return the owner's track, what was heard in it and what hands made of that.

    Grid, key, sections, cues and loops are those that the studio plays by; the rows over time are
    plain numbers.

    Raises:
        NotFound: if the owner has no such track, or it has no analysis yet.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    track = library.get_track(session, track_id, owner_id=owner_id)
    heard = repository.find_analysis(session, **mine)
    if heard is None:
        raise NotFound("This track has no analysis yet. Analyse it first.")
    document = {**heard.document, **_key_of(heard)}
    grid = repository.find_grid(session, **mine)
    if grid is not None:
        document |= _grid_of(grid)
    document["sections"] = _sections(repository.list_sections(session, **mine))
    document["cues"] = _plain(CuePoint, repository.list_cues(session, **mine))
    document["loops"] = _plain(LoopSuggestion, repository.list_loops(session, **mine))
    document["frames"] = {
        name: rows.exported() for name, rows in repository.list_frames(session, **mine).items()
    }
    moment = clock.now().isoformat()
    return {"track": _track_of(track), "analysis": document, "exported_at": moment}


def _track_of(track: Track) -> dict[str, Any]:
    return track.model_dump(mode="json", include=set(TRACK_FIELDS))


def _key_of(heard: Analysis) -> dict[str, Any]:
    open_key = name_to_open_key(heard.key) if heard.key else None
    return {"key": heard.key, "camelot": heard.camelot, "open_key": open_key}


def _grid_of(grid: Grid) -> dict[str, Any]:
    spans = [{"start_seconds": start, "tempo_bpm": tempo} for start, tempo in grid.tempo_spans]
    kept = {"tempo_bpm", "beats_per_bar", "beats_seconds", "downbeats_seconds"}
    return grid.model_dump(mode="json", include=kept) | {"tempo_spans": spans}


def _sections(rows: list[TrackSection]) -> list[dict[str, Any]]:
    """Return the form with the colours that a hand has given, null for those of the labels."""
    colours = [{"colour": row.colour} for row in rows]
    return [plain | colour for plain, colour in zip(_plain(Section, rows), colours, strict=True)]


def _plain(
    kind: type[Section] | type[CuePoint] | type[LoopSuggestion], rows: list[Any]
) -> list[dict[str, Any]]:
    return [kind.model_validate(row).model_dump(mode="json") for row in rows]
