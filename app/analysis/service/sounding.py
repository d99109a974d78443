"""How tracks sound, and which of a library go with one or sound like it."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic
from typing import Final
from uuid import UUID

import numpy as np
from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.ports import Frames, TrackAnalysis
from app.analysis.repository import Sounds
from app.analysis.rules.timbre.vector import (
    Vector,
    distances_between,
    score_distance,
    timbre_vector,
)
from app.library import Match, Reason

LIBRARIES: Final = 16
"""So many libraries are kept in memory; 100,000 tracks take about 25 MB."""

FRESH_SECONDS: Final = 300.0

_FRAMES = ("spectral", "mfcc")
_WORDS = (
    (0.8, "a very similar sound"),
    (0.6, "a similar sound"),
    (0.4, "a somewhat different sound"),
    (0.0, "a different sound"),
)


class NeighbourOrder(StrEnum):
    """What comes first: what mixes best, by key, tempo and energy, or what sounds most alike."""

    MIX = "mix"
    SOUND = "sound"


@dataclass(frozen=True)
class _Kept:
    sounds: Sounds
    count: int
    at: float


_LIBRARIES: OrderedDict[tuple[str, UUID], _Kept] = OrderedDict()
_TURN = threading.Lock()


def keep_timbre(session: Session, heard: TrackAnalysis, *, owner_id: UUID, track_id: UUID) -> None:
    """Write down how a track sounds, if that was heard now."""
    if any(name in heard.frames for name in _FRAMES):
        vector = _vector_of(session, heard.frames, owner_id=owner_id, track_id=track_id)
        if vector is not None:
            repository.keep_timbre(session, vector, owner_id=owner_id, track_id=track_id)


def fill_timbres(session: Session, *, after: UUID | None, count: int) -> tuple[int, UUID | None]:
    """Write down how some tracks sound that were heard before; return how many, and the last.

    None is the last where there are no more.
    """
    filled = 0
    found = repository.list_without_timbre(session, after=after, count=count)
    for track_id, owner_id in found:
        vector = _vector_of(session, {}, owner_id=owner_id, track_id=track_id)
        if vector is not None:
            repository.keep_timbre(session, vector, owner_id=owner_id, track_id=track_id)
            filled += 1
    session.flush()
    return filled, found[-1][0] if found else None


def list_neighbours(
    session: Session,
    track_id: UUID,
    *,
    owner_id: UUID,
    order: NeighbourOrder = NeighbourOrder.MIX,
    count: int = library.MOST_NEIGHBOURS,
) -> list[tuple[UUID, Match]]:
    """Return which of the owner's tracks go with one or sound like it, the best first, and why.

    Raises:
        NotFound: if the owner has no such track.
    """
    if order is NeighbourOrder.SOUND:
        return _list_alike(session, track_id, owner_id=owner_id, count=count)
    found = library.list_neighbours(session, track_id, owner_id=owner_id, count=count)
    here = _find_vector(session, owner_id=owner_id, track_id=track_id)
    if here is None or not found:
        return found
    ids = [other for other, _match in found]
    sounds = repository.list_timbres(session, owner_id=owner_id, track_ids=ids)
    far = dict(zip(sounds.ids, distances_between(here, sounds.rows).tolist(), strict=True))
    return [
        (other, _with_sound(match, far[other]) if other in far else match) for other, match in found
    ]


def _list_alike(
    session: Session, track_id: UUID, *, owner_id: UUID, count: int
) -> list[tuple[UUID, Match]]:
    library.get_track(session, track_id, owner_id=owner_id)
    here = _find_vector(session, owner_id=owner_id, track_id=track_id)
    if here is None:
        return []
    sounds = _sounds_of(session, owner_id=owner_id)
    far = distances_between(here, sounds.rows)
    near: list[tuple[UUID, Match]] = []
    looked_at, wanted = 0, count + 1
    while len(near) < count and looked_at < len(far):
        wanted = min(wanted * 2, len(far))
        ranked = _nearest(far, wanted)[looked_at:]
        looked_at = wanted
        others = [sounds.ids[place] for place in ranked if sounds.ids[place] != track_id]
        matches = library.match_tracks(session, track_id, others, owner_id=owner_id)
        for place in ranked:
            other = sounds.ids[place]
            if other in matches:
                match = _with_sound(matches[other] or Match(0.0, ()), float(far[place]))
                near.append((other, replace(match, score=match.reasons[-1].score)))
    return near[:count]


def _nearest(far: Vector, count: int) -> list[int]:
    """Return the places of the smallest, in their order; equals stand as they came."""
    some = np.argpartition(far, count - 1)[:count] if count < len(far) else np.arange(len(far))
    return some[np.lexsort((some, far[some]))].tolist()


def _with_sound(match: Match, distance: float) -> Match:
    score = round(score_distance(distance), 4)
    words = next(words for least, words in _WORDS if score >= least)
    return replace(match, reasons=(*match.reasons, Reason("timbre", score, words)))


def _find_vector(session: Session, *, owner_id: UUID, track_id: UUID) -> Vector | None:
    """Return how a track sounds: what is written down, or what follows from its analysis."""
    known = repository.list_timbres(session, owner_id=owner_id, track_ids=[track_id])
    if len(known.rows):
        return known.rows[0]
    return _vector_of(session, {}, owner_id=owner_id, track_id=track_id)


def _vector_of(
    session: Session, frames: Mapping[str, Frames], *, owner_id: UUID, track_id: UUID
) -> Vector | None:
    mine = {"owner_id": owner_id, "track_id": track_id}
    found = [
        frames.get(name) or repository.find_frames(session, name=name, **mine) for name in _FRAMES
    ]
    rows = [one.unpack() for one in found if one is not None]
    return timbre_vector(*rows) if len(rows) == len(_FRAMES) else None


def _sounds_of(session: Session, *, owner_id: UUID) -> Sounds:
    """Return how the owner's tracks sound, read anew when there are more or fewer of them.

    What a track sounds like follows from its audio, which never changes; so their number tells
    nearly always, and the age the rest.
    """
    place = (str(session.connection().engine.url), owner_id)
    count = repository.count_timbres(session, owner_id=owner_id)
    with _TURN:
        kept = _LIBRARIES.get(place)
        if kept and kept.count == count and monotonic() - kept.at < FRESH_SECONDS:
            _LIBRARIES.move_to_end(place)
            return kept.sounds
    sounds = repository.list_timbres(session, owner_id=owner_id)
    with _TURN:
        _LIBRARIES[place] = _Kept(sounds, count, monotonic())
        _LIBRARIES.move_to_end(place)
        while len(_LIBRARIES) > LIBRARIES:
            _LIBRARIES.popitem(last=False)
    return sounds
