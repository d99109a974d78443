"""Tracks of one user that are the same recording, whatever their files."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.sources.repository.fingerprints as repository
from app import library
from app.core import clock
from app.core.database import announce
from app.core.errors import NotFound
from app.library import Track, TrackChanged
from app.sources.models import Fingerprint
from app.sources.rules.keeping import (
    HEAD_BYTES,
    MOST_TWINS,
    SOUND_VERSION,
    Twin,
    count_shared,
    read_head,
    write_head,
)
from app.sources.rules.recognition import LENGTHS_SECONDS, SHARED_KEYS_AT_LEAST
from app.sources.service.recognising import AlikeTrack, KnownSound, SoundReport, to_text

MOST_COMPARED: Final = 8
"""So many of the tracks that share the most keys are compared with a new one."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two tracks of one recording; ``newer`` came later. ``difference`` is 0..1."""

    newer: Track
    older: Track
    difference: float

    def other(self, track_id: UUID) -> Track:
        """Return the one that is not named."""
        return self.older if track_id == self.newer.id else self.newer


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """Some of the duplicates of a user, and how many there are in all."""

    rows: tuple[Duplicate, ...]
    total: int


def is_recognised(session: Session, track_id: UUID, *, owner_id: UUID) -> bool | None:
    """Say whether a track was compared with the others; None if nobody has listened to it."""
    found = repository.find_fingerprint(session, track_id, owner_id=owner_id)
    return None if found is None else found.version == SOUND_VERSION


def keep_sound(session: Session, track_id: UUID, heard: SoundReport, *, owner_id: UUID) -> None:
    """Write down what a track is recognised by; it is not compared with the others by that.

    Raises:
        NotFound: if the owner has no such track.
    """
    library.get_track(session, track_id, owner_id=owner_id)
    if repository.find_fingerprint(session, track_id, owner_id=owner_id) is not None:
        return
    session.add(
        Fingerprint(
            track_id=track_id,
            owner_id=owner_id,
            version=0,
            duration_seconds=heard.duration_seconds,
            words=base64.b64decode(heard.kept),
        )
    )


def find_candidates(session: Session, track_id: UUID, *, owner_id: UUID) -> list[KnownSound]:
    """Return the owner's tracks that may be the same recording, the likeliest first."""
    mine = repository.find_fingerprint(session, track_id, owner_id=owner_id)
    keys = read_head(mine.words).keys if mine else ()
    if mine is None or not keys:
        return []
    others = repository.list_keys(
        session,
        owner_id=owner_id,
        but=track_id,
        shortest=mine.duration_seconds - LENGTHS_SECONDS,
        longest=mine.duration_seconds + LENGTHS_SECONDS,
    )
    shared = count_shared(keys, (kept for _, kept in others))
    likely = [
        (count, other_id)
        for count, (other_id, _) in zip(shared, others, strict=True)
        if count >= SHARED_KEYS_AT_LEAST
    ]
    likely.sort(key=lambda one: -one[0])
    found: list[KnownSound] = []
    for _, other_id in likely[:MOST_COMPARED]:
        other = repository.find_fingerprint(session, other_id, owner_id=owner_id)
        if other is not None:
            length = other.duration_seconds
            sound = KnownSound(
                track_id=other_id, kept=to_text(other.words), duration_seconds=length
            )
            found.append(sound)
    return found


def keep_twins(
    session: Session, track_id: UUID, alike: Sequence[AlikeTrack], *, owner_id: UUID
) -> list[Track]:
    """Write down which tracks are the same recording as this one; return those that are there.

    What somebody has answered before still holds.
    """
    by_id = {one.track_id: one for one in alike}
    rows = repository.lock_fingerprints(session, {track_id, *by_id}, owner_id=owner_id)
    mine = rows.pop(track_id, None)
    if mine is None:
        return []
    for other_id, row in rows.items():
        _add_twin(session, mine, Twin(other_id, by_id[other_id].difference))
        _add_twin(session, row, Twin(track_id, by_id[other_id].difference))
    mine.version = SOUND_VERSION
    session.add(mine)
    session.flush()
    found = [library.find_track(session, one, owner_id=owner_id) for one in by_id if one in rows]
    there = [track for track in found if track is not None]
    for track in there:
        announce(session, TrackChanged(track.id, owner_id))
    if there:
        announce(session, TrackChanged(track_id, owner_id))
    return there


def list_duplicates(
    session: Session, *, owner_id: UUID, start: int = 0, count: int = 50
) -> DuplicatePage:
    """Return the owner's tracks that are there twice, the newest first, but those kept on purpose.

    Tracks that were thrown away are left out, until they come back.
    """
    heads = dict(repository.list_open_heads(session, owner_id=owner_id))
    pairs: dict[frozenset[UUID], float] = {}
    for track_id, head in heads.items():
        for twin in read_head(head).twins:
            if not twin.is_settled and twin.track_id in heads:
                pairs[frozenset({track_id, twin.track_id})] = twin.difference
    came = library.list_moments(session, {one for pair in pairs for one in pair}, owner_id=owner_id)
    ordered = sorted(
        (sorted(pair, key=lambda one: (came[one], one), reverse=True) for pair in pairs),
        key=lambda pair: (came[pair[0]], pair),
        reverse=True,
    )
    rows = [
        Duplicate(
            library.get_track(session, newer, owner_id=owner_id),
            library.get_track(session, older, owner_id=owner_id),
            pairs[frozenset({newer, older})],
        )
        for newer, older in ordered[start : start + count]
    ]
    return DuplicatePage(tuple(rows), len(ordered))


def list_duplicates_of(session: Session, track_id: UUID, *, owner_id: UUID) -> list[Duplicate]:
    """Return the tracks that are the same recording as this one, but those kept on purpose.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = library.get_track(session, track_id, owner_id=owner_id)
    row = repository.find_fingerprint(session, track_id, owner_id=owner_id)
    found: list[Duplicate] = []
    for twin in read_head(row.words).twins if row else ():
        other = library.find_track(session, twin.track_id, owner_id=owner_id)
        if other is not None and not twin.is_settled:
            pair = sorted((track, other), key=lambda one: (one.created_at, one.id))
            found.append(Duplicate(pair[1], pair[0], twin.difference))
    return found


def keep_both(session: Session, track_id: UUID, other_id: UUID, *, owner_id: UUID) -> None:
    """Remember that two tracks of one recording are both wanted.

    Raises:
        NotFound: if they are not known to be the same recording, or are not the owner's.
    """
    check_duplicate(session, track_id, other_id, owner_id=owner_id)
    rows = repository.lock_fingerprints(session, {track_id, other_id}, owner_id=owner_id)
    for row in rows.values():
        head = read_head(row.words)
        settled = (
            Twin(twin.track_id, twin.difference, is_settled=True)
            if twin.track_id in {track_id, other_id}
            else twin
            for twin in head.twins
        )
        _write_twins(session, row, tuple(settled))
    for one in (track_id, other_id):
        announce(session, TrackChanged(one, owner_id))


def check_duplicate(session: Session, track_id: UUID, other_id: UUID, *, owner_id: UUID) -> None:
    """Go on if two of the owner's tracks were found to be the same recording.

    Raises:
        NotFound: if they were not, or one of them is gone.
    """
    for one in (track_id, other_id):
        library.get_track(session, one, owner_id=owner_id)
    row = repository.find_fingerprint(session, track_id, owner_id=owner_id)
    twins = read_head(row.words).twins if row else ()
    if other_id not in {twin.track_id for twin in twins}:
        raise NotFound("These two are not known to be the same recording. Look at the list anew.")


def list_unheard(
    session: Session, *, count: int, owner_id: UUID | None = None
) -> list[tuple[UUID, UUID]]:
    """Return tracks that were not compared with the others, each with its owner."""
    return repository.list_unheard(session, count=count, owner_id=owner_id)


def count_unheard(session: Session, *, owner_id: UUID) -> int:
    """Return how many of the owner's tracks were not compared with the others."""
    return repository.count_unheard(session, owner_id=owner_id)


def _add_twin(session: Session, row: Fingerprint, twin: Twin) -> None:
    """Add a twin, unless it is known or there are too many."""
    twins = read_head(row.words).twins
    if len(twins) < MOST_TWINS and twin.track_id not in {one.track_id for one in twins}:
        _write_twins(session, row, (*twins, twin))


def _write_twins(session: Session, row: Fingerprint, twins: tuple[Twin, ...]) -> None:
    head = read_head(row.words)
    row.words = write_head(type(head)(head.keys, twins)) + row.words[HEAD_BYTES:]
    row.created_at = clock.now()
    session.add(row)
