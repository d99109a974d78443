"""Make the wanted kind of file of what was fetched, with the ffmpeg program.

The program may open nothing but the one file, so that nothing in it leads to other files or
addresses.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.audio import ffmpeg_path
from app.core.errors import UnusableAudio

TRANSPORT_STREAM: Final = b"\x47"
"""The first byte of MPEG-TS, in which pieces of a stream come."""

_DEMUXERS: Final = (
    "aac,ac3,eac3,aiff,asf,avi,flac,flv,matroska,webm,mov,mp4,mp3,mpegts,ogg,tta,w64,wav,wv"
)
_ENCODERS: Final = {"mp3": "libmp3lame", "flac": "flac", "opus": "libopus", "m4a": "aac"}
_LOSSLESS: Final = frozenset({"flac"})
_HOMES: Final = {"aac": "m4a", "alac": "m4a", "mp3": "mp3", "opus": "opus", "vorbis": "ogg",
                 "flac": "flac"}  # fmt: skip
_AUDIO_STREAM = re.compile(r"^  Stream #0:\d+\S*: Audio: (\w+)", re.MULTILINE)
_REAL_VIDEO = re.compile(r"^  Stream #0:\d+\S*: Video: (?![^\n]*attached pic)", re.MULTILINE)
_LIMIT_SECONDS: Final = 1800.0


@dataclass(frozen=True)
class Content:
    """What a file holds: the codec of its sound, and whether pictures come with it."""

    codec: str | None
    has_video: bool


def look_into(path: Path) -> Content:
    """Return what a file holds.

    Raises:
        Unavailable: if there is no ffmpeg program.
    """
    said = _run(["-i", f"file:{path.absolute()}"]).stderr
    found = _AUDIO_STREAM.search(said)
    return Content(found.group(1) if found else None, bool(_REAL_VIDEO.search(said)))


def keep_sound(path: Path) -> Path:
    """Return a file with nothing but the sound, not encoded again; the same, if it is all there is.

    Raises:
        UnusableAudio: if there is none in it.
        Unavailable: if there is no ffmpeg program.
    """
    content = look_into(path)
    if content.codec is None:
        return path  # the import knows more formats, and says what is wrong with it
    if not content.has_video and not _is_transport_stream(path):
        return path
    target = path.with_name(f"sound.{_HOMES.get(content.codec, 'mka')}")
    return _make(path, target, ["-c:a", "copy"])


def convert(path: Path, *, kind: str, bitrate_kbps: int) -> Path:
    """Return the sound as a file of another kind; ``bitrate_kbps`` is for the lossy ones.

    Raises:
        UnusableAudio: if it cannot be read.
        Unavailable: if there is no ffmpeg program.
    """
    rate = [] if kind in _LOSSLESS else ["-b:a", f"{bitrate_kbps}k"]
    target = path.with_name(f"converted.{kind}")
    return _make(path, target, ["-c:a", _ENCODERS[kind], *rate])


def _make(path: Path, target: Path, how: list[str]) -> Path:
    source = ["-i", f"file:{path.absolute()}", "-map", "0:a:0", "-vn", "-sn", "-dn"]
    done = _run([*source, *how, "-y", f"file:{target.absolute()}"])
    if done.returncode != 0 or not target.exists():
        raise UnusableAudio(
            "What was fetched has no sound that can be read. Choose another address, "
            "or upload the file."
        )
    path.unlink()
    return target


def _run(arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    whitelist = ["-protocol_whitelist", "file,pipe", "-format_whitelist", _DEMUXERS]
    return subprocess.run(
        [ffmpeg_path(), "-nostdin", "-hide_banner", "-nostats", *whitelist, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_LIMIT_SECONDS,
        check=False,
    )


def _is_transport_stream(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(1) == TRANSPORT_STREAM
