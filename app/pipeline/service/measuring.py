"""What the files of users take, and what is left on the disk.

Originals and stems are summed from rows.  Caches and pictures have no rows that say their sizes, so
the storage is walked for them, at most once in ten minutes and never for two who ask at once.
"""

import shutil
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app import accounts
from app.accounts import Role, User
from app.pipeline.errors import NotAllowed
from app.pipeline.ports import Tools
from app.pipeline.repository import HeldBytes, TrackBytes
from app.pipeline.rules import name_in_key
from app.pipeline.stages.upkeep import kind_of

LARGEST: Final = 20
FRESH_SECONDS: Final = 600.0

_ADMINS: Final = (Role.ADMIN, Role.SUPER_ADMIN)


@dataclass(frozen=True)
class DiskUse:
    """What the files of one user take; ``gone_bytes`` are of what is in the trash.

    Originals and stems count against ``quota_bytes``, those in the trash too; it is None if there
    is no limit.
    """

    owner_id: UUID
    email: str
    tracks: int
    originals_bytes: int
    stems_bytes: int
    pictures_bytes: int
    caches_bytes: int
    gone_bytes: int
    quota_bytes: int | None

    @property
    def used_bytes(self) -> int:
        """Return what counts against the quota."""
        return self.originals_bytes + self.stems_bytes + self.gone_bytes

    @property
    def left_bytes(self) -> int | None:
        """Return what the quota leaves, None if there is none."""
        return None if self.quota_bytes is None else max(0, self.quota_bytes - self.used_bytes)


@dataclass(frozen=True)
class MachineUse:
    """What all users' files take, each as :class:`DiskUse` says, and what the disk has left."""

    users: tuple[DiskUse, ...]
    database_bytes: int
    free_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class _Walked:
    """What has no row that says its size: caches by track, separation or picture, and pictures."""

    at: float
    caches: Mapping[str, int] = field(default_factory=dict[str, int])
    pictures: Mapping[str, int] = field(default_factory=dict[str, int])


_WALKS: dict[Path, _Walked] = {}
_WALKING = threading.Lock()


def view_disk(tools: Tools, *, owner_id: UUID) -> DiskUse:
    """Return what the files of a user take.

    Raises:
        NotFound: if there is no such user.
    """
    walked = _walk(tools)
    with tools.database.reading() as session:
        return _view(session, tools, accounts.get_user(session, owner_id), walked)


def list_largest_tracks(
    session: Session, *, owner_id: UUID, count: int = LARGEST
) -> list[TrackBytes]:
    """Return the owner's tracks that take most, stems included."""
    return repository.list_largest(session, owner_id=owner_id, count=count)


def view_machine(tools: Tools, *, by: User) -> MachineUse:
    """Return what everybody's files take, whoever takes most first; for administrators only.

    Raises:
        NotAllowed: for anybody else.
    """
    if not may_see_all(by):
        raise NotAllowed("Only an administrator sees what others take. Your own is under Disk.")
    return measure_machine(tools)


def may_see_all(user: User) -> bool:
    """Say whether a user sees what the files of others take."""
    return user.role in _ADMINS


def measure_machine(tools: Tools) -> MachineUse:
    """Return what everybody's files take, for those who own the machine."""
    walked = _walk(tools)
    with tools.database.reading() as session:
        people = [one for one in accounts.list_users(session) if one.role is not Role.SYSTEM]
        held = repository.sum_held(session)
        caches = _sum_caches(session, walked)
        pictures = _sum_pictures(session, walked)
        uses = [
            _use_of(
                one,
                held.get(one.id, HeldBytes()),
                caches=caches[one.id] + pictures[one.id][1],
                pictures=pictures[one.id][0],
                quota=repository.quota_of(session, tools.settings, owner_id=one.id),
            )
            for one in people
        ]
        database_bytes = repository.measure_database(session)
    disk = shutil.disk_usage(tools.media.folder)
    users = tuple(sorted(uses, key=lambda use: (-use.used_bytes, use.email)))
    return MachineUse(users, database_bytes, free_bytes=disk.free, total_bytes=disk.total)


def measure_anew(tools: Tools) -> None:
    """Forget what the storage was found to hold: something of it was removed."""
    with _WALKING:
        _WALKS.pop(tools.media.folder, None)


def _view(session: Session, tools: Tools, user: User, walked: _Walked) -> DiskUse:
    held = repository.sum_held(session, owner_id=user.id).get(user.id, HeldBytes())
    pictures, resized = _sum_pictures(session, walked, owner_id=user.id)[user.id]
    return _use_of(
        user,
        held,
        caches=_sum_caches(session, walked, owner_id=user.id)[user.id] + resized,
        pictures=pictures,
        quota=repository.quota_of(session, tools.settings, owner_id=user.id),
    )


def _use_of(
    user: User, held: HeldBytes, *, caches: int, pictures: int, quota: int | None
) -> DiskUse:
    return DiskUse(
        owner_id=user.id,
        email=user.email,
        tracks=held.tracks,
        originals_bytes=held.originals,
        stems_bytes=held.stems,
        pictures_bytes=pictures,
        caches_bytes=caches,
        gone_bytes=held.gone,
        quota_bytes=quota,
    )


def _sum_caches(
    session: Session, walked: _Walked, *, owner_id: UUID | None = None
) -> Counter[UUID]:
    sums: Counter[UUID] = Counter()
    for named, owner in repository.list_media_owners(session, owner_id=owner_id).items():
        if size := walked.caches.get(str(named)):
            sums[owner] += size
    return sums


def _sum_pictures(
    session: Session, walked: _Walked, *, owner_id: UUID | None = None
) -> defaultdict[UUID, tuple[int, int]]:
    """Return what the pictures of users take, and what their copies in other sizes take."""
    sums: defaultdict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for owner, picture in repository.list_pictures(session, owner_id=owner_id):
        whole, resized = sums[owner]
        sums[owner] = (
            whole + walked.pictures.get(picture, 0),
            resized + walked.caches.get(picture, 0),
        )
    return sums


def _walk(tools: Tools) -> _Walked:
    folder = tools.media.folder
    with _WALKING:
        known = _WALKS.get(folder)
        if known is not None and monotonic() - known.at < FRESH_SECONDS:
            return known
        caches: Counter[str] = Counter()
        pictures: Counter[str] = Counter()
        for key, size_bytes in tools.media.sizes():
            kind = kind_of(key)
            if kind == "caches":
                caches[name_in_key(key)] += size_bytes
            elif kind == "pictures":
                pictures[name_in_key(key)] += size_bytes
        walked = _Walked(monotonic(), caches, pictures)
        _WALKS[folder] = walked
        return walked
