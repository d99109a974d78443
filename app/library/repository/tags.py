"""Questions about tags and the tracks that are marked with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.core.errors import NotFound
from app.library.models import Tag, Track, TrackTag
from app.library.repository.tracks import IS_KEPT

CHUNK = 500


@dataclass(frozen=True)
class TagView:
    """A tag, and how many tracks show it."""

    id: UUID
    name: str
    count: int


def list_tags(session: Session, *, owner_id: UUID) -> list[TagView]:
    """Return the owner's tags by their names, with how many tracks each marks."""
    query = (
        select(Tag.id, Tag.name, func.count(col(Track.id)))
        .outerjoin(TrackTag, col(TrackTag.tag_id) == Tag.id)
        .outerjoin(Track, (col(Track.id) == TrackTag.track_id) & IS_KEPT)
        .where(Tag.owner_id == owner_id)
        .group_by(col(Tag.id), col(Tag.name), col(Tag.folded))
        .order_by(col(Tag.folded))
    )
    return [TagView(*row) for row in session.exec(query)]


def tags_of(
    session: Session, track_ids: Collection[UUID], *, owner_id: UUID
) -> dict[UUID, list[str]]:
    """Return the tags of each of the owner's tracks in one query; those without are left out."""
    named: dict[UUID, list[str]] = {}
    if not track_ids:
        return named
    query = (
        select(TrackTag.track_id, Tag.name)
        .join(Tag, col(Tag.id) == TrackTag.tag_id)
        .where(col(TrackTag.track_id).in_(track_ids), Tag.owner_id == owner_id)
        .order_by(col(Tag.folded))
    )
    for track_id, name in session.exec(query):
        named.setdefault(track_id, []).append(name)
    return named


def get_tag(session: Session, tag_id: UUID, *, owner_id: UUID) -> Tag:
    """Return the owner's tag.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    tag = session.exec(select(Tag).where(Tag.id == tag_id, Tag.owner_id == owner_id)).first()
    if tag is None:
        raise NotFound("There is no such tag.")
    return tag


def find_tags(session: Session, folded: Collection[str], *, owner_id: UUID) -> dict[str, Tag]:
    """Return those of the tags that the owner has, by how they are folded.

    Others wait who would change them or mark with them meanwhile.
    """
    query = (
        select(Tag)
        .where(col(Tag.folded).in_(folded), Tag.owner_id == owner_id)
        .order_by(col(Tag.folded))
        .with_for_update()
    )
    return {tag.folded: tag for tag in session.exec(query)}


def make_tag(session: Session, tag: Tag) -> Tag:
    """Add a tag, or return the owner's one that somebody else has made meanwhile."""
    try:
        with session.begin_nested():
            session.add(tag)
            session.flush()
    except IntegrityError:
        found = find_tags(session, [tag.folded], owner_id=tag.owner_id)
        if tag.folded not in found:
            raise
        return found[tag.folded]
    return tag


def mark(session: Session, track_ids: Sequence[UUID], tag_ids: Sequence[UUID]) -> None:
    """Mark each of the tracks with each of the tags; what is marked already stays."""
    for chunk in _chunks(track_ids):
        query = select(TrackTag.track_id, TrackTag.tag_id).where(
            col(TrackTag.track_id).in_(chunk), col(TrackTag.tag_id).in_(tag_ids)
        )
        there = set(session.exec(query).all())
        rows = [
            {"track_id": track_id, "tag_id": tag_id}
            for track_id in chunk
            for tag_id in tag_ids
            if (track_id, tag_id) not in there
        ]
        if rows:
            session.exec(insert(TrackTag), params=rows)


def unmark(session: Session, track_ids: Sequence[UUID], tag_ids: Sequence[UUID]) -> None:
    """Take tags off tracks."""
    for chunk in _chunks(track_ids):
        marked = (col(TrackTag.track_id).in_(chunk), col(TrackTag.tag_id).in_(tag_ids))
        session.exec(delete(TrackTag).where(*marked))


def move_marks(session: Session, old: UUID, new: UUID) -> None:
    """Mark with one tag what is marked with another, which goes."""
    marked = session.exec(select(TrackTag.track_id).where(TrackTag.tag_id == old)).all()
    mark(session, marked, [new])
    session.exec(delete(Tag).where(col(Tag.id) == old))


def _chunks(track_ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [track_ids[start : start + CHUNK] for start in range(0, len(track_ids), CHUNK)]
