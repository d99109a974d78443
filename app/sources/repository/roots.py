"""Questions about folders of the server, and about the files that were seen in them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.sources.models import LibraryRoot, RootFile, RootKind
from app.sources.rules.roots import KnownFile, Stamp

CHUNK = 500
"""So many paths go into one statement."""

IS_FAULTY = col(RootFile.fault).is_not(None)


@dataclass(frozen=True)
class RootCounts:
    """How many files of a folder are tracks, missing, of no use, and seen at all."""

    files: int = 0
    tracks: int = 0
    missing: int = 0
    faulty: int = 0


def list_roots(session: Session) -> list[LibraryRoot]:
    """Return everybody's folders, by name."""
    return list(session.exec(select(LibraryRoot).order_by(LibraryRoot.name, LibraryRoot.path)))


def get_root(session: Session, root_id: UUID) -> LibraryRoot:
    """Return a folder, whoever its music belongs to.

    Raises:
        NotFound: if there is none.
    """
    root = session.get(LibraryRoot, root_id)
    if root is None:
        raise NotFound("There is no such folder.")
    return root


def insert_root(session: Session, root: LibraryRoot) -> bool:
    """Add a folder; say so if nobody has added the same one meanwhile."""
    try:
        with session.begin_nested():
            session.add(root)
            session.flush()
    except IntegrityError:
        return False
    return True


def lock_root(session: Session, root_id: UUID) -> LibraryRoot:
    """Return a folder, and keep others from locking it meanwhile; files of it can be added.

    Raises:
        NotFound: if there is none.
    """
    query = select(LibraryRoot).where(LibraryRoot.id == root_id)
    root = session.exec(query.with_for_update(key_share=True)).first()
    if root is None:
        raise NotFound("There is no such folder.")
    return root


def count_files(session: Session) -> Mapping[UUID, RootCounts]:
    """Return the counts of every folder that has files."""
    query = select_columns(
        col(RootFile.root_id),
        func.count(),
        func.count(col(RootFile.track_id)),
        func.sum(case((col(RootFile.is_missing), 1), else_=0)),
        func.sum(case((IS_FAULTY, 1), else_=0)),
    ).group_by(col(RootFile.root_id))
    found = session.connection().execute(query)
    return {root_id: RootCounts(*map(int, counts)) for root_id, *counts in found}


def list_troubled(session: Session, root_id: UUID, *, limit: int) -> list[RootFile]:
    """Return files of a folder that are no tracks or are missing, by path."""
    query = (
        select(RootFile)
        .where(RootFile.root_id == root_id, or_(IS_FAULTY, col(RootFile.is_missing)))
        .order_by(col(RootFile.path))
        .limit(limit)
    )
    return list(session.exec(query))


def claim_look(session: Session, root_id: UUID, *, now: datetime, before: datetime) -> bool:
    """Say whether the caller is the one who looks into a folder not looked into since."""
    is_due = or_(col(LibraryRoot.scanned_at).is_(None), col(LibraryRoot.scanned_at) <= before)
    here = (col(LibraryRoot.id) == root_id, col(LibraryRoot.is_paused).is_(False), is_due)
    claimed = session.exec(update(LibraryRoot).where(*here).values(scanned_at=now))
    return claimed.rowcount == 1


def read_known(session: Session, root_id: UUID) -> dict[str, KnownFile]:
    """Return what is known of all files of a folder, by path."""
    query = select_columns(
        col(RootFile.path),
        col(RootFile.size_bytes),
        col(RootFile.modified_ns),
        col(RootFile.is_missing),
        or_(col(RootFile.track_id).is_not(None), IS_FAULTY),
    ).where(col(RootFile.root_id) == root_id)
    return {
        path: KnownFile(Stamp(size, modified), bool(missing), bool(settled))
        for path, size, modified, missing, settled in session.connection().execute(query)
    }


def find_files(session: Session, root_id: UUID, paths: Collection[str]) -> list[RootFile]:
    """Return the known files of a folder at these paths."""
    found: list[RootFile] = []
    for chunk in _chunks_of(paths):
        query = select(RootFile).where(RootFile.root_id == root_id, col(RootFile.path).in_(chunk))
        found += session.exec(query)
    return found


def mark_missing(
    session: Session, root_id: UUID, paths: Iterable[str], *, is_missing: bool
) -> None:
    """Write down that files are not there, or are there again."""
    for chunk in _chunks_of(paths):
        here = (col(RootFile.root_id) == root_id, col(RootFile.path).in_(chunk))
        session.exec(update(RootFile).where(*here).values(is_missing=is_missing))


def find_file(
    session: Session, file_id: UUID, *, owner_id: UUID
) -> tuple[RootFile, LibraryRoot] | None:
    """Return a file of one of the owner's folders."""
    query = (
        select(RootFile, LibraryRoot)
        .join(LibraryRoot, col(LibraryRoot.id) == RootFile.root_id)
        .where(RootFile.id == file_id, LibraryRoot.owner_id == owner_id)
    )
    return session.exec(query).first()


def list_places(
    session: Session, track_id: UUID, *, owner_id: UUID
) -> list[tuple[RootFile, LibraryRoot]]:
    """Return where the owner's track lies in folders whose files stay in place, the there first."""
    query = (
        select(RootFile, LibraryRoot)
        .join(LibraryRoot, col(LibraryRoot.id) == RootFile.root_id)
        .where(
            RootFile.track_id == track_id,
            LibraryRoot.owner_id == owner_id,
            LibraryRoot.kind == RootKind.IN_PLACE,
        )
        .order_by(col(RootFile.is_missing), col(RootFile.path))
    )
    return list(session.exec(query))


def was_moved(session: Session, track_id: UUID, *, root_id: UUID, but: UUID) -> bool:
    """Say whether a track lay in this folder at another path, where it is not any more."""
    moved = _is_moved(track_id, root_id=root_id, but=but)
    return session.exec(select(RootFile.id).where(moved).limit(1)).first() is not None


def forget_moved(session: Session, track_id: UUID, *, root_id: UUID, but: UUID) -> None:
    """Forget where a track lay in this folder before."""
    session.exec(delete(RootFile).where(_is_moved(track_id, root_id=root_id, but=but)))


def list_track_ids_only_in(session: Session, root_id: UUID) -> list[UUID]:
    """Return the tracks that lie in this folder, and in no other whose files stay in place."""
    elsewhere = (
        select_columns(col(RootFile.track_id))
        .join(LibraryRoot, col(LibraryRoot.id) == RootFile.root_id)
        .where(
            col(RootFile.root_id) != root_id,
            col(LibraryRoot.kind) == RootKind.IN_PLACE,
            col(RootFile.track_id).is_not(None),
        )
    )
    query = (
        select_columns(col(RootFile.track_id))
        .where(
            col(RootFile.root_id) == root_id,
            col(RootFile.track_id).is_not(None),
            col(RootFile.track_id).not_in(elsewhere),
        )
        .distinct()
    )
    found = session.connection().execute(query)
    return [track_id for (track_id,) in found if track_id is not None]


def _chunks_of(paths: Iterable[str]) -> Iterator[list[str]]:
    left = list(paths)
    for start in range(0, len(left), CHUNK):
        yield left[start : start + CHUNK]


def _is_moved(track_id: UUID, *, root_id: UUID, but: UUID) -> ColumnElement[bool]:
    return and_(
        col(RootFile.track_id) == track_id,
        col(RootFile.root_id) == root_id,
        col(RootFile.is_missing),
        col(RootFile.id) != but,
    )
