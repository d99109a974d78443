"""Sound in another format, block by block, from the ffmpeg program to whoever reads.

Nothing is kept: the program writes into a pipe, and stops when its reader does.  What a header
would have to say of the whole is known before, so that it is right although nobody can go back.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final, cast

from app.core.audio import ffmpeg_path, read_shape
from app.core.errors import Unavailable
from app.exports.encoding.artwork import Picture, find_picture
from app.exports.encoding.headers import wav_header, wav_padding, with_flac_frames
from app.exports.encoding.id3 import id3_tag
from app.exports.encoding.tagging import to_metadata
from app.exports.ports import ExportFile

BLOCK_BYTES: Final = 1 << 18
_PATIENCE_SECONDS: Final = 10.0


def encode(file: ExportFile) -> Iterator[bytes]:
    """Yield the file's content.

    Raises:
        NotFound: if the source is gone.
        Unavailable: if the ffmpeg program is missing or fails; what was yielded is of no use then.
    """
    shape = read_shape(file.source)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="sfa-export-")))
        picture = find_picture(file.artwork_of, folder) if file.artwork_of else None
        if file.format.extension == "wav":
            yield wav_header(shape, bits=file.format.bits or 16, tags=file.tags)
        elif file.format.extension == "mp3":
            yield id3_tag(file.tags, picture)
        blocks = _run(_command(file, folder, picture), closing)
        if file.format.name == "flac16":
            blocks = with_flac_frames(blocks, shape.frames)
        yield from blocks
        if file.format.extension == "wav":
            yield wav_padding(shape, bits=file.format.bits or 16)


def _command(file: ExportFile, folder: Path, picture: Picture | None) -> list[str]:
    """Return what is run; no value of a user is an argument, all of them go through a file."""
    words = folder / "tags.txt"
    in_tags = picture if file.format.extension == "opus" else None
    words.write_text(to_metadata(file.tags, picture=in_tags), encoding="utf-8")
    inputs = ["-i", f"file:{file.source.absolute()}", "-f", "ffmetadata", "-i", f"file:{words}"]
    streams = ["-map", "0:a:0", "-map_metadata", "1"]
    if picture is not None and file.format.container == "flac":
        inputs += ["-i", f"file:{picture.path}"]
        streams += ["-map", "2:v:0", "-c:v", "copy", "-disposition:v:0", "attached_pic"]
        streams += ["-metadata:s:v", "title=Cover", "-metadata:s:v", "comment=Cover (front)"]
    return [
        *(str(ffmpeg_path()), "-nostdin", "-hide_banner", "-nostats", "-v", "error", "-xerror"),
        *("-protocol_whitelist", "file,pipe", "-threads", "1"),
        *(*inputs, *streams, *file.format.coding),
        *("-fflags", "+bitexact", "-f", file.format.container, "pipe:1"),
    ]


def _run(command: list[str], closing: ExitStack) -> Iterator[bytes]:
    log = closing.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  — it is entered
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
        )
    except OSError as error:
        raise Unavailable(f"The ffmpeg program at {command[0]} does not start.") from error
    closing.callback(_end, process)
    output = cast("IO[bytes]", process.stdout)
    while block := output.read(BLOCK_BYTES):
        yield block
    if process.wait(_PATIENCE_SECONDS) != 0:
        log.seek(0)
        reason = log.read(1 << 16).decode(errors="replace").strip().splitlines()
        raise Unavailable(f"ffmpeg could not write the file: {reason[-1] if reason else 'no word'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program, whether it is done or its reader has gone."""
    process.kill()
    cast("IO[bytes]", process.stdout).close()
    process.wait()
