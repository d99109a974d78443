"""The one pass over a file: decoded once, measured as it is, and heard at 22,050 Hz in mono."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.analysis.rules.level.loudness import Loudness, LoudnessMeter
from app.analysis.rules.listening import Heard, Listener
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.core import audio
from app.core.errors import UnusableAudio
from app.core.units import Audio
from app.core.work import Report

_STEREO = 2
_CANCELLED = 0.02


@dataclass(frozen=True)
class Recording:
    """What the one pass over a file gave."""

    duration_seconds: float
    heard: Heard
    loudness: Loudness


def listen(source: Path, name: str, report: Report) -> Recording:
    """Decode a file once; measure its loudness as it is and hear it at 22,050 Hz in mono."""
    report(0.0, "opening the file")
    format_ = audio.probe(source, name=name)
    rate_hz = format_.sample_rate_hz
    meter = LoudnessMeter(rate_hz, format_.channels)
    samples = 0

    def measured() -> Iterator[Audio]:
        nonlocal samples
        for block in audio.stream(source, name=name):
            meter.push(block)
            samples += block.shape[1]
            _report_position(report, samples / rate_hz, format_.duration_seconds)
            yield block

    listener = Listener()
    mono = _in_mono(measured(), format_.channels)
    for block in audio.change_rate(mono, before_hz=rate_hz, after_hz=LISTENING_RATE_HZ, channels=1):
        listener.push(block[0])
    if samples == 0:
        raise UnusableAudio(f"'{name}' has no sound in it. Choose another file.")
    return Recording(samples / rate_hz, listener.finish(), meter.finish())


def _in_mono(blocks: Iterator[Audio], channels: int) -> Iterator[Audio]:
    if channels == _STEREO:
        return (_stereo_to_mono(block) for block in blocks)
    return audio.change_channels(blocks, before=channels, after=1)


def _stereo_to_mono(block: Audio) -> Audio:
    """Return the mean of two channels, or the left one where they cancel each other."""
    mean = (block[:1] + block[1:]) * np.float32(0.5)
    cancels = float(np.mean(mean * mean)) < _CANCELLED * float(np.mean(block * block))
    return block[:1] if cancels else mean


def _report_position(report: Report, position: float, duration: float | None) -> None:
    """Report how much was heard; a file that does not tell its length nears the end ever slower."""
    usual = 240.0
    fraction = position / duration if duration else position / (position + usual)
    report(min(fraction, 1.0), "listening to the track")
