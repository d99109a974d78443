"""Keep what an engine made."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from pydantic import ValidationError
from sqlmodel import Session

import app.stems.repository as repository
from app import accounts, library
from app.core import clock
from app.core.database import after_commit, announce
from app.core.errors import NotFound, StorageFailed
from app.core.storage import MediaKey, MediaStore
from app.stems.engines import ENGINES
from app.stems.models import Separation, Stem
from app.stems.ports import Recipe, SeparationReport, SeparationsChanged, StemModel
from app.stems.rules.pace import Pace
from app.stems.rules.presets import Wish, cost_of
from app.stems.rules.stem_type import type_and_variant

_PREFERENCE = "separation"

_PACES = 200
"""So many separations of the past tell how fast this machine is."""


@dataclass(frozen=True)
class CurrentFiles:
    """Where the stems of a track's current separation lie, by type; nothing without one."""

    separation_id: UUID | None
    files: dict[str, Path]


def add_separation(
    session: Session,
    report: SeparationReport,
    *,
    recipe: Recipe,
    separation_id: UUID,
    owner_id: UUID,
    track_id: UUID,
    media: MediaStore,
) -> Separation:
    """Move the stems into the storage and add their rows.

    Raises:
        StorageFailed: if the disk refuses.
    """
    separation = Separation(
        id=separation_id,
        owner_id=owner_id,
        track_id=track_id,
        engine=report.engine,
        model=report.model,
        is_draft=ENGINES.get(report.engine).is_draft,
        device=report.device,
        precision=report.precision,
        residual_db=report.residual_db,
        duration_seconds=report.duration_seconds,
        elapsed_seconds=report.elapsed_seconds,
        recipe=recipe.model_dump(mode="json"),
        quality=_describe_quality(report),
    )
    session.add(separation)
    session.flush()
    for place, (name, path) in enumerate(report.stems.items()):
        kind, variant = type_and_variant(name)
        file_name = f"source-{place}" if variant else kind.value
        key = MediaKey(f"stems/{separation_id}/{file_name}.flac")
        picture = path.with_suffix(".peaks")
        if picture.is_file():
            media.put(waveform_key_of(key), picture)
        stem = Stem(
            id=stem_id_of(separation_id, place),
            owner_id=owner_id,
            separation_id=separation_id,
            track_id=track_id,
            place=place,
            type=kind,
            variant=variant,
            media_key=key,
            size_bytes=media.put(key, path),
        )
        session.add(stem)
    session.flush()
    return separation


def stem_id_of(separation_id: UUID, place: int) -> UUID:
    """Return the id of a stem, which is known before the stem is there."""
    return uuid5(separation_id, str(place))


def waveform_key_of(media_key: str) -> MediaKey:
    """Return where the waveform of some media lies: beside them, as ``.peaks``."""
    return MediaKey(f"{media_key.rpartition('.')[0]}.peaks")


def choose(session: Session, separation_id: UUID, *, owner_id: UUID) -> Separation:
    """Make one of the owner's separations the current one of its track.

    Raises:
        NotFound: if there is none, its track was thrown away, or it is somebody else's.
    """
    separation = repository.get_separation(session, separation_id, owner_id=owner_id)
    separation.chosen_at = clock.now()
    announce(session, SeparationsChanged(separation.track_id, owner_id))
    return separation


def delete(session: Session, separation_id: UUID, *, owner_id: UUID, media: MediaStore) -> None:
    """Delete one of the owner's separations; its files go when that is committed.

    If it was the current one, the one that was chosen before it is the current one again.

    Raises:
        NotFound: if there is none, its track was thrown away, or it is somebody else's.
    """
    separation = repository.get_separation(session, separation_id, owner_id=owner_id)
    library.lock_track(session, separation.track_id, owner_id=owner_id)
    parts = repository.list_stems(session, owner_id=owner_id, separation_id=separation_id)
    keys = [MediaKey(part.media_key) for part in parts] + [residual_key_of(separation_id)]
    session.delete(separation)
    session.flush()
    announce(session, SeparationsChanged(separation.track_id, owner_id))
    after_commit(session, lambda: _remove(media, keys))


def find_current_files(
    session: Session, media: MediaStore, *, owner_id: UUID, track_id: UUID
) -> CurrentFiles:
    """Return where the current stems of the owner's track lie.

    One whose file is gone is left out: the others tell something all the same.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    separation = repository.find_current_separation(session, **mine)
    if separation is None:
        return CurrentFiles(None, {})
    files: dict[str, Path] = {}
    for part in repository.list_stems(session, owner_id=owner_id, separation_id=separation.id):
        with suppress(NotFound):
            files[part.type.value] = media.path(MediaKey(part.media_key))
    return CurrentFiles(separation.id, files)


def residual_key_of(separation_id: UUID) -> MediaKey:
    """Return where the residual of a separation lies, once somebody has wanted to hear it."""
    return MediaKey(f"stems/{separation_id}/residual.flac")


def list_residual_keys(session: Session, *, gone_before: datetime | None = None) -> set[str]:
    """Return where residuals may lie, but of tracks thrown away before a moment."""
    return {residual_key_of(one) for one in repository.list_ids(session, gone_before=gone_before)}


def list_keys_of(session: Session, track_ids: Collection[UUID]) -> list[str]:
    """Return where stems and residuals of a few hundred tracks lie, or may lie."""
    residuals = map(residual_key_of, repository.list_ids_of(session, track_ids))
    return [*repository.list_media_keys_of(session, track_ids), *residuals]


def get_preferred(session: Session, *, owner_id: UUID) -> Wish:
    """Return what a user wants of separations where nothing is said.

    What an earlier version wrote and this one does not understand counts as nothing.
    """
    document = accounts.get_preference(session, _PREFERENCE, owner_id=owner_id)
    try:
        return Wish.model_validate(document)
    except ValidationError:
        return Wish()


def set_preferred(session: Session, wish: Wish, *, owner_id: UUID) -> None:
    """Remember what a user wants of separations from now on."""
    document = wish.model_dump(mode="json", exclude_none=True)
    accounts.set_preference(session, _PREFERENCE, document, owner_id=owner_id)


def list_paces(session: Session, models: Iterable[StemModel]) -> list[Pace]:
    """Return how long the last separations here took, newest first; no data of anybody."""
    networks = {model.name: count_networks(model) for model in models}
    return [
        _pace_of(separation, networks.get(separation.model, 1))
        for separation in repository.list_last(session, count=_PACES)
    ]


def count_networks(model: StemModel) -> int:
    """Return how many networks look at everything; engines without any count as one."""
    return max(len(model.signatures), 1)


def _describe_quality(report: SeparationReport) -> dict[str, Any] | None:
    if report.quality is None:
        return None
    document = report.quality.model_dump(mode="json")
    return document | {"device_reason": report.device_reason}


def _pace_of(separation: Separation, networks: int) -> Pace:
    recipe = repository.recipe_of(separation)
    return Pace(
        engine=separation.engine,
        model=separation.model,
        device=separation.device,
        precision=separation.precision,
        cost=cost_of(networks=networks, overlap=recipe.overlap, shifts=recipe.shifts),
        duration_seconds=separation.duration_seconds,
        total_seconds=separation.elapsed_seconds.get("total", 0.0),
        load_seconds=separation.elapsed_seconds.get("load", 0.0),
    )


def _remove(media: MediaStore, keys: list[MediaKey]) -> None:
    """Remove files; what the disk keeps now, the cleaner takes later."""
    for key in keys:
        with suppress(StorageFailed):
            media.delete(waveform_key_of(key))
            media.delete(key)
