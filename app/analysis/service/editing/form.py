"""The form of a track, changed by hand."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app.analysis.models import Origin, TrackSection
from app.analysis.ports import SectionEdit
from app.analysis.rules.editing.sectioning import Form, FormPart, close_gaps
from app.analysis.service.editing.history import editing

_FIRST = FormPart(None, "intro", 0.0, 1.0, 0.5)
"""What a track is before somebody has divided it."""


def edit_sections(
    session: Session, track_id: UUID, edit: SectionEdit, *, owner_id: UUID
) -> list[TrackSection]:
    """Change the form of a track; it stays without gaps from its beginning to its end.

    Raises:
        NotFound: if the owner has no such track, or it has no such section.
        Conflict: if it is the only one that is to be deleted.
        InvalidInput: if nothing sensible would come of it.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    with editing(session, track_id, "sections", edit.label, owner_id=owner_id) as track:
        rows = {str(row.id): row for row in repository.list_sections(session, **mine)}
        parts = [_part_of(row) for row in rows.values()] or [_FIRST]
        form = edit.apply(close_gaps(parts, track.duration_seconds))
        _put(session, form, rows, mine)
    return repository.list_sections(session, **mine)


def _put(
    session: Session, form: Form, rows: dict[str, TrackSection], mine: dict[str, UUID]
) -> None:
    for part in form:
        row = rows.pop(part.key, None) if part.key else None
        if row is None:
            row = TrackSection(**mine, **_values(part), origin=Origin.HAND)
        elif _part_of(row) != part:
            row.origin = Origin.HAND
            for name, value in _values(part).items():
                setattr(row, name, value)
        session.add(row)
    for row in rows.values():
        session.delete(row)


def _values(part: FormPart) -> dict[str, Any]:
    return {
        "label": part.label,
        "name": part.name,
        "start_seconds": part.start_seconds,
        "end_seconds": part.end_seconds,
        "energy": part.energy,
        "colour": part.colour,
    }


def _part_of(row: TrackSection) -> FormPart:
    return FormPart(
        key=str(row.id),
        label=row.label,
        name=row.name,
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
        energy=row.energy,
        colour=row.colour,
    )
