"""Decode any audio file into blocks of float samples, in bounded memory, by its content."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from app.core.audio.containers import ends_inside_a_page, name_container
from app.core.audio.ffmpeg import FfmpegSource
from app.core.audio.formats import (
    AudioFormat,
    Source,
    broken_off,
    check_finite,
    not_audio,
    without_samples,
)
from app.core.audio.libsndfile import open_with_libsndfile
from app.core.audio.mp3 import find_mp3
from app.core.audio.resampling import change_channels, change_rate
from app.core.errors import NotFound, UnusableAudio
from app.core.units import Audio, seconds_to_samples

_PROBE_SECONDS: Final = 0.5


def probe(path: Path, *, name: str | None = None) -> AudioFormat:
    """Return the format of a file by its content; ``name`` is what people call the file.

    The first half second is decoded, so that a header alone does not pass.

    Raises:
        UnusableAudio: if the file is empty, broken, or no audio.
        NotFound: if there is no such file.
        Unavailable: if the file needs ffmpeg and there is none.
    """
    shown = name or path.name
    with opened(path, shown) as source:
        rate_hz = source.format.sample_rate_hz
        for block in source.blocks(seconds_to_samples(_PROBE_SECONDS, rate_hz)):
            check_finite(block, shown)
            return source.format
    raise without_samples(shown)


def stream(
    path: Path,
    *,
    name: str | None = None,
    rate_hz: int | None = None,
    channels: int | None = None,
    block_seconds: float = 10.0,
) -> Generator[Audio]:
    """Yield a file's audio in blocks of about ``block_seconds``, shape ``(channels, samples)``.

    The file is opened when the first block is asked for and closed when the iteration ends, is
    abandoned or fails.  ``rate_hz`` and ``channels`` (1 or 2) default to the file's own.
    Lossless files give exactly the samples they hold.  Lossy ones may begin up to 50 ms early or
    late and end up to 100 ms so, where their container does not tell the encoder's delay (raw aac,
    and mp3 without a Xing frame).

    Raises:
        UnusableAudio: if the file is no audio, is cut short or is damaged inside.
        NotFound: if there is no such file.
        Unavailable: if the file needs ffmpeg and there is none.
    """
    shown = name or path.name
    with opened(path, shown) as source:
        own = source.format
        blocks = checked_blocks(source, shown, block_seconds=block_seconds)
        wanted = channels or own.channels
        blocks = change_channels(blocks, before=own.channels, after=wanted)
        yield from change_rate(
            blocks,
            before_hz=own.sample_rate_hz,
            after_hz=rate_hz or own.sample_rate_hz,
            channels=wanted,
        )


def read(
    path: Path,
    *,
    name: str | None = None,
    rate_hz: int | None = None,
    channels: int | None = None,
) -> tuple[Audio, int]:
    """Return the whole of a file, ``(channels, samples)``, and its rate in Hz; see `stream`."""
    rate = rate_hz or probe(path, name=name).sample_rate_hz
    blocks = stream(path, name=name, rate_hz=rate, channels=channels)
    return np.concatenate(list(blocks), axis=1), rate


@contextmanager
def opened(path: Path, name: str) -> Generator[Source]:
    """Open a file with whichever decoder reads it, and close it at the end.

    Raises:
        UnusableAudio: if none does.
        NotFound: if there is no such file.
        Unavailable: if the file needs ffmpeg and there is none.
    """
    try:
        source = _open(path, name)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file '{name}' any more; choose it again.") from error
    except OSError as error:
        raise UnusableAudio(
            f"'{name}' cannot be read: {error.strerror}. Check the file's permissions and its disk."
        ) from error
    try:
        yield source
    finally:
        source.close()


def checked_blocks(source: Source, name: str, *, block_seconds: float) -> Iterator[Audio]:
    """Yield a source's blocks, and refuse numbers that are none as well as no numbers at all.

    Raises:
        UnusableAudio: for either, and whatever the source finds.
    """
    rate_hz = source.format.sample_rate_hz
    block = None
    for block in source.blocks(max(1, seconds_to_samples(block_seconds, rate_hz))):
        check_finite(block, name)
        yield block
    if block is None:
        raise without_samples(name)


def _open(path: Path, name: str) -> Source:
    if not path.is_file():
        if path.exists():
            raise not_audio(name)
        raise FileNotFoundError(path)
    if path.stat().st_size == 0:
        raise UnusableAudio(f"'{name}' is empty; choose a file with audio in it.")
    container = name_container(path)
    mp3 = find_mp3(path) if container is None else None
    if container or (mp3 and mp3.fits):
        source = open_with_libsndfile(path, name)
        if source is not None:
            return source
    if container == "ogg" and ends_inside_a_page(path):
        raise broken_off(name, at_seconds=None, of_seconds=None)
    return FfmpegSource(path, name, mp3=mp3)
