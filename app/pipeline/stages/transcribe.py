"""The stage that writes down the notes of a stem."""

from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis, library, stems
from app.analysis import StemNotes, TranscriptionRequest
from app.core.errors import EngineCrashed, NotFound, UnusableAudio
from app.core.storage import MediaKey
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue
from app.stems import Stem

_GONE = (
    "This stem was deleted meanwhile. Take the track apart again, or transcribe a stem that it has."
)


class TranscribeArguments(BaseModel):
    """Which stem to write down; without an ``engine``, the usual one for such a stem."""

    stem_id: UUID
    engine: str = ""


class Transcribe:
    """Listen to a stem in a warm child of the analysis pool."""

    name = "transcribe"
    label = "Transcribe to MIDI"
    queue = Queue.ANALYSIS
    after = frozenset({"separate"})

    def compute(self, work: Work) -> StemNotes:
        """Return the notes, tuned as the track is.

        Raises:
            NotFound: if the stem is gone.
            InvalidInput: if no engine can write down such a stem.
        """
        wanted = TranscribeArguments.model_validate(work.job.arguments)
        owner_id = work.job.owner_id
        with work.tools.database.reading() as session:
            stem = _get_stem(session, wanted.stem_id, owner_id=owner_id)
            track = library.get_track(session, stem.track_id, owner_id=owner_id)
            heard = analysis.find_analysis(session, owner_id=owner_id, track_id=track.id)
            request = TranscriptionRequest(
                source=_file_of(work.tools, stem),
                name=f"{track.title} ({stem.variant or stem.type.label})",
                stem_type=stem.type.value,
                tuning_cents=heard.document.get("tuning_cents", 0.0) if heard else 0.0,
                engine=wanted.engine,
            )
        try:
            return work.perform(
                analysis.TRANSCRIBE,
                request,
                pool="analysis",
                limit_seconds=work.tools.settings.analysis_limit_seconds,
            )
        except (EngineCrashed, NotFound, UnusableAudio) as error:
            if request.source.is_file():
                raise
            raise NotFound(_GONE) from error

    def save(self, session: Session, job: Job, outcome: StemNotes, tools: Tools) -> dict[str, Any]:
        """Keep the notes instead of those that were heard in this stem before."""
        del tools
        wanted = TranscribeArguments.model_validate(job.arguments)
        stem = _get_stem(session, wanted.stem_id, owner_id=job.owner_id)
        made = analysis.add_transcription(
            session,
            outcome,
            transcription_id=job.id,
            owner_id=job.owner_id,
            track_id=stem.track_id,
            stem_id=stem.id,
        )
        count = len(outcome.notes)
        summary = "1 note" if count == 1 else f"{count} notes"
        return {"transcription_id": str(made.id), "notes": count, "summary": summary}


def _get_stem(session: Session, stem_id: UUID, *, owner_id: UUID) -> Stem:
    try:
        return stems.get_stem(session, stem_id, owner_id=owner_id)
    except NotFound as error:
        raise NotFound(_GONE) from error


def _file_of(tools: Tools, stem: Stem) -> Path:
    try:
        return tools.media.path(MediaKey(stem.media_key))
    except NotFound as error:
        raise NotFound(_GONE) from error
