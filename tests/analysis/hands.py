"""Somebody who edits one track of a house."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from app import analysis
from app.analysis import Grid, GridEdit, SectionEdit, TrackHeardChanged
from tests.houses import House

Answer = TypeVar("Answer")

GRID_EDITS: TypeAdapter[GridEdit] = TypeAdapter(GridEdit)
SECTION_EDITS: TypeAdapter[SectionEdit] = TypeAdapter(SectionEdit)


class Hand:
    """Somebody who edits one track."""

    def __init__(self, house: House, track_id: UUID, owner_id: UUID | None = None) -> None:
        self.house = house
        self.track_id = track_id
        self.owner_id = owner_id or house.owner_id

    def do(self, act: Callable[..., Answer], *what: object, **named: object) -> Answer:
        """Do something in one transaction."""
        with self.house.database.transaction() as session:
            return act(session, self.track_id, *what, owner_id=self.owner_id, **named)

    def grid(self, **edit: object) -> Grid:
        """Edit the grid."""
        return self.do(analysis.edit_grid, GRID_EDITS.validate_python(edit))

    def sections(self, **edit: object) -> list[analysis.TrackSection]:
        """Edit the form."""
        return self.do(analysis.edit_sections, SECTION_EDITS.validate_python(edit))

    def known(self) -> dict[str, Any]:
        """Return all that is known of the track."""
        mine = {"owner_id": self.house.owner_id, "track_id": self.track_id}
        with self.house.database.reading() as session:
            newest = analysis.find_analysis(session, **mine)
            grid = analysis.find_grid(session, **mine)
            return {
                "grid": grid and grid.model_dump(exclude={"id", "created_at"}),
                "tempo": newest and newest.tempo_bpm,
                "key": newest and (newest.key, newest.camelot, newest.key_origin),
                "sections": _plain(analysis.list_sections(session, **mine)),
                "cues": _plain(analysis.list_cues(session, **mine)),
                "loops": _plain(analysis.list_loops(session, **mine)),
            }

    def cues(self) -> list[analysis.Cue]:
        """Return the cues."""
        with self.house.database.reading() as session:
            return analysis.list_cues(session, owner_id=self.owner_id, track_id=self.track_id)

    def heard_of(self) -> list[str]:
        """Return what was announced."""
        return [one.what for one in self.house.events if isinstance(one, TrackHeardChanged)]


def _plain(rows: list[Any]) -> list[dict[str, Any]]:
    return [row.model_dump() for row in rows]


def hand_in(house: House) -> Hand:
    """Return the owner's hand over a track of ten seconds at 120 BPM in A minor."""
    house.start()
    track_id = house.finish(house.submit()).track_id
    house.stop()
    assert track_id is not None
    return Hand(house, track_id)
