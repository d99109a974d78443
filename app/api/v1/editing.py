"""What hands change of what was heard in a track; each act is one step that can be undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from app import analysis, library
from app.analysis import (
    CueChange,
    CueDraft,
    Grid,
    GridEdit,
    LoopChange,
    LoopDraft,
    Origin,
    SectionEdit,
    TrackEdit,
    What,
)
from app.api.v1.answers import Answer, CueAnswer, SectionAnswer
from app.api.v1.caller import SignedIn, Working
from app.pipeline import Tools

router = APIRouter(prefix="/tracks/{track_id}", tags=["editing"])


class GridAnswer(Answer):
    """The beats of a track; ``tempo_spans`` are pairs of a time and the tempo from there on.

    ``tempo_bpm`` is the one that holds longest; a ``locked`` grid takes no edits.
    """

    origin: Origin
    tempo_bpm: float
    beats_per_bar: int
    confidence: float
    beats_seconds: list[float]
    downbeats_seconds: list[float]
    tempo_spans: list[list[float]]
    locked: bool


class LoopAnswer(Answer):
    """A stretch that can be repeated; ``score`` is 0..1, 1 for no audible seam."""

    id: UUID
    origin: Origin
    label: str
    start_seconds: float
    end_seconds: float
    bars: int
    score: float
    explanation: str


class KeyAnswer(Answer):
    """The key of a track, and who has said so; null where no key was heard."""

    key: str | None
    camelot: str | None
    key_origin: Origin
    key_confidence: float


class EditAnswer(Answer):
    """One edit; ``undone_at`` is set while it is taken back."""

    id: UUID
    number: int
    what: str
    label: str
    created_at: datetime
    undone_at: datetime | None


class EditingAnswer(Answer):
    """All that can be edited of a track; ``undo`` and ``redo`` are what would be undone or redone.

    They are null where there is nothing, or where it is an edit of a grid that is locked now;
    ``grid`` is null without beats, ``key`` without an analysis.
    """

    track_id: UUID
    duration_seconds: float
    waveform_url: str
    grid: GridAnswer | None
    key: KeyAnswer | None
    sections: list[SectionAnswer]
    cues: list[CueAnswer]
    loops: list[LoopAnswer]
    undo: str | None
    redo: str | None


class Locking(BaseModel):
    """Whether the grid is to take no edits."""

    model_config = ConfigDict(extra="forbid")

    locked: bool


class KeyChoice(BaseModel):
    """A key such as ``"A minor"``, ``"Bbm"`` or ``"F# maj"``."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=40)


class Restoring(BaseModel):
    """What is to be again as the newest analysis heard it."""

    model_config = ConfigDict(extra="forbid")

    what: What


GridBody = Annotated[GridEdit, Body()]
SectionBody = Annotated[SectionEdit, Body()]


@router.get("/editing")
def read_editing(track_id: UUID, user: SignedIn, tools: Working) -> EditingAnswer:
    """Return all that can be edited of a track, in one answer."""
    return _read(tools, track_id, owner_id=user.id)


@router.get("/grid")
def read_grid(track_id: UUID, user: SignedIn, tools: Working) -> GridAnswer:
    """Return the beats of a track; 404 where it has none."""
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        return GridAnswer.model_validate(analysis.get_grid(session, track_id, owner_id=user.id))


@router.post("/grid/edits")
def edit_grid(track_id: UUID, edit: GridBody, user: SignedIn, tools: Working) -> GridAnswer:
    """Change the beats; ``act`` says how.  The tempo and taps also make the first ones."""
    with tools.database.transaction() as session:
        grid = analysis.edit_grid(session, track_id, edit, owner_id=user.id)
        return GridAnswer.model_validate(grid)


@router.put("/grid/lock")
def lock_grid(track_id: UUID, locking: Locking, user: SignedIn, tools: Working) -> GridAnswer:
    """Guard the grid against edits and analyses, or let them change it again."""
    with tools.database.transaction() as session:
        grid = analysis.lock_grid(session, track_id, is_locked=locking.locked, owner_id=user.id)
        return GridAnswer.model_validate(grid)


@router.post("/sections/edits")
def edit_sections(
    track_id: UUID, edit: SectionBody, user: SignedIn, tools: Working
) -> list[SectionAnswer]:
    """Change the form; ``act`` says how.  It stays without gaps."""
    with tools.database.transaction() as session:
        rows = analysis.edit_sections(session, track_id, edit, owner_id=user.id)
        return [SectionAnswer.model_validate(row) for row in rows]


@router.post("/cues", status_code=201)
def add_cue(track_id: UUID, draft: CueDraft, user: SignedIn, tools: Working) -> CueAnswer:
    """Set a cue, on the nearest beat or bar line if ``snap`` says so."""
    with tools.database.transaction() as session:
        cue = analysis.add_cue(session, track_id, draft, owner_id=user.id)
        return CueAnswer.model_validate(cue)


@router.patch("/cues/{cue_id}")
def change_cue(
    track_id: UUID, cue_id: UUID, change: CueChange, user: SignedIn, tools: Working
) -> CueAnswer:
    """Change a cue; fields that are not given stay as they are."""
    with tools.database.transaction() as session:
        cue = analysis.change_cue(session, track_id, cue_id, change, owner_id=user.id)
        return CueAnswer.model_validate(cue)


@router.delete("/cues/{cue_id}", status_code=204)
def delete_cue(track_id: UUID, cue_id: UUID, user: SignedIn, tools: Working) -> None:
    """Remove a cue."""
    with tools.database.transaction() as session:
        analysis.delete_cue(session, track_id, cue_id, owner_id=user.id)


@router.get("/loops")
def list_loops(track_id: UUID, user: SignedIn, tools: Working) -> list[LoopAnswer]:
    """Return the loops of a track, in time."""
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        rows = analysis.list_loops(session, owner_id=user.id, track_id=track_id)
        return [LoopAnswer.model_validate(row) for row in rows]


@router.post("/loops", status_code=201)
def add_loop(track_id: UUID, draft: LoopDraft, user: SignedIn, tools: Working) -> LoopAnswer:
    """Keep a stretch as a loop, on the nearest beats or bar lines if ``snap`` says so."""
    with tools.database.transaction() as session:
        loop = analysis.add_loop(session, track_id, draft, owner_id=user.id)
        return LoopAnswer.model_validate(loop)


@router.patch("/loops/{loop_id}")
def change_loop(
    track_id: UUID, loop_id: UUID, change: LoopChange, user: SignedIn, tools: Working
) -> LoopAnswer:
    """Change a loop; fields that are not given stay as they are."""
    with tools.database.transaction() as session:
        loop = analysis.change_loop(session, track_id, loop_id, change, owner_id=user.id)
        return LoopAnswer.model_validate(loop)


@router.delete("/loops/{loop_id}", status_code=204)
def delete_loop(track_id: UUID, loop_id: UUID, user: SignedIn, tools: Working) -> None:
    """Remove a loop."""
    with tools.database.transaction() as session:
        analysis.delete_loop(session, track_id, loop_id, owner_id=user.id)


@router.put("/key")
def set_key(track_id: UUID, choice: KeyChoice, user: SignedIn, tools: Working) -> KeyAnswer:
    """Say what key the track is in."""
    with tools.database.transaction() as session:
        newest = analysis.set_key(session, track_id, choice.key, owner_id=user.id)
        return KeyAnswer.model_validate(newest)


@router.get("/edits")
def list_edits(track_id: UUID, user: SignedIn, tools: Working) -> list[EditAnswer]:
    """Return the edits in their order, at most two hundred; those that were undone come last."""
    with tools.database.reading() as session:
        edits = analysis.list_edits(session, track_id, owner_id=user.id)
        return [EditAnswer.model_validate(edit) for edit in edits]


@router.post("/edits/undo")
def undo(track_id: UUID, user: SignedIn, tools: Working) -> EditAnswer:
    """Take the newest edit back, of whatever kind."""
    with tools.database.transaction() as session:
        return EditAnswer.model_validate(analysis.undo_edit(session, track_id, owner_id=user.id))


@router.post("/edits/redo")
def redo(track_id: UUID, user: SignedIn, tools: Working) -> EditAnswer:
    """Do the edit again that was undone last."""
    with tools.database.transaction() as session:
        return EditAnswer.model_validate(analysis.redo_edit(session, track_id, owner_id=user.id))


@router.post("/edits/restore")
def restore(track_id: UUID, which: Restoring, user: SignedIn, tools: Working) -> EditingAnswer:
    """Have back what the newest analysis heard; that can be undone like any edit."""
    with tools.database.transaction() as session:
        analysis.restore_heard(session, track_id, which.what, owner_id=user.id)
    return _read(tools, track_id, owner_id=user.id)


def _read(tools: Tools, track_id: UUID, *, owner_id: UUID) -> EditingAnswer:
    mine = {"owner_id": owner_id, "track_id": track_id}
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
        grid = analysis.find_grid(session, **mine)
        heard = analysis.find_analysis(session, **mine)
        edits = analysis.list_edits(session, track_id, owner_id=owner_id)
        done = [edit for edit in edits if edit.undone_at is None]
        undone = [edit for edit in edits if edit.undone_at is not None]
        return EditingAnswer(
            track_id=track_id,
            duration_seconds=track.duration_seconds,
            waveform_url=f"/api/v1/tracks/{track_id}/waveform",
            grid=GridAnswer.model_validate(grid) if grid else None,
            key=KeyAnswer.model_validate(heard) if heard else None,
            sections=[
                SectionAnswer.model_validate(one) for one in analysis.list_sections(session, **mine)
            ],
            cues=[CueAnswer.model_validate(one) for one in analysis.list_cues(session, **mine)],
            loops=[LoopAnswer.model_validate(one) for one in analysis.list_loops(session, **mine)],
            undo=_offer(done[-1:], grid),
            redo=_offer(undone[:1], grid),
        )


def _offer(edits: Sequence[TrackEdit], grid: Grid | None) -> str | None:
    """Return what an edit is called, if there is one and nothing keeps it as it is."""
    is_locked = grid is not None and grid.locked
    return next((edit.label for edit in edits if edit.what != "grid" or not is_locked), None)
