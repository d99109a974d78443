"""Read audio with the ffmpeg program: m4a, aac and whatever libsndfile does not know.

The program runs apart, without a shell, may open nothing but the one file, knows no playlist
formats (a hostile playlist would make it open other files or addresses), and writes one stream.
"""

import os
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Final, cast

import numpy as np

from app.core.audio.formats import (
    AudioFormat,
    broken_off,
    check_shape,
    not_audio,
    without_audio,
    without_samples,
)
from app.core.audio.mp3 import Mp3
from app.core.errors import Unavailable
from app.core.units import Audio

_DEMUXERS: Final = (
    "aac,ac3,eac3,aiff,ape,asf,au,caf,dsf,dts,flac,flv,matroska,webm,mov,mp4,mp3,mpc,mpc8,"
    "ogg,tak,tta,w64,wav,wv"
)
_AU_HEADER: Final = struct.Struct(">4sIIIII")
_AU_HEADER_AT_MOST_BYTES: Final = 1 << 16
_SAMPLE_BYTES: Final = 4
_LOG_AT_MOST_BYTES: Final = 1 << 16

_INPUT = re.compile(r"^Input #0, (\S+), from ", re.MULTILINE)
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+)", re.MULTILINE)
_AUDIO_STREAM = re.compile(r"^  Stream #0:\d+\S*: Audio: (\w+)[^\n]*", re.MULTILINE)
_ANY_STREAM = re.compile(r"^  Stream #0:", re.MULTILINE)
_SAMPLE_BITS = re.compile(r", (?:s(16|32)p?)(?: \((\d+) bit\))?")
# Only the program's own lines begin with a bracket; what a title says is indented.
_CUT_MP4 = re.compile(r"^\[.*\] moov atom not found", re.MULTILINE)
_ENDED_EARLY = re.compile(
    r"^\[.*\] (?:File ended prematurely|Packet corrupt|corrupt input packet)", re.MULTILINE
)

_CONTAINERS: Final = {"mov": "mp4", "aac": "adts", "matroska": "matroska"}
_LOSSLESS: Final = frozenset({"alac", "flac", "ape", "tta", "tak", "wavpack"})
_WITHOUT_HEADER: Final = frozenset({"adts", "mp3", "ac3", "eac3", "dts"})
"""Containers that are frames and no more; ffmpeg guesses their length from the bit rate."""

_STATES_LENGTH: Final = frozenset({"mp4", "matroska"})
_MISSING_AT_MOST: Final = 0.02
_MISSING_AT_MOST_SECONDS: Final = 1.0
_BAD_FRAMES_AT_MOST: Final = 0.05


@lru_cache(maxsize=1)
def ffmpeg_path() -> Path:
    """Return the ffmpeg program: the system's, else the one that ``imageio-ffmpeg`` brings.

    Raises:
        Unavailable: if there is neither.
    """
    system = shutil.which("ffmpeg")
    if system is not None:
        return Path(system)
    try:
        import imageio_ffmpeg

        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise Unavailable(
            "The ffmpeg program is missing; install ffmpeg, or run 'pip install imageio-ffmpeg'."
        ) from error


def ffmpeg_version() -> str:
    """Return the version that the program states, such as ``7.1``.

    Raises:
        Unavailable: if there is no program or it does not start.
    """
    program = ffmpeg_path()
    try:
        answer = subprocess.run(
            [program, "-hide_banner", "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"The ffmpeg program at {program} does not start.") from error
    found = re.match(r"ffmpeg version (\S+)", answer.stdout)
    return found.group(1) if found else "unknown"


class FfmpegSource:
    """A file that an ffmpeg process decodes into its standard output."""

    def __init__(self, path: Path, name: str, *, mp3: Mp3 | None = None) -> None:
        """Start the program; ``mp3`` is what is known of a file that is one.

        Raises:
            UnusableAudio: if the program does not find audio in the file.
            Unavailable: if there is no program.
        """
        self._name = name
        self._promised_samples = mp3.promised_samples if mp3 else None
        program = ffmpeg_path()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  — closed by close()
        try:
            self._process = _start(program, path, self._log, is_forgiving=mp3 is not None)
        except OSError as error:
            self._log.close()
            raise Unavailable(f"The ffmpeg program at {program} does not start.") from error
        try:
            self.format = self._read_header()
        except BaseException:
            self.close()
            raise

    def blocks(self, block_samples: int) -> Iterator[Audio]:
        """Yield all audio; the program's verdict is read at the end.

        Raises:
            UnusableAudio: if the file is damaged or cut short.
        """
        channels = self.format.channels
        wanted = block_samples * channels * _SAMPLE_BYTES
        done = 0
        while data := self._output.read(wanted):
            samples = len(data) // (channels * _SAMPLE_BYTES)
            done += samples
            frames = np.frombuffer(data, dtype=">f4", count=samples * channels)
            yield np.ascontiguousarray(frames.reshape(samples, channels).T, dtype=np.float32)
        self._check_end(done / self.format.sample_rate_hz)

    def close(self) -> None:
        """End the process, whether it is done or not."""
        self._process.kill()
        self._output.close()
        self._process.wait()
        self._log.close()

    @property
    def _output(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdout)

    def _read_header(self) -> AudioFormat:
        """Read the AU header that comes before the samples, and the log up to there."""
        head = self._output.read(_AU_HEADER.size)
        if len(head) < _AU_HEADER.size:
            self._process.wait()
            raise self._refusal()
        _magic, offset, _size, _encoding, rate_hz, channels = _AU_HEADER.unpack(head)
        self._output.read(min(offset, _AU_HEADER_AT_MOST_BYTES) - _AU_HEADER.size)
        check_shape(self._name, rate_hz=rate_hz, channels=channels)
        return _describe(self._read_log(), rate_hz, channels)

    def _refusal(self) -> Exception:
        log = self._read_log()
        if _CUT_MP4.search(log):
            return broken_off(self._name, at_seconds=None)
        found = _INPUT.search(log)
        # A container without a header is recognised by little, and noise may resemble it.
        if not found or _container(found) in _WITHOUT_HEADER:
            return not_audio(self._name)
        if not _AUDIO_STREAM.search(log):
            return without_audio(self._name)
        if self._process.returncode == 0:
            return without_samples(self._name)
        return broken_off(self._name, at_seconds=0.0)

    def _check_end(self, done_seconds: float) -> None:
        promised = self._promised_seconds()
        failed = self._process.wait() != 0 or _ENDED_EARLY.search(self._read_log())
        if failed or (promised is not None and done_seconds < promised):
            raise broken_off(
                self._name, at_seconds=done_seconds, of_seconds=self.format.duration_seconds
            )

    def _promised_seconds(self) -> float | None:
        """Return how much must come: what the container states, when it states it of the audio."""
        stated = self.format.duration_seconds
        if self._promised_samples:
            return 0.95 * self._promised_samples / self.format.sample_rate_hz
        alone = len(_ANY_STREAM.findall(self._read_log().split("Stream mapping:")[0])) == 1
        if stated is None or self.format.container not in _STATES_LENGTH or not alone:
            return None
        return stated - max(_MISSING_AT_MOST_SECONDS, _MISSING_AT_MOST * stated)

    def _read_log(self) -> str:
        """Return the beginning and the end of what the program has said so far."""
        # By offset, because the position in the open file is shared with the program.
        descriptor = self._log.fileno()
        size = os.fstat(descriptor).st_size
        first = os.pread(descriptor, _LOG_AT_MOST_BYTES, 0)
        last_at = max(len(first), size - _LOG_AT_MOST_BYTES)
        last = os.pread(descriptor, _LOG_AT_MOST_BYTES, last_at)
        return (first + last).decode(errors="replace")


def _start(
    program: Path, path: Path, log: IO[bytes], *, is_forgiving: bool
) -> subprocess.Popen[bytes]:
    # Frames of an mp3 stand alone: players skip a bad one, and so do we as long as they are few.
    strictness = ["-max_error_rate", str(_BAD_FRAMES_AT_MOST)] if is_forgiving else ["-xerror"]
    return subprocess.Popen(
        [
            *(program, "-nostdin", "-hide_banner", "-nostats", *strictness),
            *("-protocol_whitelist", "file,pipe", "-format_whitelist", _DEMUXERS),
            *("-threads", "1", "-vn", "-sn", "-dn", "-i", f"file:{path.absolute()}"),
            *("-map", "0:a:0", "-map_metadata", "-1", "-fflags", "+bitexact"),
            *("-c:a", "pcm_f32be", "-f", "au", "pipe:1"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
    )


def _describe(log: str, rate_hz: int, channels: int) -> AudioFormat:
    """Read the container, codec, length and sample width out of the program's description."""
    found_input, found_stream = _INPUT.search(log), _AUDIO_STREAM.search(log)
    container = _container(found_input) if found_input else "unknown"
    codec = found_stream.group(1) if found_stream else "unknown"
    return AudioFormat(
        container=container,
        codec=codec,
        sample_rate_hz=rate_hz,
        channels=channels,
        duration_seconds=None if container in _WITHOUT_HEADER else _stated_seconds(log),
        bits=_sample_bits(found_stream.group(0)) if found_stream and codec in _LOSSLESS else None,
    )


def _container(found_input: re.Match[str]) -> str:
    demuxer = found_input.group(1).split(",")[0]
    return _CONTAINERS.get(demuxer, demuxer)


def _stated_seconds(log: str) -> float | None:
    found = _DURATION.search(log)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _sample_bits(stream_line: str) -> int | None:
    found = _SAMPLE_BITS.search(stream_line)
    return int(found.group(2) or found.group(1)) if found else None
