"""What is stored about a track, as charts need it."""

import zlib
from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.models import Analysis, Grid, TrackSection, Transcription
from app.analysis.ports import SCHEMA_VERSION, Frames, TrackAnalysis
from app.analysis.rules.charting.shapes import Note


class Known:
    """What is stored about a track, each part read when a chart asks for it first."""

    def __init__(
        self, session: Session, track_id: UUID, *, owner_id: UUID, parts: Mapping[UUID, str]
    ) -> None:
        self._session = session
        self._owner_id, self._track_id = owner_id, track_id
        self._parts = parts
        track = library.get_track(session, track_id, owner_id=owner_id)
        self.duration_seconds = track.duration_seconds

    @cached_property
    def newest(self) -> Analysis | None:
        """Return the newest analysis."""
        return repository.find_analysis(
            self._session, owner_id=self._owner_id, track_id=self._track_id
        )

    @cached_property
    def heard(self) -> TrackAnalysis | None:
        """Return what was heard, unless it is written in a schema of yesterday."""
        if self.newest is None or self.newest.schema_version != SCHEMA_VERSION:
            return None
        return TrackAnalysis.model_validate(self.newest.document)

    @cached_property
    def grid(self) -> Grid | None:
        """Return the beats as they are now."""
        return repository.find_grid(self._session, owner_id=self._owner_id, track_id=self._track_id)

    @cached_property
    def sections(self) -> list[TrackSection]:
        """Return the form as it is now."""
        return repository.list_sections(
            self._session, owner_id=self._owner_id, track_id=self._track_id
        )

    @cached_property
    def transcriptions(self) -> list[Transcription]:
        """Return the newest transcription of every stem of ``parts`` that has one."""
        found = repository.list_transcriptions(
            self._session, owner_id=self._owner_id, track_id=self._track_id
        )
        newest = {one.stem_id: one for one in reversed(found)}
        return [one for stem_id, one in newest.items() if stem_id in self._parts]

    @cached_property
    def notes(self) -> list[Note]:
        """Return the notes of every stem."""
        return [
            Note(self._parts[one.stem_id], start, end, int(pitch), int(velocity))
            for one in self.transcriptions
            for start, end, pitch, velocity in one.notes
        ]

    @cached_property
    def version(self) -> str:
        """Return something that is another when anything that charts show has changed."""
        grid = self.grid
        beats = (
            (grid.id, grid.beats_seconds, grid.downbeats_seconds, grid.tempo_spans) if grid else ()
        )
        form = [
            (one.id, one.label, one.name, one.start_seconds, one.end_seconds, one.colour)
            for one in self.sections
        ]
        written = [one.id for one in self.transcriptions]
        said = repr((self.newest and self.newest.id, beats, form, written))
        return f"{zlib.crc32(said.encode()):08x}"

    def frames(self, name: str) -> Frames | None:
        """Return rows over time; none where an analysis has found none."""
        return repository.find_frames(
            self._session, owner_id=self._owner_id, track_id=self._track_id, name=name
        )
