"""Plan what leaves: which files, called how, with what tags."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session

from app import accounts, analysis, library, sources, stems
from app.analysis import Analysis, StemNotes, TrackAnalysis, Transcription
from app.core.audio import ffmpeg_path
from app.core.errors import NotFound
from app.core.storage import MediaKey, MediaStore
from app.exports.encoding import FORMATS, PLAYLIST_FORMATS, encode, map_tempo, write_midi
from app.exports.ports import (
    Entry,
    ExportChoice,
    ExportFile,
    ListedTrack,
    MidiExport,
    MidiNote,
    MidiPart,
    PlaylistFile,
    SoundTags,
)
from app.exports.rules import check_template, fill_template, tell_apart
from app.library import Track
from app.stems import Separation, Stem, StemType

BLOCK_BYTES: Final = 1 << 20
PREFERENCE: Final = "export"

PROGRAMS: Final = {
    StemType.VOCALS: 52,
    StemType.BASS: 33,
    StemType.OTHER: 80,
    StemType.GUITAR: 25,
    StemType.PIANO: 0,
    StemType.ELECTRIC_GUITAR: 27,
    StemType.ACOUSTIC_GUITAR: 25,
    StemType.SYNTH: 80,
    StemType.STRINGS: 48,
    StemType.WIND: 73,
}
"""What plays a stem's notes where nothing else is chosen, by General MIDI, from 0 on."""


def plan_stems(
    session: Session,
    separation_id: UUID,
    *,
    owner_id: UUID,
    media: MediaStore,
    choice: ExportChoice,
    stem_ids: Sequence[UUID] = (),
) -> list[ExportFile]:
    """Return the files that stems of a separation become; all of its stems if none are named.

    Raises:
        NotFound: if the owner has no such separation, stem or format, or a stem's audio is gone.
        InvalidInput: if the template cannot be filled.
        Unavailable: if the ffmpeg program is missing.
    """
    ffmpeg_path()
    form = FORMATS.get(choice.format)
    separation = stems.get_separation(session, separation_id, owner_id=owner_id)
    track = library.get_track(session, separation.track_id, owner_id=owner_id)
    parts = _choose(
        stems.list_stems(session, owner_id=owner_id, separation_id=separation_id), stem_ids
    )
    heard = analysis.find_analysis(session, owner_id=owner_id, track_id=track.id)
    paths = [fill_template(choice.template, _values(track, separation, heard, it)) for it in parts]
    return [
        ExportFile(
            name=f"{name}.{form.extension}",
            source=media.path(MediaKey(part.media_key)),
            format=form,
            tags=_tags(track, separation, heard, part),
            artwork_of=_find_original(session, media, track),
        )
        for name, part in zip(tell_apart(paths), parts, strict=True)
    ]


def get_choice(session: Session, *, owner_id: UUID) -> ExportChoice:
    """Return the format and the template that a user chose last."""
    known = accounts.get_preference(session, PREFERENCE, owner_id=owner_id)
    try:
        return ExportChoice.model_validate(known)
    except ValidationError:  # from a version that knew other fields
        return ExportChoice()


def remember_choice(session: Session, choice: ExportChoice, *, owner_id: UUID) -> None:
    """Keep a format and a template for the next time.

    Raises:
        NotFound: if there is no such format.
        InvalidInput: if the template cannot be filled.
    """
    FORMATS.get(choice.format)
    check_template(choice.template)
    accounts.set_preference(session, PREFERENCE, choice.model_dump(), owner_id=owner_id)


def write_playlist(
    session: Session, playlist_id: UUID, *, format_name: str, owner_id: UUID
) -> PlaylistFile:
    """Return the owner's playlist as a file; its tracks are called as their originals are saved.

    Raises:
        NotFound: if there is no such format, or the owner has no such playlist.
    """
    form = PLAYLIST_FORMATS.get(format_name)
    playlist = library.view_playlist(session, playlist_id, owner_id=owner_id)
    tracks = library.read_playlist_tracks(session, playlist_id, owner_id=owner_id)
    return PlaylistFile(
        name=library.download_name(None, playlist.title, extension=form.extension),
        media_type=form.media_type,
        text=form.write(playlist.title, [listed(track) for track in tracks]),
    )


def export_midi(
    session: Session, track_id: UUID, *, owner_id: UUID, transcription_id: UUID | None = None
) -> MidiExport:
    """Return the notes of the owner's track at its grid: those of all its stems, or of one.

    Raises:
        NotFound: if the owner has no such track, or there are no notes of it yet.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    track = library.get_track(session, track_id, owner_id=owner_id)
    current = {one.id for one in stems.list_current_stems(session, **mine)}
    found = {
        one.stem_id: one
        for one in reversed(analysis.list_transcriptions(session, **mine))
        if (one.stem_id in current if transcription_id is None else one.id == transcription_id)
    }
    if not found:
        raise NotFound("No stem of this track has been transcribed yet. Transcribe one first.")
    grid = analysis.find_grid(session, **mine)
    tempo = (
        map_tempo(grid.beats_seconds, grid.downbeats_seconds, grid.beats_per_bar)
        if grid
        else map_tempo([], [], 4)
    )
    played = [part for part in stems.list_stems_of_track(session, **mine) if part.id in found]
    parts = [_part_of(one.type, one.variant, found[one.id]) for one in played]
    about = name_of(played[0]) if transcription_id else None
    return MidiExport(
        name=library.download_name(track.artist, track.title, part=about, extension="mid"),
        content=write_midi(track.title, tempo, parts),
    )


def write_notes(title: str, stem: str, heard: StemNotes, *, song: TrackAnalysis) -> bytes:
    """Return the notes of a stem that is not in the library, at the grid of its song, as MIDI."""
    tempo = map_tempo(song.beats_seconds, song.downbeats_seconds, song.beats_per_bar)
    kind, variant = stems.type_and_variant(stem)
    return write_midi(title, tempo, [_part_of(kind, variant, heard)])


def _part_of(kind: StemType, variant: str | None, heard: Transcription | StemNotes) -> MidiPart:
    return MidiPart(
        name=variant or kind.label,
        program=PROGRAMS.get(kind, 0),
        is_drums=heard.engine == "drums",
        notes=[
            MidiNote(start, end, int(pitch), int(velocity))
            for start, end, pitch, velocity in heard.notes
        ],
    )


def list_entries(files: Sequence[ExportFile]) -> list[Entry]:
    """Return the files as entries of an archive; each is encoded when its turn comes."""
    return [Entry(file.name, partial(encode, file)) for file in files]


def entry_of(name: str, path: Path) -> Entry:
    """Return a file as it is, as an entry of an archive."""

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as source:
            while block := source.read(BLOCK_BYTES):
                yield block

    return Entry(name, blocks, size_bytes=path.stat().st_size)


def _choose(parts: Sequence[Stem], stem_ids: Sequence[UUID]) -> list[Stem]:
    missing = set(stem_ids) - {part.id for part in parts}
    if missing:
        raise NotFound("This separation has no such stem.")
    return [part for part in parts if not stem_ids or part.id in stem_ids]


def _values(
    track: Track, separation: Separation, heard: Analysis | None, part: Stem
) -> dict[str, str]:
    tempo_bpm = heard.tempo_bpm if heard else None
    return {
        "artist": track.artist or "",
        "title": track.title,
        "stem": name_of(part),
        "number": f"{part.place + 1:02}",
        "album": track.album or "",
        "genre": track.genre or "",
        "year": str(track.year or ""),
        "bpm": f"{tempo_bpm:.0f}" if tempo_bpm else "",
        "key": (heard.key if heard else None) or "",
        "camelot": (heard.camelot if heard else None) or "",
        "model": separation.model,
        "engine": separation.engine,
    }


def _tags(track: Track, separation: Separation, heard: Analysis | None, part: Stem) -> SoundTags:
    return SoundTags(
        title=f"{track.title} ({name_of(part)})",
        artist=track.artist,
        album=track.album,
        genre=track.genre,
        year=track.year,
        tempo_bpm=heard.tempo_bpm if heard else None,
        key=heard.key if heard else None,
        comment=f"{part.type.label}, separated by Sound Forge Alchemy with {separation.model}",
    )


def name_of(part: Stem) -> str:
    """Return what a stem is called in names of files, such as ``vocals``."""
    return (part.variant or part.type.label).lower()


def listed(track: Track) -> ListedTrack:
    """Return a track as lists name it."""
    extension = library.extension_of(track.file_name) or "audio"
    file_name = library.download_name(track.artist, track.title, extension=extension)
    return ListedTrack(track.artist, track.title, track.duration_seconds, file_name)


def _find_original(session: Session, media: MediaStore, track: Track) -> Path | None:
    try:
        return sources.audio_path(session, media, track)
    except NotFound:
        return None
