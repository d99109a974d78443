"""What comes of a transcription: for programs, for people, and as a file."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from pydantic import BaseModel

from app.cli import screen
from app.cli.delivery import safe_name
from app.core.errors import InvalidInput
from app.core.workplace import refusals_of


class Note(BaseModel):
    """A note: MIDI pitch (60 is middle C), velocity 1..127."""

    start_seconds: float
    end_seconds: float
    pitch: int
    velocity: int


class WrittenStem(BaseModel):
    """The notes of one stem; one line of ``sfa transcribe --json``.

    ``file`` is what was asked for, as it was given, and ``track_id`` is its track in the library,
    if it is one.
    """

    file: str
    track_id: UUID | None = None
    stem_type: str
    engine: str
    engine_version: int
    tempo_bpm: float | None
    count: int
    notes: list[Note]
    midi: Path


def to_notes(rows: Sequence[Sequence[float]]) -> list[Note]:
    """Return the rows of an engine as notes."""
    return [
        Note(start_seconds=start, end_seconds=end, pitch=int(pitch), velocity=int(velocity))
        for start, end, pitch, velocity in rows
    ]


def choose_place(out: Path | None, name: str) -> Path:
    """Return where the MIDI file is to be: where somebody wants it, or named after the music.

    Raises:
        InvalidInput: if that is a folder.
    """
    place = (out or Path(f"{safe_name(name)}.mid")).expanduser().absolute()
    if place.is_dir():
        raise InvalidInput(f"'{place}' is a folder. Name a file, such as '{place / 'notes.mid'}'.")
    return place


def write_file(place: Path, content: bytes) -> None:
    """Write a file that is there as a whole or not at all.

    Raises:
        StorageFailed: if the disk refuses.
    """
    part = place.with_name(f".{uuid4().hex}.part")
    with refusals_of(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(content)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)


def show(made: WrittenStem, *, as_json: bool) -> None:
    """Print a result."""
    if as_json:
        screen.write_json(made.model_dump(mode="json"))
        return
    count = "1 note" if made.count == 1 else f"{made.count} notes"
    tempo = (
        "120.00 BPM, no pulse was heard" if made.tempo_bpm is None else f"{made.tempo_bpm:.2f} BPM"
    )
    screen.line(f"{made.stem_type}: {count} ({made.engine}, {tempo})  {made.midi}")
