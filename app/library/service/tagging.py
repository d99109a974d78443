"""People mark tracks with words of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
import app.library.repository.tags as tags
from app.core.database import announce
from app.core.errors import InvalidInput
from app.library.models import Tag
from app.library.ports import TrackChanged
from app.library.rules.tags import fold_tag, write_tag

MOST_TAGGED: Final = 100_000
MOST_NAMED: Final = 50
MOST_ANNOUNCED: Final = 200
"""Of more tracks that change at once, pages are told once, by the first of them."""


@dataclass(frozen=True)
class Tagging:
    """How many of the tracks that were named are there, and the tags as they are kept."""

    tracks: int
    names: tuple[str, ...]


def tag_tracks(
    session: Session, track_ids: Sequence[UUID], names: Sequence[str], *, owner_id: UUID
) -> Tagging:
    """Mark tracks with tags, which are made where the owner has none of that name.

    Tracks that the owner does not have are left out.

    Raises:
        InvalidInput: if a name cannot be a tag, or there are too many.
    """
    wanted = _check(track_ids, names)
    mine = _mine(session, track_ids, owner_id=owner_id)
    there = tags.find_tags(session, wanted, owner_id=owner_id)
    for folded, name in wanted.items():
        if folded not in there:
            tag = Tag(owner_id=owner_id, name=name, folded=folded)
            there[folded] = tags.make_tag(session, tag)
    tags.mark(session, mine, [there[folded].id for folded in wanted])
    _announce(session, mine, owner_id=owner_id)
    return Tagging(len(mine), tuple(there[folded].name for folded in wanted))


def untag_tracks(
    session: Session, track_ids: Sequence[UUID], names: Sequence[str], *, owner_id: UUID
) -> Tagging:
    """Take tags off tracks; the tags stay, and so do tracks that the owner does not have.

    Raises:
        InvalidInput: if a name cannot be a tag, or there are too many.
    """
    wanted = _check(track_ids, names)
    mine = _mine(session, track_ids, owner_id=owner_id)
    there = tags.find_tags(session, wanted, owner_id=owner_id)
    tags.unmark(session, mine, [tag.id for tag in there.values()])
    _announce(session, mine, owner_id=owner_id)
    return Tagging(len(mine), tuple(tag.name for tag in there.values()))


def rename_tag(session: Session, tag_id: UUID, name: str, *, owner_id: UUID) -> Tag:
    """Call a tag by another name; if the owner has one of that name, the two become one.

    Raises:
        NotFound: if the owner has no such tag.
        InvalidInput: if the name cannot be a tag.
    """
    tag = tags.get_tag(session, tag_id, owner_id=owner_id)
    written = write_tag(name)
    folded = fold_tag(written)
    other = tags.find_tags(session, [folded], owner_id=owner_id).get(folded)
    if other is not None and other.id != tag.id:
        tags.move_marks(session, tag.id, other.id)
        session.expunge(tag)
        return other
    tag.name, tag.folded = written, folded
    session.add(tag)
    return tag


def delete_tag(session: Session, tag_id: UUID, *, owner_id: UUID) -> None:
    """Delete a tag and take it off all tracks.

    Raises:
        NotFound: if the owner has no such tag.
    """
    session.delete(tags.get_tag(session, tag_id, owner_id=owner_id))


def _check(track_ids: Sequence[UUID], names: Sequence[str]) -> dict[str, str]:
    if len(track_ids) > MOST_TAGGED or len(names) > MOST_NAMED:
        raise InvalidInput(
            f"Tag at most {MOST_TAGGED} tracks with at most {MOST_NAMED} tags at once."
        )
    written = [write_tag(name) for name in names]
    if not written:
        raise InvalidInput("Name at least one tag.")
    return {fold_tag(name): name for name in reversed(written)}


def _mine(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> list[UUID]:
    return repository.keep_known(session, list(dict.fromkeys(track_ids)), owner_id=owner_id)


def _announce(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> None:
    told = track_ids if len(track_ids) <= MOST_ANNOUNCED else track_ids[:1]
    for track_id in told:
        announce(session, TrackChanged(track_id, owner_id))
