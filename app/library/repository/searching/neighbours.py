"""Tracks that mix with a track, found by their cards."""

import heapq
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlmodel import Session, col

from app.core.errors import NotFound
from app.library.repository.searching.cards import TrackCard
from app.library.repository.searching.conditions import cards_of
from app.library.rules.mixing import (
    ENERGY_STEP,
    MOST_STRETCH,
    OCTAVE_COST,
    OCTAVES,
    WEIGHTS,
    Match,
    Traits,
    match_traits,
)
from app.library.rules.wheel import PLACES, step_of

MOST_NEIGHBOURS: Final = 50

ROOM: Final = 4
"""The database scores roughly, so that many times what is asked for is scored again."""

_BETWEEN_OCTAVES: Final = 1.5

_TRAITS = (col(TrackCard.tempo_bpm), col(TrackCard.key_place), col(TrackCard.energy))


def list_neighbours(
    session: Session, track_id: UUID, *, owner_id: UUID, count: int = MOST_NEIGHBOURS
) -> list[tuple[UUID, Match]]:
    """Return which of the owner's tracks go best with one of them, the best first, and why.

    Where neither tempo nor key of the track are known, there are none.

    Raises:
        NotFound: if the owner has no such track.
    """
    here = _traits(session, track_id, owner_id=owner_id)
    if here.tempo_bpm is None and here.key_place is None:
        return []
    query = (
        select(col(TrackCard.number), col(TrackCard.track_id), *_TRAITS)
        .where(cards_of(owner_id), col(TrackCard.track_id) != track_id, *_fits(here))
        .order_by(_rough_score(here).desc(), col(TrackCard.number))
        .limit(count * ROOM)
    )
    rated = (
        (match.score, -number, other, match)
        for number, other, tempo_bpm, key_place, energy in session.connection().execute(query)
        if (match := match_traits(here, Traits(tempo_bpm, key_place, energy)))
    )
    best = heapq.nlargest(count, rated, key=lambda one: one[:2])
    return [(other, match) for _score, _number, other, match in best]


def match_tracks(
    session: Session, track_id: UUID, others: Sequence[UUID], *, owner_id: UUID
) -> dict[UUID, Match | None]:
    """Return how well some of the owner's tracks go with one, None where key or tempo part them.

    Those that were thrown away, or are somebody else's, are left out.

    Raises:
        NotFound: if the owner has no such track.
    """
    here = _traits(session, track_id, owner_id=owner_id)
    query = select(col(TrackCard.track_id), *_TRAITS).where(
        cards_of(owner_id), col(TrackCard.track_id).in_(others)
    )
    return {
        other: match_traits(here, Traits(tempo_bpm, key_place, energy))
        for other, tempo_bpm, key_place, energy in session.connection().execute(query)
    }


def _traits(session: Session, track_id: UUID, *, owner_id: UUID) -> Traits:
    query = select(*_TRAITS).where(cards_of(owner_id), col(TrackCard.track_id) == track_id)
    row = session.connection().execute(query).first()
    if row is None:
        raise NotFound("There is no such track.")
    return Traits(row.tempo_bpm, row.key_place, row.energy)


def _fits(here: Traits) -> Iterator[ColumnElement[bool]]:
    """Yield what lets the database leave out most of the library."""
    if here.tempo_bpm:
        tempo = col(TrackCard.tempo_bpm)
        spans = [
            tempo.between(middle / (1 + MOST_STRETCH), middle / (1 - MOST_STRETCH))
            for octave, _words in OCTAVES
            if (middle := here.tempo_bpm * octave)
        ]
        yield or_(*spans)
    if here.key_place is not None:
        yield col(TrackCard.key_place).in_(
            [place for place in PLACES if step_of(here.key_place, place)]
        )


def _rough_score(here: Traits) -> ColumnElement[float]:
    """Return about what :func:`match_traits` says, for the database to order by."""
    score: ColumnElement[float] = literal(0.0)
    if here.key_place is not None:
        steps = {place: step_of(here.key_place, place) for place in PLACES}
        scores = {place: step.score for place, step in steps.items() if step}
        score = score + WEIGHTS["key"] * case(scores, value=col(TrackCard.key_place), else_=0.0)
    if here.tempo_bpm:
        tempo = col(TrackCard.tempo_bpm)
        octave = case(
            (tempo > here.tempo_bpm * _BETWEEN_OCTAVES, 2.0),
            (tempo < here.tempo_bpm / _BETWEEN_OCTAVES, 0.5),
            else_=1.0,
        )
        stretch = func.abs(here.tempo_bpm * octave / tempo - 1.0)
        cost = case((octave == 1.0, 1.0), else_=OCTAVE_COST)
        score = score + WEIGHTS["tempo"] * (1.0 - stretch / MOST_STRETCH / 2) * cost
    if here.energy is not None:
        away = func.abs(func.coalesce(col(TrackCard.energy), here.energy) - here.energy)
        likeness = 1.0 - away / ENERGY_STEP
        score = score + WEIGHTS["energy"] * case((likeness > 0.0, likeness), else_=0.0)
    return score
