"""Keep what an engine made."""

from uuid import UUID

from sqlmodel import Session

from app.core.storage import MediaKey, MediaStore
from app.stems.engines import ENGINES
from app.stems.models import Separation, Stem
from app.stems.ports import Recipe, SeparationReport
from app.stems.rules.stem_type import StemType


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
    )
    session.add(separation)
    session.flush()
    for place, (name, path) in enumerate(report.stems.items()):
        kind, variant = _type_and_variant(name)
        file_name = f"source-{place}" if variant else kind.value
        key = MediaKey(f"stems/{separation_id}/{file_name}.flac")
        stem = Stem(
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


def waveform_key_of(media_key: str) -> MediaKey:
    """Return where the waveform of some media lies: beside them, as ``.peaks``."""
    return MediaKey(f"{media_key.rpartition('.')[0]}.peaks")


def _type_and_variant(name: str) -> tuple[StemType, str | None]:
    """Call a source of a foreign model that we have no type for "other", and keep its name."""
    known = name in StemType.__members__.values()
    return (StemType(name), None) if known else (StemType.OTHER, name[:40])
