"""The engine of our own: spectra of the whole track for tempo, key and form; no weights needed."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.analysis.ports import (
    AnalysisRequest,
    CuePoint,
    EnergyCurve,
    Section,
    TrackAnalysis,
)
from app.analysis.rules.cues import propose_cues
from app.analysis.rules.energy import energy_curve, overall_energy
from app.analysis.rules.grid import BeatGrid, find_grid
from app.analysis.rules.keys import KeyEstimate, estimate_key
from app.analysis.rules.listening import Heard, Listener
from app.analysis.rules.loudness import Loudness, LoudnessMeter
from app.analysis.rules.onsets import LISTENING_RATE_HZ
from app.analysis.rules.pitch_use import describe_pitch_use
from app.analysis.rules.sections import Part, find_parts
from app.core import audio
from app.core.errors import UnusableAudio
from app.core.units import Audio
from app.core.work import Report, part_of

Series = npt.NDArray[np.float64]

_SILENT_DB = -80.0
_CLOCK_SECONDS = 2.0
_LISTENING_SHARE = 0.95  # of the time, measured with songs of 3 and of 12 minutes
_DIGITS = 5
_STEREO = 2
_CANCELLED = 0.02
_TRUST_WITHOUT_GRID = 0.3


@dataclass(frozen=True)
class _Recording:
    """What the one pass over a file gave."""

    duration_seconds: float
    heard: Heard
    loudness: Loudness


class SpectralEngine:
    """Hears a mix in one pass over the file; it has no use for stems yet."""

    name = "spectral"
    version = 1

    def analyse(self, request: AnalysisRequest, report: Report) -> TrackAnalysis:
        """Listen to a file once, in blocks, and conclude from the features that were kept.

        Raises:
            UnusableAudio: if the file is no audio, or is silent.
            NotFound: if there is no such file.
        """
        started = time.monotonic()
        listening = part_of(report, start=0.0, end=_LISTENING_SHARE)
        recording = _listen(request.source, request.name, listening)
        if recording.loudness.sample_peak_db < _SILENT_DB:
            raise UnusableAudio(
                f"'{request.name}' is silent from start to end. Choose a file that has sound in it."
            )
        concluding = part_of(report, start=_LISTENING_SHARE, end=1.0)
        analysis = _conclude(recording, concluding)
        analysis.elapsed_seconds = round(time.monotonic() - started, 3)
        return analysis


def _listen(source: Path, name: str, report: Report) -> _Recording:
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
    return _Recording(samples / rate_hz, listener.finish(), meter.finish())


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


def _conclude(recording: _Recording, report: Report) -> TrackAnalysis:
    heard, loudness = recording.heard, recording.loudness
    report(0.0, "finding the beat")
    grid = find_grid(heard.onsets, heard.amplitudes, heard.pitches)
    report(0.85, "finding the sections")
    lines = np.round(_bar_lines(grid, recording.duration_seconds), _DIGITS)
    parts = find_parts(lines, heard.onsets, loudness.momentary_lufs)
    report(0.95, "finding the key")
    key = _find_key(recording, grid, parts)
    report(0.97, "placing the cues")
    analysis = _described(recording, grid, key, parts, lines)
    report(1.0, "analysed")
    return analysis


def _find_key(
    recording: _Recording, grid: BeatGrid | None, parts: list[Part]
) -> KeyEstimate | None:
    use = describe_pitch_use(
        recording.heard.pitches,
        grid.downbeats_seconds if grid else np.zeros(0),
        section_starts_seconds=[part.start_seconds for part in parts],
    )
    return estimate_key(
        use,
        clarity=recording.heard.pitches.clarity,
        duration_seconds=recording.duration_seconds,
    )


def _bar_lines(grid: BeatGrid | None, duration_seconds: float) -> Series:
    """Return the bar lines with the end of the last bar; every two seconds where there are none."""
    if grid is None or len(grid.downbeats_seconds) == 0:
        count = max(1, round(duration_seconds / _CLOCK_SECONDS))
        return np.append(np.arange(count) * _CLOCK_SECONDS, duration_seconds)
    bar_seconds = grid.beats_per_bar * 60.0 / grid.tempo_bpm
    last = float(grid.downbeats_seconds[-1])
    end = min(last + bar_seconds, duration_seconds)
    is_tail = end - last < bar_seconds / 2 and len(grid.downbeats_seconds) > 1
    return grid.downbeats_seconds if is_tail else np.append(grid.downbeats_seconds, end)


def _described(
    recording: _Recording,
    grid: BeatGrid | None,
    key: KeyEstimate | None,
    parts: list[Part],
    lines: Series,
) -> TrackAnalysis:
    loudness = recording.loudness
    curve = energy_curve(loudness.momentary_lufs)
    onset_strength = float(recording.heard.onsets.envelope.mean())
    trust = grid.confidence if grid else _TRUST_WITHOUT_GRID
    return TrackAnalysis(
        engine=SpectralEngine.name,
        engine_version=SpectralEngine.version,
        duration_seconds=round(recording.duration_seconds, _DIGITS),
        tempo_bpm=round(grid.tempo_bpm, 4) if grid else None,
        tempo_confidence=round(grid.tempo_confidence, 3) if grid else 0.0,
        beats_seconds=_rounded(grid.beats_seconds) if grid else [],
        downbeats_seconds=_rounded(grid.downbeats_seconds) if grid else [],
        beats_per_bar=grid.beats_per_bar if grid else 4,
        grid_confidence=round(grid.confidence, 3) if grid else 0.0,
        key=key.key.name if key else None,
        camelot=key.key.camelot if key else None,
        open_key=key.key.open_key if key else None,
        key_confidence=key.confidence if key else 0.0,
        key_runner_up=key.runner_up.name if key else None,
        tuning_cents=round(recording.heard.pitches.tuning_cents, 1) if key else 0.0,
        loudness_lufs=round(loudness.integrated_lufs, 2),
        loudness_range_lu=None if loudness.range_lu is None else round(loudness.range_lu, 2),
        true_peak_db=round(loudness.true_peak_db, 2),
        energy=overall_energy(loudness.integrated_lufs, onset_strength),
        energy_curve=EnergyCurve(
            step_seconds=curve.step_seconds, values=_rounded(curve.values, digits=3)
        ),
        sections=[_section(part) for part in parts],
        cues=[CuePoint.model_validate(cue) for cue in propose_cues(parts, lines, trust=trust)],
        elapsed_seconds=0.0,
    )


def _section(part: Part) -> Section:
    return Section(
        label=part.label,
        start_seconds=round(part.start_seconds, _DIGITS),
        end_seconds=round(part.end_seconds, _DIGITS),
        energy=round(part.energy, 3),
    )


def _rounded(values: Series, *, digits: int = _DIGITS) -> list[float]:
    return [round(float(value), digits) for value in values]
