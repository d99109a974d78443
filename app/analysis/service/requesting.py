"""Ask an engine about a track, so that it builds on what hands have made."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.models import Origin
from app.analysis.ports import (
    FOUND_BY,
    AnalysisRequest,
    Edited,
    KnownGrid,
    ListeningWish,
    Section,
    TrackAnalysis,
)
from app.analysis.rules.features import find_features
from app.core.errors import EngineCrashed, NotFound, UnusableAudio


def prepare_request(
    session: Session,
    wish: ListeningWish,
    *,
    source: Path,
    stems: dict[str, Path],
    separation_id: UUID | None,
    owner_id: UUID,
    track_id: UUID,
) -> AnalysisRequest:
    """Return what to ask an engine about the owner's track: it builds on what hands have made.

    It builds on a locked grid too, whoever has made that.

    Raises:
        NotFound: if the owner has no such track.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    track = library.get_track(session, track_id, owner_id=owner_id)
    asked = {feature.name for feature in find_features(wish.features)}
    renewed = {one for one in wish.overwrite if FOUND_BY[one] in asked}
    kept = set(find_edited(session, **mine)) - renewed
    grid = repository.find_grid(session, **mine)
    request = AnalysisRequest(
        source=source,
        name=track.file_name,
        stems=stems,
        separation_id=separation_id,
        features=wish.features,
        style=wish.style,
    )
    if grid is not None and (grid.locked or "grid" in kept):
        request.grid = KnownGrid.model_validate(grid)
    if "key" in kept:
        newest = repository.find_analysis(session, **mine)
        request.key = newest.key if newest else None
    if "sections" in kept:
        sections = repository.list_sections(session, **mine)
        request.sections = [Section.model_validate(section) for section in sections]
    return request


def listen(
    prepare: Callable[[], AnalysisRequest], perform: Callable[[AnalysisRequest], TrackAnalysis]
) -> TrackAnalysis:
    """Return what is heard in a track and its stems; anew, where stems are deleted meanwhile.

    Raises:
        SoundForgeError: as ``perform`` does while all stems are there.
    """
    while True:
        request = prepare()
        try:
            heard = perform(request)
        except (EngineCrashed, NotFound, UnusableAudio):
            if all(path.is_file() for path in request.stems.values()):
                raise
        else:
            return heard.model_copy(update={"separation_id": request.separation_id})


def find_edited(session: Session, *, owner_id: UUID, track_id: UUID) -> list[Edited]:
    """Return what of the owner's track a hand has made that an analysis would find itself."""
    mine = {"owner_id": owner_id, "track_id": track_id}
    grid = repository.find_grid(session, **mine)
    newest = repository.find_analysis(session, **mine)
    edited: list[Edited] = []
    if grid is not None and grid.origin is Origin.HAND:
        edited.append("grid")
    if newest is not None and newest.key_origin is Origin.HAND:
        edited.append("key")
    sections = repository.list_sections(session, **mine)
    if any(section.origin is Origin.HAND for section in sections):
        edited.append("sections")
    return edited
