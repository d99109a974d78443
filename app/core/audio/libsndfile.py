"""Read audio with libsndfile: wav, aiff, flac, ogg vorbis, opus, mp3 and their kin."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from app.core.audio.containers import ends_inside_a_page, present_fraction
from app.core.audio.formats import AudioFormat, broken_off, check_shape
from app.core.units import Audio

if TYPE_CHECKING:
    import soundfile

_UNKNOWN_SAMPLES: Final = 1 << 62
"""libsndfile's word for a FLAC that was streamed out and never learnt its length."""

_TOLERANCE: Final = {"mp3": 0.05}
"""The part of a promised length that may be missing: a Xing frame is often a little wrong."""

_LOSSY_SLACK_SECONDS: Final = 0.1
"""An encoder's last block may be counted or not."""

_CODECS: Final = {
    "PCM_U8": ("pcm_u8", 8),
    "PCM_S8": ("pcm_s8", 8),
    "PCM_16": ("pcm_s16", 16),
    "PCM_24": ("pcm_s24", 24),
    "PCM_32": ("pcm_s32", 32),
    "FLOAT": ("pcm_f32", 32),
    "DOUBLE": ("pcm_f64", 64),
    "VORBIS": ("vorbis", None),
    "OPUS": ("opus", None),
    "MPEG_LAYER_III": ("mp3", None),
    "ALAC_16": ("alac", 16),
    "ALAC_20": ("alac", 20),
    "ALAC_24": ("alac", 24),
    "ALAC_32": ("alac", 32),
}
_CONTAINERS: Final = {"WAVEX": "wav", "RF64": "wav"}
_STEREO: Final = 2
_PIECE_SAMPLES: Final = 16_384


class SndfileSource:
    """A file that libsndfile has opened."""

    def __init__(self, file: "soundfile.SoundFile", name: str) -> None:
        self._file = file
        self._name = name
        self._done = 0
        self.format = _describe(file)

    def blocks(self, block_samples: int) -> Iterator[Audio]:
        """Yield all audio; the promise of the header is checked at the end.

        Raises:
            UnusableAudio: if the file is damaged or cut short.
        """
        while (block := self._read_block(block_samples)).size:
            yield block
        if self._done < self._least_samples():
            raise self._broken_off()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read_block(self, wanted: int) -> Audio:
        """Read up to ``wanted`` samples, piece by piece, so that a fault has a place."""
        from soundfile import SoundFileError

        frames = np.empty((wanted, self.format.channels), np.float32)
        filled = 0
        try:
            while filled < wanted:
                got = len(self._file.read(out=frames[filled : filled + _PIECE_SAMPLES]))
                if got == 0:
                    break
                filled += got
                self._done += got
        except SoundFileError as error:
            raise self._broken_off() from error
        return np.ascontiguousarray(frames[:filled].T)

    def _least_samples(self) -> float:
        promised = self._file.frames
        if self.format.container in _TOLERANCE:
            return promised * (1 - _TOLERANCE[self.format.container])
        if self.format.bits is None:
            return promised - _LOSSY_SLACK_SECONDS * self._file.samplerate
        return promised

    def _broken_off(self) -> Exception:
        return broken_off(
            self._name,
            at_seconds=self._done / self._file.samplerate,
            of_seconds=self.format.duration_seconds,
        )


def open_with_libsndfile(path: Path, name: str) -> SndfileSource | None:
    """Return the opened file, or None where ffmpeg should be asked instead.

    Raises:
        UnusableAudio: if the file is cut short, or has an unreasonable rate or channel count.
    """
    import soundfile

    # Through a descriptor, since libsndfile takes some raw formats on the word of a file's name.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        file = _forward_reader()(descriptor, closefd=True)
    except soundfile.SoundFileError:
        _close_quietly(descriptor)
        return None
    try:
        check_shape(name, rate_hz=file.samplerate, channels=file.channels)
        source = SndfileSource(file, name)
        _check_complete(path, name, source.format)
    except BaseException:
        file.close()
        raise
    if file.frames >= _UNKNOWN_SAMPLES or _is_reordered(source.format):
        file.close()
        return None
    return source


@cache
def _forward_reader() -> "type[soundfile.SoundFile]":
    """Return a reader that only goes forward.

    The library's own seeks after every block, which costs time and, past a damaged page of an Ogg
    file, makes up samples.
    """
    import soundfile

    class ForwardReader(soundfile.SoundFile):
        def seekable(self) -> bool:
            return False

    return ForwardReader


def _close_quietly(descriptor: int) -> None:
    """Close a descriptor that libsndfile may have closed when it refused the file."""
    try:
        os.close(descriptor)
    except OSError:
        return


def _is_reordered(audio_format: AudioFormat) -> bool:
    """Say whether channels come in an order of their own (Vorbis I, 4.3.9), unlike ffmpeg's."""
    return audio_format.container == "ogg" and audio_format.channels > _STEREO


def _check_complete(path: Path, name: str, audio_format: AudioFormat) -> None:
    present = present_fraction(path, audio_format.container)
    seconds = audio_format.duration_seconds or 0.0
    if present < 1.0:
        whole_seconds = seconds / present if present else None
        raise broken_off(name, at_seconds=seconds, of_seconds=whole_seconds)
    if audio_format.container == "ogg" and ends_inside_a_page(path):
        raise broken_off(name, at_seconds=seconds, of_seconds=None)


def _describe(file: "soundfile.SoundFile") -> AudioFormat:
    container = _CONTAINERS.get(str(file.format), str(file.format).lower())
    codec, bits = _CODECS.get(str(file.subtype), (str(file.subtype).lower(), None))
    known = file.frames < _UNKNOWN_SAMPLES
    return AudioFormat(
        container=container,
        codec="flac" if container == "flac" else codec,
        sample_rate_hz=file.samplerate,
        channels=file.channels,
        duration_seconds=file.frames / file.samplerate if known else None,
        bits=bits,
    )
