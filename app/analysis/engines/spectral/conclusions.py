"""What follows from a recording; each conclusion is drawn once, when somebody asks for it first."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.analysis.engines.spectral.form import find_form, find_vocals, measure_form
from app.analysis.engines.spectral.listening import Recording
from app.analysis.engines.spectral.stem_listening import Stem, listen_to_stems
from app.analysis.engines.spectral.tonality import Beats, Ear, KeyStretch, lay_beats, main_key
from app.analysis.ports import AnalysisRequest
from app.analysis.rules.form.novelty import describe_bars
from app.analysis.rules.form.sections import MeasuredBars, Part
from app.analysis.rules.harmony.harmony import hear_harmony
from app.analysis.rules.harmony.keys import KeyEstimate
from app.analysis.rules.rhythm.grid import BeatGrid, find_grid, known_grid
from app.analysis.rules.stems.vocals import Singing, Vocals, find_singing, vocals_of_bars

Series = npt.NDArray[np.float64]

DIGITS = 5
_CLOCK_SECONDS = 2.0


class Conclusions:
    """A recording with what is known of it; every feature reads from here."""

    def __init__(self, recording: Recording, request: AnalysisRequest) -> None:
        self.recording = recording
        self.request = request

    @cached_property
    def grid(self) -> BeatGrid | None:
        """Return the beats, those of a hand where there are, or None where there is no pulse."""
        known = self.request.grid
        if known is not None:
            beats, downbeats = np.array(known.beats_seconds), np.array(known.downbeats_seconds)
            return known_grid(known.tempo_bpm, beats, downbeats, known.beats_per_bar)
        heard = self.recording.heard
        return find_grid(heard.onsets, heard.amplitudes, heard.pitches)

    @cached_property
    def lines_seconds(self) -> Series:
        """Return the bar lines and the end of the last bar; every two seconds without a pulse."""
        return np.round(_bar_lines(self.grid, self.recording.duration_seconds), DIGITS)

    @cached_property
    def stems(self) -> dict[str, Stem]:
        """Return what is heard in the stems that were given, by their type."""
        return listen_to_stems(self.request.stems)

    @cached_property
    def vocals(self) -> Vocals | None:
        """Return when somebody sings, or None where that cannot be told."""
        return find_vocals(self.recording.heard, self.stems)

    @cached_property
    def singing(self) -> list[Singing]:
        """Return the stretches of time in which somebody sings."""
        return [] if self.vocals is None else find_singing(self.vocals)

    @cached_property
    def heard_parts(self) -> list[Part]:
        """Return the sections that are heard, on bar lines."""
        return find_form(self.measured_bars)

    @cached_property
    def parts(self) -> list[Part]:
        """Return the sections to build on: those that a hand has made, or those that are heard."""
        known = self.request.sections
        return measure_form(self.measured_bars, known) if known else self.heard_parts

    @cached_property
    def measured_bars(self) -> MeasuredBars:
        """Return the bars with what was measured of each."""
        levels = self.recording.loudness.momentary_lufs
        sung = None if self.vocals is None else vocals_of_bars(self.vocals, self.lines_seconds)
        heard = self.recording.heard
        sounds = describe_bars(heard.onsets, heard.pitches, self.lines_seconds)
        return MeasuredBars(self.lines_seconds, sounds, levels, sung)

    @cached_property
    def beats(self) -> Beats:
        """Return the beats as spans of time; half seconds without a pulse."""
        return lay_beats(self.grid, self.recording.duration_seconds)

    @cached_property
    def ear(self) -> Ear:
        """Return who hears the harmony."""
        pitches = self.recording.heard.pitches
        harmony = hear_harmony(pitches.notes, self.beats.lines_seconds)
        starts = [part.start_seconds for part in self.parts]
        return Ear(pitches, harmony, self.beats, starts)

    @cached_property
    def key_stretches(self) -> list[KeyStretch]:
        """Return the key over time, none where none can be heard."""
        return self.ear.find_keys()

    @cached_property
    def key(self) -> KeyEstimate | None:
        """Return the key that holds for longest, or None where none can be heard."""
        return main_key(self.key_stretches)


def _bar_lines(grid: BeatGrid | None, duration_seconds: float) -> Series:
    downbeats = np.zeros(0) if grid is None else grid.downbeats_seconds
    downbeats = downbeats[downbeats < duration_seconds]
    if grid is None or len(downbeats) == 0:
        count = max(1, round(duration_seconds / _CLOCK_SECONDS))
        return np.append(np.arange(count) * _CLOCK_SECONDS, duration_seconds)
    last = float(downbeats[-1])
    end = min(last + grid.bar_seconds, duration_seconds)
    is_tail = end - last < grid.bar_seconds / 2 and len(downbeats) > 1
    return downbeats if is_tail else np.append(downbeats, end)
