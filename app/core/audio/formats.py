"""What is known about an audio file before it is decoded, and how its refusals are worded."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from app.core.errors import UnusableAudio
from app.core.units import Audio, seconds_to_words

MAX_CHANNELS: Final = 8
MIN_RATE_HZ: Final = 8_000
MAX_RATE_HZ: Final = 384_000

READABLE: Final = "mp3, wav, flac, ogg, opus, m4a, aac or aiff"


@dataclass(frozen=True)
class AudioFormat:
    """The shape of a file's audio; ``duration_seconds`` is None where no header promises it.

    ``container`` and ``codec`` are lower-case names such as ``wav``/``pcm_s16``, ``ogg``/``opus``,
    ``mp4``/``aac``; ``bits`` is the width of a sample where the codec is lossless.
    """

    container: str
    codec: str
    sample_rate_hz: int
    channels: int
    duration_seconds: float | None
    bits: int | None


class Source(Protocol):
    """An opened audio file that gives its samples once, from the first to the last."""

    @property
    def format(self) -> AudioFormat:
        """Return what the header says."""
        ...

    def blocks(self, block_samples: int) -> Iterator[Audio]:
        """Yield all audio at the file's own rate, ``(channels, <= block_samples)`` each.

        Raises:
            UnusableAudio: if the file turns out to be damaged or shorter than it promises.
        """
        ...

    def close(self) -> None:
        """Let go of the file and of whatever reads it."""
        ...


def check_shape(name: str, *, rate_hz: int, channels: int) -> None:
    """Refuse a number of channels or a sample rate that no piece of music has.

    Raises:
        UnusableAudio: if either is out of reason.
    """
    if not 1 <= channels <= MAX_CHANNELS:
        raise UnusableAudio(
            f"'{name}' has {channels} channels and we read at most {MAX_CHANNELS}; "
            "export it as stereo."
        )
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        raise UnusableAudio(
            f"'{name}' has a sample rate of {rate_hz} Hz and we read "
            f"{MIN_RATE_HZ} to {MAX_RATE_HZ} Hz; export it at 44100 Hz."
        )


def not_audio(name: str) -> UnusableAudio:
    """Return the refusal of a file that no decoder recognises."""
    return UnusableAudio(f"'{name}' is not an audio file that we can read; choose {READABLE}.")


def without_audio(name: str) -> UnusableAudio:
    """Return the refusal of a film or picture that has no sound."""
    return UnusableAudio(f"'{name}' has no audio in it; choose a file with sound ({READABLE}).")


def without_samples(name: str) -> UnusableAudio:
    """Return the refusal of a header that nothing follows."""
    return UnusableAudio(f"'{name}' holds no sound, only a header; export or download it again.")


def check_finite(block: Audio, name: str) -> None:
    """Refuse samples that are no numbers, which only a broken program writes.

    Raises:
        UnusableAudio: if there is one in ``block``.
    """
    if not np.isfinite(block).all():
        raise UnusableAudio(f"'{name}' holds samples that are no numbers; export it again.")


def broken_off(
    name: str, *, at_seconds: float | None, of_seconds: float | None = None
) -> UnusableAudio:
    """Return the refusal of a file that is cut short or damaged inside."""
    at = "" if at_seconds is None else f": it breaks off at {seconds_to_words(at_seconds)}"
    of = "" if of_seconds is None else f" of {seconds_to_words(of_seconds)}"
    return UnusableAudio(
        f"'{name}' is cut short or damaged{at}{of}. Get a complete copy of the file and try again."
    )
