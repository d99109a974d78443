"""Separations by a network, for tests of what becomes of them."""

from pathlib import Path
from typing import Any
from uuid import UUID

from app import library, pipeline
from app.pipeline import SeparateArguments
from tests.api.v1.rows import add, make_track
from tests.houses import House


def separate_with(house: House, model: str, **more: Any) -> UUID:
    """Ask for the stems of a track of the library by a network; return the pipeline's id."""
    track = make_track(house, "song")
    add(house, track)
    house.media.put(library.media_key_of(track.id), write_file(house))
    separation = SeparateArguments(engine="demucs", model=model, **more)
    with house.database.transaction() as session:
        known = library.get_track(session, track.id, owner_id=house.owner_id)
        return pipeline.separate(session, known, separation=separation).id


def write_file(house: House) -> Path:
    path = house.settings.data_folder / "song"
    path.write_bytes(b"some music")
    return path
