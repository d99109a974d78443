"""What the counting is fitted to: every way to count a song, and which of them is true."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import Pitches, PitchListener
from app.analysis.rules.rhythm import bars, evidence, meter
from app.analysis.rules.rhythm.attacks import AttackListener, find_opening
from app.analysis.rules.rhythm.grid import audible_span
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ, OnsetListener, Onsets
from app.analysis.rules.rhythm.steadiness import fit_constant_tempo
from app.analysis.rules.rhythm.tempo import find_pulse
from app.analysis.rules.rhythm.traces import Traces, trace_rhythm
from app.core import audio
from app.core.units import Audio
from tests.analysis.loops import GROOVES, play_loop
from tests.analysis.rendered import RATE_HZ, draw_song, render

Series = npt.NDArray[np.float64]
Choice = npt.NDArray[np.bool_]

SONG_SECONDS: Final = 50.0
_SAME_TEMPO = 0.03
_RIGHT_SECONDS, _WRONG_SECONDS = 0.03, 0.06


@dataclass(frozen=True)
class Option:
    """Answers that rule each other out: their measures ``(answers, measures)``, who is right.

    An answer that is neither right nor wrong is too close to call.
    """

    measures: Series
    right: Choice
    wrong: Choice


@dataclass(frozen=True)
class Example:
    """A song, with what may be its beat and what may be its bar."""

    style: str
    beats: list[Option]
    bars: list[Option]
    weight: float


@dataclass(frozen=True)
class Counted:
    """A sound, and how it is counted."""

    style: str
    sound: Audio
    tempo_bpm: float
    beats_seconds: Series
    beats_per_bar: int
    also: tuple[float, ...] = ()


def song_example(seed: int) -> Example | None:
    """Return the example of a rendered song that keeps its tempo."""
    song = render(draw_song(seed, motion="steady", seconds=SONG_SECONDS))
    truth = song.truth
    return describe(
        Counted(
            style=song.plan.style,
            sound=song.audio.mean(axis=0, keepdims=True),
            tempo_bpm=truth.tempo_bpm,
            beats_seconds=truth.beats_seconds,
            beats_per_bar=truth.beats_per_bar,
        )
    )


def loop_example(name_and_seed: tuple[str, int]) -> Example | None:
    """Return the example of a loop."""
    name, seed = name_and_seed
    loop = play_loop(name, seed)
    return describe(
        Counted(
            style=name,
            sound=loop.sound[None],
            tempo_bpm=loop.tempo_bpm,
            beats_seconds=loop.beats_seconds,
            beats_per_bar=loop.beats_per_bar,
            also=GROOVES[name].also,
        )
    )


def describe(song: Counted) -> Example | None:
    """Return the example of a song, or None where there is no pulse."""
    onsets, amplitudes, pitches = _listen(song.sound)
    traces = trace_rhythm(onsets, amplitudes, pitches)
    pulse = find_pulse(traces.envelope)
    if pulse is None:
        return None
    first, last = audible_span(amplitudes)
    skipped, end = np.searchsorted(song.beats_seconds, [first - _WRONG_SECONDS, last]).tolist()
    heard = song.beats_seconds[skipped:end]
    features = bars.describe_beats(heard, onsets.accents, onsets.levels_db, pitches)
    # Where people count in more ways than one, the example is worth less.
    return Example(
        style=song.style,
        beats=_beats(traces, fit_constant_tempo(traces.envelope, pulse.tempo_bpm).tempo_bpm, song),
        bars=_bars(features, song.beats_per_bar, -skipped % song.beats_per_bar),
        weight=0.4 if song.also else 1.0,
    )


def _listen(sound: Audio) -> tuple[Onsets, npt.NDArray[np.float32], Pitches]:
    onsets, attacks, pitches = OnsetListener(), AttackListener(), PitchListener()
    for block in audio.change_rate(
        iter([sound]), before_hz=RATE_HZ, after_hz=LISTENING_RATE_HZ, channels=1
    ):
        onsets.push(block[0])
        attacks.push(block[0])
        pitches.push(block[0])
    return onsets.finish(), attacks.finish(), pitches.finish()


def _beats(traces: Traces, pulse_bpm: float, song: Counted) -> list[Option]:
    opening = find_opening(traces.strength)
    slowest, fastest = meter.SLOWEST_COMPOUND_BPM, meter.BEAT_RANGE_BPM[1]
    ratios = [ratio for ratio in meter.RATIOS if slowest <= pulse_bpm * ratio <= fastest]
    options: list[Option] = []
    for folded in evidence.fold_beats(traces, pulse_bpm, ratios):
        found = evidence.measure_places(folded, opening)
        measures = np.stack([found[name] for name in evidence.WEIGHTS], axis=1)
        beat = 60.0 / folded.tempo_bpm
        places = np.arange(folded.bins) * (beat / folded.bins)
        away = np.abs((places - song.beats_seconds[0] + beat / 2) % beat - beat / 2)
        is_true = abs(folded.tempo_bpm / song.tempo_bpm - 1.0) < _SAME_TEMPO
        options.append(
            Option(
                measures,
                right=(away < _RIGHT_SECONDS) & is_true,
                wrong=(away > _WRONG_SECONDS) | (not is_true),
            )
        )
    return options


def _bars(features: bars.BeatFeatures, true_meter: int, true_first: int) -> list[Option]:
    meters = bars.METERS if true_meter in bars.METERS else bars.COMPOUND_METERS
    options: list[Option] = []
    for beats in meters:
        for first in range(beats):
            found = bars.measure_bars(features, beats, first, meters[0])
            right = np.array([beats == true_meter and first == true_first])
            measures = np.array([[found[name] for name in bars.WEIGHTS]])
            options.append(Option(measures, right=right, wrong=~right))
    return options
