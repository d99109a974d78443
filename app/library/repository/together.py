"""Questions about many tracks at once, in statements that each name a few hundred."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from app.library.models import Tag, Track, TrackTag
from app.library.repository.tracks import HAS_AUDIO, IS_KEPT

CHUNK: Final = 500

EDITABLE: Final = ("artist", "album", "genre", "year", "rating")

Value = str | int | None


@dataclass(frozen=True)
class Shared:
    """What tracks have in common: their one ``value``, or that it ``is_mixed``."""

    value: Value
    is_mixed: bool


@dataclass(frozen=True)
class Overview:
    """What there is to know about many tracks before something is done with all of them.

    ``tags`` says how many of them each tag marks.
    """

    count: int
    without_audio: int
    size_bytes: int
    duration_seconds: float
    fields: Mapping[str, Shared]
    tags: Mapping[str, int]


def read_tracks(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> list[Track]:
    """Return those of a few hundred tracks that the owner has, in no order."""
    return list(session.exec(select(Track).where(*_mine(track_ids, owner_id))))


def look_over(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> Overview:
    """Return what the owner's tracks have in common."""
    rows = [
        session.connection().execute(_facts(chunk, owner_id)).one() for chunk in _chunks(track_ids)
    ]
    count = sum(int(row.total) for row in rows)
    return Overview(
        count=count,
        without_audio=count - sum(int(row.with_audio) for row in rows),
        size_bytes=int(sum(row.size or 0 for row in rows)),
        duration_seconds=float(sum(row.seconds or 0.0 for row in rows)),
        fields={name: _share(rows, name, count) for name in EDITABLE},
        tags=_count_tags(session, track_ids, owner_id=owner_id),
    )


def lock_values(
    session: Session, track_ids: Sequence[UUID], fields: Sequence[str], *, owner_id: UUID
) -> dict[UUID, tuple[Value, ...]]:
    """Return what these fields say of the owner's tracks, and let others wait to change it."""
    found: dict[UUID, tuple[Value, ...]] = {}
    columns = [col(getattr(Track, name)) for name in fields]
    for chunk in _chunks(track_ids):
        query = (
            select_columns(col(Track.id), *columns)
            .where(*_mine(chunk, owner_id))
            .with_for_update(key_share=True)
        )
        for row in session.connection().execute(query):
            found[row[0]] = tuple(row[1:])
    return found


def set_values(
    session: Session,
    track_ids: Sequence[UUID],
    values: Mapping[str, Value],
    *,
    at: datetime,
    owner_id: UUID,
) -> None:
    """Write the same into fields of the owner's tracks."""
    for chunk in _chunks(track_ids):
        change = update(Track).where(*_mine(chunk, owner_id)).values(**values, changed_at=at)
        session.exec(change.execution_options(synchronize_session=False))


def put_values_back(
    session: Session,
    name: str,
    before: Sequence[tuple[UUID, Value]],
    *,
    written: Value,
    at: datetime,
    owner_id: UUID,
) -> int:
    """Write what a field said before where it still says what was written; return where it did."""
    column = col(getattr(Track, name))
    is_it = (col(Track.id) == bindparam("of_track"), col(Track.owner_id) == owner_id, IS_KEPT)
    change = (
        update(Track)
        .where(*is_it, column.is_not_distinct_from(written))
        .values({name: bindparam("old"), "changed_at": at})
    )
    done = 0
    for chunk in _chunks(before):
        rows = [{"of_track": track_id, "old": old} for track_id, old in chunk]
        still = select(func.count()).where(
            *_mine([track_id for track_id, _ in chunk], owner_id),
            column.is_not_distinct_from(written),
        )
        done += session.exec(still).one()
        session.connection().execute(change, rows)
    return done


def throw_away(session: Session, track_ids: Sequence[UUID], *, at: datetime, owner_id: UUID) -> int:
    """Mark the owner's tracks as thrown away in that moment; return how many there were."""
    done = 0
    for chunk in _chunks(track_ids):
        change = update(Track).where(*_mine(chunk, owner_id)).values(deleted_at=at)
        found = session.exec(change.execution_options(synchronize_session=False))
        done += int(getattr(found, "rowcount", 0))
    return done


def bring_back(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> list[UUID]:
    """Bring those of the owner's tracks back that were thrown away; return which."""
    back: list[UUID] = []
    for chunk in _chunks(track_ids):
        gone = (col(Track.id).in_(chunk), col(Track.owner_id) == owner_id, ~IS_KEPT)
        back += session.exec(select(Track.id).where(*gone)).all()
        change = update(Track).where(*gone).values(deleted_at=None)
        session.exec(change.execution_options(synchronize_session=False))
    return back


def delete_for_good(session: Session, track_ids: Sequence[UUID]) -> None:
    """Delete the rows of tracks that were thrown away, and all that hangs on them."""
    for chunk in _chunks(track_ids):
        gone = delete(Track).where(col(Track.id).in_(chunk), ~IS_KEPT)
        session.exec(gone.execution_options(synchronize_session=False))


def _facts(chunk: Sequence[UUID], owner_id: UUID) -> Any:  # noqa: ANN401  — a statement of many columns
    said: list[Any] = [
        func.count().label("total"),
        func.count(col(Track.content_hash)).label("with_audio"),
        func.sum(col(Track.size_bytes)).filter(HAS_AUDIO).label("size"),
        func.sum(col(Track.duration_seconds)).label("seconds"),
    ]
    for name in EDITABLE:
        column = col(getattr(Track, name))
        said += [
            func.count(column).label(f"{name}_known"),
            func.min(column).label(f"{name}_low"),
            func.max(column).label(f"{name}_high"),
        ]
    return select_columns(*said).where(*_mine(chunk, owner_id))


def _share(rows: Sequence[Any], name: str, count: int) -> Shared:
    known = sum(getattr(row, f"{name}_known") for row in rows)
    said = {
        value
        for row in rows
        for value in (getattr(row, f"{name}_low"), getattr(row, f"{name}_high"))
        if value is not None
    }
    is_mixed = len(said) > 1 or 0 < known < count
    return Shared(None if is_mixed or not said else said.pop(), is_mixed)


def _count_tags(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for chunk in _chunks(track_ids):
        query = (
            select(Tag.name, func.count())
            .join(TrackTag, col(TrackTag.tag_id) == Tag.id)
            .where(col(TrackTag.track_id).in_(chunk), Tag.owner_id == owner_id)
            .group_by(col(Tag.id), col(Tag.name))
        )
        for name, count in session.exec(query):
            counts[name] += count
    return dict(sorted(counts.items(), key=lambda one: one[0].casefold()))


def _mine(chunk: Iterable[UUID], owner_id: UUID) -> tuple[Any, ...]:
    return (col(Track.id).in_(list(chunk)), col(Track.owner_id) == owner_id, IS_KEPT)


def _chunks(named: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(named), CHUNK):
        yield named[start : start + CHUNK]
