"""What a query asks of the cards, in the database's terms."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, column, exists, false, func, not_, or_, select, table
from sqlalchemy.types import String, Uuid
from sqlmodel import Session, col

from app.core import clock
from app.core.columns import Moment
from app.library.models import Artwork, Playlist, PlaylistItem, Tag, TrackSource, TrackTag
from app.library.repository.searching.cards import TrackCard
from app.library.repository.searching.words import COLUMNS, Wanted, has_sign, words_of
from app.library.rules.query import STATES, Ago, Choice, Days, Exact, Keys, Query, Span, Term, Words
from app.library.rules.tags import fold_tag

LIVE: Final = ("queued", "downloading", "processing")

TRACK = col(TrackCard.track_id)

# Features above the library keep these; a query has to look into them all the same.
_SEPARATION = table("separation", column("track_id", Uuid), column("owner_id", Uuid))
_CUE = table("cue", column("track_id", Uuid), column("owner_id", Uuid))
_JOB = table(
    "job",
    column("track_id", Uuid),
    column("owner_id", Uuid),
    column("state", String),
    column("stage", String),
    column("created_at", Moment),
)

_OF_A_TRACK = (_JOB.c.track_id.is_not(None),)

_COLUMNS: Final[dict[str, Any]] = {
    "year": col(TrackCard.year),
    "bpm": col(TrackCard.tempo_bpm),
    "energy": col(TrackCard.energy),
    "loudness": col(TrackCard.loudness_lufs),
    "length": col(TrackCard.duration_seconds),
    "rating": col(TrackCard.rating),
    "size": col(TrackCard.size_bytes),
}

_WHOLE: Final[dict[str, Any]] = {
    "title": col(TrackCard.title_key),
    "artist": col(TrackCard.artist_key),
    "album": col(TrackCard.album_key),
    "genre": col(TrackCard.genre_key),
}


def cards_of(owner_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a card is of a track the owner has and did not throw away."""
    return and_(col(TrackCard.owner_id) == owner_id, col(TrackCard.is_kept).is_(True))


def conditions_of(session: Session, query: Query, *, owner_id: UUID) -> list[ColumnElement[bool]]:
    """Return what has to be true of a card for a query to find it; its mistakes ask for nothing.

    None of it is unknown for a card, so that each can be turned round.
    """
    worded = [term for term in query.terms if not term.field or term.field in COLUMNS]
    whole = [term for term in worded if any(isinstance(value, Exact) for value in term.values)]
    conditions = [_not_if(term, _is_all_of(session, term)) for term in whole]
    worded = [term for term in worded if term not in whole]
    wanted = [_wanted(term) for term in worded if any(map(_has_words, term.values))]
    if wanted:
        conditions.append(words_of(session).find(wanted))
    for term in worded:
        if not any(map(_has_words, term.values)):
            signs = [one.sign for one in term.values if isinstance(one, Words)]
            conditions.append(_not_if(term, or_(*(has_sign(term.field, one) for one in signs))))
    conditions += [
        _not_if(term, _of_field(term, owner_id=owner_id))
        for term in query.terms
        if term not in worded and term not in whole
    ]
    return conditions


def _is_all_of(session: Session, term: Term) -> ColumnElement[bool]:
    """Return the condition that one of the values is all of a field, or its words stand there."""
    said = _WHOLE[term.field]
    keys = [key for value in term.values if isinstance(value, Exact) for key in value.keys]
    found = [and_(said.is_not(None), said.in_(keys))]
    words = tuple(value for value in term.values if _has_words(value))
    if words:
        found.append(words_of(session).find([_wanted(term)]))
    return or_(*found)


def _has_words(value: object) -> bool:
    return isinstance(value, Words) and bool(value.words)


def _wanted(term: Term) -> Wanted:
    words = tuple(value for value in term.values if isinstance(value, Words))
    return Wanted(term.field, words, is_not=term.is_not)


def _not_if(term: Term, found: ColumnElement[bool]) -> ColumnElement[bool]:
    return not_(found) if term.is_not else found


def _of_field(term: Term, *, owner_id: UUID) -> ColumnElement[bool]:
    ask = _QUESTIONS.get(term.field)
    if ask is not None:
        return or_(
            *(ask(value.name, owner_id) for value in term.values if isinstance(value, Choice))
        )
    return or_(false(), *(one for value in term.values for one in _of_value(term.field, value)))


def _of_value(field: str, value: object) -> Iterator[ColumnElement[bool]]:
    match value:
        case Span():
            yield _between(_COLUMNS[field], value.low, value.high)
        case Keys():
            place = col(TrackCard.key_place)
            yield and_(place.is_not(None), place.in_(sorted(value.places)))
        case Ago():
            yield col(TrackCard.added_at) >= clock.now() - timedelta(days=value.days)
        case Days():
            first = _midnight(value.first) if value.first else None
            end = _midnight(value.last) + timedelta(days=1) if value.last else None
            yield _between(col(TrackCard.added_at), first, end)
        case _:
            return


def _between(said: Any, low: object, high: object) -> ColumnElement[bool]:  # noqa: ANN401  — a column of any type
    limits: list[ColumnElement[bool]] = [said.is_not(None)]
    if low is not None:
        limits.append(said >= low)
    if high is not None:
        limits.append(said < high if isinstance(high, datetime) else said <= high)
    return and_(*limits)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _has_tag(name: str, owner_id: UUID) -> ColumnElement[bool]:
    marked = select(col(TrackTag.track_id)).join(Tag, col(Tag.id) == TrackTag.tag_id)
    return TRACK.in_(marked.where(col(Tag.owner_id) == owner_id, col(Tag.folded) == fold_tag(name)))


def _is_in_playlist(name: str, owner_id: UUID) -> ColumnElement[bool]:
    # SQLite knows the case of ASCII only, so other letters are looked for as they may be written.
    ways = {name} if name.isascii() else {name, name.lower(), name.upper(), name.title()}
    called = or_(*(col(Playlist.title).icontains(way, autoescape=True) for way in sorted(ways)))
    inside = select(col(PlaylistItem.track_id)).join(
        Playlist, col(Playlist.id) == PlaylistItem.playlist_id
    )
    # What lies below zero was deleted, or taken out, and can still be taken back.
    shown = (col(Playlist.place) >= 0, col(PlaylistItem.place) >= 0)
    return TRACK.in_(inside.where(col(Playlist.owner_id) == owner_id, called, *shown))


def _comes_from(name: str, owner_id: UUID) -> ColumnElement[bool]:
    del owner_id
    return col(TrackCard.source) == TrackSource(name)


def _has_status(name: str, owner_id: UUID) -> ColumnElement[bool]:
    is_live = TRACK.in_(
        select(_JOB.c.track_id).where(
            _JOB.c.owner_id == owner_id, *_OF_A_TRACK, _JOB.c.state.in_(LIVE)
        )
    )
    has_audio = col(TrackCard.has_audio).is_(True)
    match name:
        case "working":
            return is_live
        case "failed":
            return and_(not_(is_live), _has_failed(owner_id))
        case "wanted":
            return and_(not_(has_audio), not_(is_live), not_(_has_failed(owner_id)))
        case _:
            return and_(has_audio, not_(is_live))


def _has_failed(owner_id: UUID) -> ColumnElement[bool]:
    """Return the condition that the last job of some stage of a track has failed."""
    later = _JOB.alias("later")
    is_mended = exists().where(
        later.c.track_id == _JOB.c.track_id,
        later.c.stage == _JOB.c.stage,
        later.c.created_at > _JOB.c.created_at,
    )
    failed = select(_JOB.c.track_id).where(
        _JOB.c.owner_id == owner_id, *_OF_A_TRACK, _JOB.c.state == "failed", not_(is_mended)
    )
    return TRACK.in_(failed)


def _has_part(name: str, owner_id: UUID) -> ColumnElement[bool]:
    match name:
        case "audio":
            return col(TrackCard.has_audio).is_(True)
        case "analysis":
            return col(TrackCard.is_heard).is_(True)
        case "rating":
            return func.coalesce(col(TrackCard.rating), 0) > 0
        case "artwork":
            return TRACK.in_(select(col(Artwork.track_id)).where(col(Artwork.owner_id) == owner_id))
        case "tags":
            marked = select(col(TrackTag.track_id)).join(Tag, col(Tag.id) == TrackTag.tag_id)
            return TRACK.in_(marked.where(col(Tag.owner_id) == owner_id))
        case _:
            rows = _SEPARATION if name == "stems" else _CUE
            return TRACK.in_(select(rows.c.track_id).where(rows.c.owner_id == owner_id))


def _is(name: str, owner_id: UUID) -> ColumnElement[bool]:
    field, value = STATES[name]
    return _QUESTIONS[field](value, owner_id)


_QUESTIONS: Final[dict[str, Callable[[str, UUID], ColumnElement[bool]]]] = {
    "tag": _has_tag,
    "playlist": _is_in_playlist,
    "source": _comes_from,
    "status": _has_status,
    "has": _has_part,
    "is": _is,
}
