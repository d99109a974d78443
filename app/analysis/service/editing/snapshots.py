"""What is known of a track, as a document, and rows made to be as a document says."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel

import app.analysis.repository as repository
from app.analysis.models import Cue, CueType, Grid, Origin, TrackLoop, TrackSection
from app.analysis.ports import What

Row = TypeVar("Row", TrackSection, Cue, TrackLoop)

UNWRITTEN: Final = {"owner_id", "track_id"}
_GRID_UNWRITTEN: Final = UNWRITTEN | {"locked", "id", "created_at"}
_KEY_FIELDS: Final = ("key", "camelot", "key_origin", "key_confidence")


def take_snapshot(
    session: Session, what: What, *, owner_id: UUID, track_id: UUID
) -> dict[str, Any]:
    """Return all of one kind that is known of a track, but not whether a grid is locked."""
    mine = {"owner_id": owner_id, "track_id": track_id}
    if what == "grid":
        grid = repository.find_grid(session, **mine)
        written = None if grid is None else grid.model_dump(mode="json", exclude=_GRID_UNWRITTEN)
        return {"grid": written}
    if what == "key":
        newest = repository.find_analysis(session, **mine)
        return {"key": newest and newest.model_dump(mode="json", include=set(_KEY_FIELDS))}
    rows: Mapping[str, Sequence[SQLModel]] = {
        "sections": repository.list_sections(session, **mine) if what == "sections" else (),
        "cues": repository.list_cues(session, **mine) if what == "cues" else (),
        "loops": repository.list_loops(session, **mine) if what == "loops" else (),
    }
    return {what: [row.model_dump(mode="json", exclude=UNWRITTEN) for row in rows[what]]}


def put_snapshot(
    session: Session, snapshot: Mapping[str, Any], *, owner_id: UUID, track_id: UUID
) -> None:
    """Make what is known of a track be as it was when the snapshot was taken."""
    mine = {"owner_id": owner_id, "track_id": track_id}
    if "grid" in snapshot:
        put_grid(session, snapshot["grid"], **mine)
    if "key" in snapshot:
        _put_key(session, snapshot["key"], **mine)
    if "sections" in snapshot:
        _put_rows(session, TrackSection, repository.list_sections(session, **mine), snapshot, mine)
    if "cues" in snapshot:
        _put_rows(session, Cue, repository.list_cues(session, **mine), snapshot, mine)
    if "loops" in snapshot:
        _put_rows(session, TrackLoop, repository.list_loops(session, **mine), snapshot, mine)
    session.flush()


def put_grid(
    session: Session, written: Mapping[str, Any] | None, *, owner_id: UUID, track_id: UUID
) -> None:
    """Make the grid be as it is written; None takes it away.

    The newest analysis follows with its tempo, because that is what lists and exports show.
    """
    grid = repository.find_grid(session, owner_id=owner_id, track_id=track_id)
    newest = repository.find_analysis(session, owner_id=owner_id, track_id=track_id)
    if newest is not None:
        newest.tempo_bpm = (written or newest.document).get("tempo_bpm")
        session.add(newest)
    if written is None:
        if grid is not None:
            session.delete(grid)
        return
    values: dict[str, Any] = {**written, "origin": Origin(written["origin"])}
    if grid is None:
        grid = Grid(owner_id=owner_id, track_id=track_id, **values)
    else:
        _assign(grid, values)
    session.add(grid)


def _put_key(
    session: Session, written: Mapping[str, Any] | None, *, owner_id: UUID, track_id: UUID
) -> None:
    newest = repository.find_analysis(session, owner_id=owner_id, track_id=track_id)
    if newest is not None and written is not None:
        _assign(newest, {**written, "key_origin": Origin(written["key_origin"])})
        session.add(newest)


def _put_rows(
    session: Session,
    kind: type[Row],
    there: Sequence[Row],
    snapshot: Mapping[str, Any],
    mine: Mapping[str, UUID],
) -> None:
    """Change, add and delete rows until they are the ones that are written."""
    (written,) = snapshot.values()
    by_id = {row.id: row for row in there}
    for values in (_read(one) for one in written):
        row = by_id.pop(values["id"], None)
        if row is None:
            row = kind(**mine, **values)
        else:
            _assign(row, values)
        session.add(row)
    _delete(session, by_id.values())


def _delete(session: Session, rows: Iterable[SQLModel]) -> None:
    for row in rows:
        session.delete(row)


def _read(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row as its columns take them."""
    values: dict[str, Any] = {
        **written,
        "id": UUID(written["id"]),
        "origin": Origin(written["origin"]),
    }
    if "type" in values:
        values["type"] = CueType(values["type"])
    if "created_at" in values:
        values["created_at"] = datetime.fromisoformat(values["created_at"])
    return values


def _assign(row: SQLModel, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
