"""What players need beside the audio: waveforms, residuals, and copies to be read from any place.

All of it follows from media that never change, so it is made when it is first asked for, in a child
process, and kept beside what it was made of.  The cleaner knows the names.
"""

import threading
from pathlib import Path
from uuid import uuid4

from app import library, sources, stems
from app.core.audio import SEEKABLE
from app.core.errors import Conflict, NotFound
from app.core.storage import MediaKey
from app.library import Track
from app.pipeline.ports import Halt, Tools
from app.stems import Separation, Stem

_POOL = "audio"
_LIMIT_SECONDS = 600.0
_MOST_CHANNELS = 2
_HEARD_AS_IT_IS = {
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "mp4": "audio/mp4",
}
_ONE_AT_A_TIME = threading.Lock()
"""A page asks for all waveforms of a track at once; one child draws them, one after the other."""


def waveform_of(tools: Tools, key: MediaKey, *, name: str) -> Path:
    """Return the waveform of some media, drawn if this is the first time; it may take seconds.

    Raises:
        NotFound: if the media are gone.
        UnusableAudio: if they cannot be decoded.
    """
    target = stems.waveform_key_of(key)
    with _ONE_AT_A_TIME:
        if _find(tools, target) is None:
            _draw(tools, tools.media.path(key), target, name=name)
    return tools.media.path(target)


def mix_waveform_of(tools: Tools, track: Track) -> Path:
    """Return the waveform of a track's mix, drawn if this is the first time.

    Raises:
        NotFound: if the original is gone.
        UnusableAudio: if it cannot be decoded.
    """
    target = stems.waveform_key_of(library.audio_key(track))
    with _ONE_AT_A_TIME:
        if _find(tools, target) is None:
            _draw(tools, _path_of(tools, track), target, name=track.file_name)
    return tools.media.path(target)


def playable_of(tools: Tools, track: Track) -> Path:
    """Return a file with the track's mix that can be read from any place to the sample.

    That is the original where it is lossless, and a copy of what was decoded where it is not.

    Raises:
        NotFound: if the original is gone.
        UnusableAudio: if it cannot be decoded.
    """
    key = library.audio_key(track)
    if track.container in SEEKABLE and track.channels <= _MOST_CHANNELS:
        return _path_of(tools, track)
    return _copy_of(tools, track, key)


def hearable_of(tools: Tools, track: Track) -> tuple[Path, str]:
    """Return a file with the track's mix that browsers play by themselves, and its media type.

    That is the original where they know its container, and a FLAC copy where they do not.

    Raises:
        NoAudio: if it has not been fetched yet.
        NotFound: if the original is gone.
        UnusableAudio: if it cannot be decoded.
    """
    key = library.audio_key(track)
    if track.container in _HEARD_AS_IT_IS and track.codec != "alac":
        return _path_of(tools, track), _HEARD_AS_IT_IS[track.container]
    return _copy_of(tools, track, key), "audio/flac"


def residual_of(tools: Tools, track: Track, separation: Separation, parts: list[Stem]) -> Path:
    """Return a file with a track's mix minus its stems, made if this is the first time.

    Raises:
        Conflict: if only some of the stems were kept, so that it would be what was left out.
        NotFound: if the original or a stem is gone.
        UnusableAudio: if one of them cannot be decoded.
    """
    if not parts or not stems.recipe_of(separation).is_whole:
        raise Conflict("Only some of the stems were kept, so there is no residual to listen to.")
    key = stems.residual_key_of(separation.id)
    with _ONE_AT_A_TIME:
        if _find(tools, key) is None:
            _subtract(tools, track, parts, key)
    return tools.media.path(key)


def _copy_of(tools: Tools, track: Track, key: MediaKey) -> Path:
    """Return a FLAC copy of an original, made if this is the first time."""
    copy = copy_key_of(key)
    with _ONE_AT_A_TIME:
        if _find(tools, copy) is None:
            picture = stems.waveform_key_of(key)
            _draw(tools, _path_of(tools, track), picture, name=track.file_name, copy=copy)
    return tools.media.path(copy)


def copy_key_of(key: str) -> MediaKey:
    """Return where the copy of an original lies that can be read from any place."""
    return MediaKey(f"{key.rpartition('.')[0]}.flac")


def _draw(
    tools: Tools, source: Path, target: MediaKey, *, name: str, copy: MediaKey | None = None
) -> None:
    work_id = uuid4()
    folder = tools.media.scratch(work_id)
    picture, decoded = folder / "waveform", folder / "copy.flac"
    request = stems.DrawRequest(
        source=source, name=name, target=picture, copy_to=decoded if copy else None
    )
    try:
        tools.workshop.perform(
            stems.DRAW,
            request,
            pool=_POOL,
            report=_ignore,
            halt=Halt(),
            limit_seconds=_LIMIT_SECONDS,
        )
        tools.media.put(target, picture)
        if copy:
            tools.media.put(copy, decoded)
    finally:
        tools.media.drop_scratch(work_id)


def _subtract(tools: Tools, track: Track, parts: list[Stem], key: MediaKey) -> None:
    work_id = uuid4()
    folder = tools.media.scratch(work_id)
    request = stems.ResidualRequest(
        mix=_path_of(tools, track),
        name=track.file_name,
        stems=[tools.media.path(MediaKey(part.media_key)) for part in parts],
        target=folder / "residual.flac",
        picture=folder / "residual.peaks",
    )
    try:
        tools.workshop.perform(
            stems.RESIDUAL,
            request,
            pool=_POOL,
            report=_ignore,
            halt=Halt(),
            limit_seconds=_LIMIT_SECONDS,
        )
        tools.media.put(stems.waveform_key_of(key), request.picture)
        tools.media.put(key, request.target)
    finally:
        tools.media.drop_scratch(work_id)


def _path_of(tools: Tools, track: Track) -> Path:
    """Return where the audio of a track lies; the database is asked only if it is elsewhere."""
    stored = _find(tools, library.audio_key(track))
    if stored is not None:
        return stored
    with tools.database.reading() as session:
        return sources.audio_path(session, tools.media, track)


def _find(tools: Tools, key: MediaKey) -> Path | None:
    try:
        return tools.media.path(key)
    except NotFound:
        return None


def _ignore(fraction: float, phase: str) -> None:
    del fraction, phase
