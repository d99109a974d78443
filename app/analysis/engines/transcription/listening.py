"""A stem as a stream at 22,050 Hz in mono, for those who listen to it."""

from typing import Protocol

from app.analysis.ports.transcription import TranscriptionRequest
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.transcription.notes import HeardNote
from app.core import audio
from app.core.units import Mono
from app.core.work import Report

DIGITS = 5

_WRITTEN = 0.95


class Hearing(Protocol):
    """Somebody who listens to a stream."""

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        ...


def listen_to_stem(request: TranscriptionRequest, report: Report, *listeners: Hearing) -> None:
    """Play a stem once to all listeners.

    Raises:
        UnusableAudio: if the file is no audio.
        NotFound: if there is no such file.
    """
    report(0.0, "opening the stem")
    known = audio.probe(request.source, name=request.name).duration_seconds
    samples = 0
    for block in audio.stream(
        request.source, name=request.name, rate_hz=LISTENING_RATE_HZ, channels=1
    ):
        for listener in listeners:
            listener.push(block[0])
        samples += block.shape[1]
        seconds = samples / LISTENING_RATE_HZ
        fraction = seconds / known if known else 0.0
        report(_WRITTEN * min(fraction, 1.0), "listening to the stem")


def notes_to_rows(notes: list[HeardNote]) -> list[tuple[float, float, int, int]]:
    """Return notes as they are stored, in time."""
    return [
        (
            round(note.start_seconds, DIGITS),
            round(max(note.end_seconds, note.start_seconds + 10.0**-DIGITS), DIGITS),
            note.pitch,
            note.velocity,
        )
        for note in sorted(notes, key=lambda one: (one.start_seconds, one.pitch))
    ]
