"""What can be asked of an export, and what an exporter is given."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field

DEFAULT_TEMPLATE: Final = "[{artist} - ]{title} ({stem})"
TEMPLATE_AT_MOST: Final = 200


class ExportChoice(BaseModel):
    """How stems are to leave: the format by its name in the catalog, and how files are called."""

    format: str = "flac24"
    template: str = Field(default=DEFAULT_TEMPLATE, min_length=1, max_length=TEMPLATE_AT_MOST)


@dataclass(frozen=True)
class ExportFormat:
    """A format for sound: ``coding`` is what the ffmpeg program is told, ``container`` its muxer.

    ``bits`` is set where samples are whole numbers of that many bits.
    """

    name: str
    label: str
    extension: str
    media_type: str
    container: str
    coding: tuple[str, ...]
    bits: int | None = None


@dataclass(frozen=True)
class SoundTags:
    """What a file says of its music; a value that is missing is left out."""

    title: str
    artist: str | None = None
    album: str | None = None
    genre: str | None = None
    year: int | None = None
    tempo_bpm: float | None = None
    key: str | None = None
    comment: str | None = None


@dataclass(frozen=True)
class ExportFile:
    """One sound to export: where it lies, what it is called outside, and what its tags say.

    ``artwork_of`` is a file that may carry a picture to take along.
    """

    name: str
    source: Path
    format: ExportFormat
    tags: SoundTags
    artwork_of: Path | None = None


@dataclass(frozen=True)
class Entry:
    """One file of an archive; its content is made while the archive is read."""

    name: str
    blocks: Callable[[], Iterator[bytes]]
    size_bytes: int | None = None


@dataclass(frozen=True)
class ListedTrack:
    """A track as lists name it; ``file_name`` is what its original is called when it is saved."""

    artist: str | None
    title: str
    duration_seconds: float
    file_name: str


@dataclass(frozen=True)
class PlaylistFormat:
    """A way to write a playlist down: ``write`` takes its title and its tracks in order."""

    name: str
    label: str
    extension: str
    media_type: str
    write: Callable[[str, Sequence[ListedTrack]], str]


@dataclass(frozen=True)
class MidiNote:
    """A note: MIDI pitch, velocity 1..127."""

    start_seconds: float
    end_seconds: float
    pitch: int
    velocity: int


@dataclass(frozen=True)
class MidiPart:
    """What one player plays; ``program`` is an instrument of General MIDI, from 0 on."""

    name: str
    program: int
    is_drums: bool
    notes: Sequence[MidiNote]


@dataclass(frozen=True)
class MidiExport:
    """Notes as a Standard MIDI File, and what it is called."""

    name: str
    content: bytes


@dataclass(frozen=True)
class PlaylistFile:
    """A playlist that was written down."""

    name: str
    media_type: str
    text: str
