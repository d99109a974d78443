"""Choose among separations: ``/separations``, ``/presets`` and what a user prefers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app import library, pipeline, stems
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working
from app.stems import Wish

router = APIRouter(tags=["separations"])


class PresetAnswer(Answer):
    """A way to separate that has a name.

    ``expected_seconds`` comes from what this machine did before; it is null while nothing alike
    was done, or if no track was named.
    """

    name: str
    engine: str
    model: str
    overlap: float
    shifts: int
    installed: bool
    stems: list[str]
    expected_seconds: float | None


@router.get("/presets")
def list_presets(
    user: SignedIn,
    tools: Working,
    track: Annotated[UUID | None, Query(description="Whose length the times are for.")] = None,
) -> list[PresetAnswer]:
    """Return the presets, the quickest first, with how long each would take for a track."""
    with tools.database.reading() as session:
        length = (
            library.get_track(session, track, owner_id=user.id).duration_seconds if track else None
        )
        ways = pipeline.list_ways(session, tools.settings, duration_seconds=length)
    return [
        PresetAnswer(
            name=way.preset.name,
            engine=way.preset.engine,
            model=way.preset.model,
            overlap=way.preset.overlap,
            shifts=way.preset.shifts,
            installed=way.model.installed,
            stems=list(way.model.stems),
            expected_seconds=way.expected_seconds,
        )
        for way in ways
    ]


@router.post("/separations/{separation_id}/choose", status_code=204)
def choose(separation_id: UUID, user: SignedIn, tools: Working) -> None:
    """Make a separation the current one of its track."""
    with tools.database.transaction() as session:
        pipeline.choose_stems(session, separation_id, owner_id=user.id)


@router.delete("/separations/{separation_id}", status_code=204)
def delete(separation_id: UUID, user: SignedIn, tools: Working) -> None:
    """Delete a separation with its files; the one that was current before it is current again."""
    with tools.database.transaction() as session:
        pipeline.delete_stems(session, separation_id, owner_id=user.id, media=tools.media)


@router.get("/preferences/separation")
def read_preferred(user: SignedIn, tools: Working) -> Wish:
    """Return how the user wants tracks to be separated where nothing is said; null is no wish."""
    with tools.database.reading() as session:
        return stems.get_preferred(session, owner_id=user.id)


@router.put("/preferences/separation")
def write_preferred(wish: Wish, user: SignedIn, tools: Working) -> Wish:
    """Remember how the user wants tracks to be separated; an empty object forgets it."""
    pipeline.choose_separation(tools.settings, wish=wish)  # what cannot be done is refused now
    with tools.database.transaction() as session:
        stems.set_preferred(session, wish, owner_id=user.id)
    return wish
