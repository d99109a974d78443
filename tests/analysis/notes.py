"""Melodies, bass lines and chords whose notes are known, and how many of them were found."""

from collections.abc import Callable, Sequence
from pathlib import Path

import mir_eval
import numpy as np
import numpy.typing as npt

from app import analysis
from app.analysis import TranscriptionRequest
from app.core.units import Mono
from tests.analysis.songs import RATE_HZ, save
from tests.twins import ignore_progress

Note = tuple[float, float, int]
"""From when to when in seconds, and the pitch."""

Tone = Callable[[float, npt.NDArray[np.float64]], npt.NDArray[np.float64]]

ONSET_SECONDS = 0.05


def hz_of(pitch: float, *, tuning_cents: float = 0.0) -> float:
    return float(440.0 * 2.0 ** ((pitch + tuning_cents / 100.0 - 69.0) / 12.0))


def saw(hz: float, time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Play a bright tone that stays."""
    numbers = range(1, min(30, int(9_000 / hz)) + 1)
    return sum((np.sin(2 * np.pi * hz * n * time) / n for n in numbers), np.zeros(len(time)))


def piano(hz: float, time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Play a tone that is struck and dies away, its upper partials first."""
    numbers = range(1, min(12, int(9_000 / hz)) + 1)
    tones = (
        np.sin(2 * np.pi * hz * n * time) * np.exp(-time * (0.8 + 0.5 * n)) / n for n in numbers
    )
    return sum(tones, np.zeros(len(time)))


def sine(hz: float, time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Play a tone without overtones."""
    return np.sin(2 * np.pi * hz * time)


def play(
    notes: Sequence[Note], tone: Tone, *, tuning_cents: float = 0.0, gains: Sequence[float] = ()
) -> Mono:
    """Return the notes as sound, with an attack of 5 ms and a release of 20 ms."""
    out = np.zeros(round((max(end for _, end, _ in notes) + 0.5) * RATE_HZ))
    for number, (start, end, pitch) in enumerate(notes):
        time = np.arange(round((end - start) * RATE_HZ)) / RATE_HZ
        edge = np.minimum(np.minimum(time / 0.005, 1.0), (time[-1] - time) / 0.02)
        gain = gains[number] if gains else 1.0
        first = round(start * RATE_HZ)
        sound = gain * edge * tone(hz_of(pitch, tuning_cents=tuning_cents), time)
        out[first : first + len(time)] += sound
    return (0.5 * out / np.abs(out).max()).astype(np.float32)


def write_down(
    sound: Mono, folder: Path, *, stem_type: str, tuning_cents: float = 0.0, engine: str = ""
) -> list[tuple[float, float, int, int]]:
    """Return the notes that are heard in a stem."""
    request = TranscriptionRequest(
        source=save(sound, folder / f"{stem_type}.wav"),
        name=stem_type,
        stem_type=stem_type,
        tuning_cents=tuning_cents,
        engine=engine,
    )
    return analysis.TRANSCRIBE.perform(request, ignore_progress).notes


def f_measure(truth: Sequence[Note], heard: Sequence[tuple[float, float, int, int]]) -> float:
    """Return how many notes are right in pitch and begin within 50 ms, both ways round."""
    if not heard:
        return 0.0
    known = np.array([(start, end) for start, end, _ in truth])
    found = np.array([(start, end) for start, end, *_ in heard])
    result = mir_eval.transcription.precision_recall_f1_overlap(
        known,
        np.array([hz_of(pitch) for *_, pitch in truth]),
        found,
        np.array([hz_of(pitch) for _, _, pitch, _ in heard]),
        onset_tolerance=ONSET_SECONDS,
        offset_ratio=None,  # pyright: ignore[reportArgumentType]  — None leaves ends aside
    )
    return float(result[2])
