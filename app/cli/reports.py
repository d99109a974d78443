"""What is known about a song at the end: for programs, for people, and as files."""

from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis, library, stems
from app.cli.follow import Ending
from app.core.storage import MediaKey, MediaStore
from app.pipeline import SeparateArguments


class CueReport(BaseModel):
    """One cue, as the library has it; a hand may have set it."""

    label: str
    type: str
    position_seconds: float
    colour: str
    explanation: str
    confidence: float
    origin: str


class SongReport(BaseModel):
    """Everything about a song that went through the studio; one line of ``sfa process --json``.

    ``analysis`` is what the page and the API give away as ``analysis.json``: hand edits included,
    and the rows over time as plain numbers.
    """

    file: str
    track_id: UUID
    title: str
    artist: str | None
    duplicate: bool
    duration_seconds: float
    engine: str
    model: str
    device: str
    precision: str
    is_draft: bool
    residual_db: float
    stems: dict[str, Path]
    separation_seconds: dict[str, float]
    analysis: dict[str, Any]
    cues: list[CueReport]
    elapsed_seconds: float


def report_on(
    session: Session,
    ending: Ending,
    *,
    owner_id: UUID,
    separation: SeparateArguments,
    media: MediaStore,
) -> SongReport:
    """Read what the library knows about a song.

    Raises:
        NotFound: if some of it is gone again.
    """
    assert ending.track_id is not None  # noqa: S101  — only songs without an error are reported on
    track = library.get_track(session, ending.track_id, owner_id=owner_id)
    made = stems.find_separation(
        session,
        owner_id=owner_id,
        track_id=track.id,
        recipe=separation.recipe,
    )
    assert made is not None  # noqa: S101  — the stage is completed
    heard = analysis.export_analysis(session, owner_id=owner_id, track_id=track.id)
    parts = stems.list_stems(session, owner_id=owner_id, separation_id=made.id)
    cues = analysis.list_cues(session, owner_id=owner_id, track_id=track.id)
    return SongReport(
        file=str(ending.path),
        track_id=track.id,
        title=track.title,
        artist=track.artist,
        duplicate=ending.duplicate,
        duration_seconds=track.duration_seconds,
        engine=made.engine,
        model=made.model,
        device=made.device,
        precision=made.precision,
        is_draft=made.is_draft,
        residual_db=made.residual_db,
        stems={
            part.variant or part.type.value: media.path(MediaKey(part.media_key)) for part in parts
        },
        separation_seconds=made.elapsed_seconds,
        analysis=heard["analysis"],
        cues=[CueReport.model_validate(cue, from_attributes=True) for cue in cues],
        elapsed_seconds=ending.elapsed_seconds,
    )
