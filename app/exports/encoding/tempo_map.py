"""The tempo map of a file: beats on ticks, so that bars and notes lie where they are heard."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TICKS_PER_BEAT: Final = 960

_MICRO: Final = 1_000_000
_WITHOUT_GRID_BPM: Final = 120.0
_WITHIN_SECONDS: Final = 0.00025
_STARTS_AT_ONCE_SECONDS: Final = 0.001
_SIXTEENTHS: Final = 4
_FEWEST_BEATS: Final = 2


@dataclass(frozen=True)
class TempoChange:
    """A tempo from a tick on, in millionths of a second for a beat."""

    tick: int
    beat_microseconds: int


@dataclass(frozen=True)
class MeterChange:
    """A time signature from a tick on, such as 4/4."""

    tick: int
    numerator: int
    denominator: int


@dataclass(frozen=True)
class TempoMap:
    """Times on ticks: tick 0 is the beginning of the sound, and every beat lies on whole beats.

    What comes before the first beat is a pickup of sixteenths, so that bars begin on downbeats.
    ``places`` are pairs of a time in seconds and its tick; between them all is even.
    """

    places: tuple[tuple[float, int], ...]
    tempi: tuple[TempoChange, ...]
    meters: tuple[MeterChange, ...]

    def tick_of(self, seconds: float) -> int:
        """Return the tick of a time; beyond the beats they go on as they end."""
        number = bisect_right(self.places, (seconds, TICKS_PER_BEAT**4)) - 1
        number = min(max(number, 0), len(self.places) - 2)
        (start, first), (end, last) = self.places[number : number + 2]
        return max(0, round(first + (seconds - start) / (end - start) * (last - first)))


def map_tempo(
    beats_seconds: Sequence[float], downbeats_seconds: Sequence[float], beats_per_bar: int
) -> TempoMap:
    """Return the tempo map of a track; without two beats, an even 120 BPM.

    A tempo is a whole number of microseconds in MIDI: one is kept for as many beats as it fits
    within a quarter of a millisecond, so that a steady track has one and a live drummer many.
    """
    beats = [beat for beat in beats_seconds if beat >= 0.0]
    if len(beats) < _FEWEST_BEATS:
        beat = 60.0 / _WITHOUT_GRID_BPM
        steady = TempoChange(0, round(beat * _MICRO))
        return TempoMap(((0.0, 0), (beat, TICKS_PER_BEAT)), (steady,), (MeterChange(0, 4, 4),))
    pickup = _count_sixteenths(beats)
    first = pickup * TICKS_PER_BEAT // _SIXTEENTHS
    places = [(beat, first + number * TICKS_PER_BEAT) for number, beat in enumerate(beats)]
    tempi = list(_fit_tempi(beats, first))
    if pickup:
        places.insert(0, (0.0, 0))
        lead = TempoChange(0, round(beats[0] * _MICRO * _SIXTEENTHS / pickup))
        tempi.insert(0, lead)
    bars = _starts_of_bars(beats, downbeats_seconds, beats_per_bar)
    meters = tuple(_find_meters(bars, pickup, len(beats), beats_per_bar))
    return TempoMap(tuple(places), tuple(tempi), meters)


def _count_sixteenths(beats: Sequence[float]) -> int:
    """Return how many sixteenths come before the first beat, at about the tempo that follows."""
    if beats[0] < _STARTS_AT_ONCE_SECONDS:
        return 0
    return max(1, round(_SIXTEENTHS * beats[0] / (beats[1] - beats[0])))


def _fit_tempi(beats: Sequence[float], first: int) -> Sequence[TempoChange]:
    """Return the tempi whose own beats stay near those of the track."""
    changes: list[TempoChange] = []
    start, at = 0, beats[0]
    while start < len(beats) - 1:
        end, tempo = _reach(beats, start, at)
        changes.append(TempoChange(first + start * TICKS_PER_BEAT, tempo))
        at += (end - start) * tempo / _MICRO
        start = end
    return changes


def _reach(beats: Sequence[float], start: int, at: float) -> tuple[int, int]:
    """Return up to which beat one tempo fits from a beat on, and that tempo in microseconds."""
    least, most = 0.0, float("inf")
    end, tempo = start + 1, max(1, round((beats[start + 1] - at) * _MICRO))
    for number in range(start + 1, len(beats)):
        count, passed = number - start, beats[number] - at
        least = max(least, (passed - _WITHIN_SECONDS) / count)
        most = min(most, (passed + _WITHIN_SECONDS) / count)
        middle = round(min(max(passed / count, least), most) * _MICRO)
        if not least * _MICRO <= middle <= most * _MICRO:
            break
        end, tempo = number, max(1, middle)
    return end, tempo


def _starts_of_bars(
    beats: Sequence[float], downbeats: Sequence[float], beats_per_bar: int
) -> list[int]:
    """Return the numbers of the beats that begin a bar; every few beats where none are known."""
    near = {_nearest(beats, downbeat) for downbeat in downbeats}
    return sorted(near) or list(range(0, len(beats), beats_per_bar))


def _nearest(beats: Sequence[float], seconds: float) -> int:
    after = min(bisect_right(beats, seconds), len(beats) - 1)
    before = max(after - 1, 0)
    return before if seconds - beats[before] < beats[after] - seconds else after


def _find_meters(
    bars: Sequence[int], pickup: int, count: int, beats_per_bar: int
) -> Sequence[MeterChange]:
    """Return the time signatures: of what comes before the first bar, and each change."""
    sixteenth = TICKS_PER_BEAT // _SIXTEENTHS
    before = pickup + bars[0] * _SIXTEENTHS
    rest = before % (beats_per_bar * _SIXTEENTHS)
    meters: list[MeterChange] = []
    if rest:
        whole = rest % _SIXTEENTHS == 0
        meters.append(MeterChange(0, rest // 4, 4) if whole else MeterChange(0, rest, 16))
    if before > rest:
        meters.append(MeterChange(rest * sixteenth, beats_per_bar, 4))
    ends = [*bars[1:], max(bars[-1] + beats_per_bar, count)]
    for start, end in zip(bars, ends, strict=True):
        size = end - start if end != ends[-1] else beats_per_bar
        tick = pickup * sixteenth + start * TICKS_PER_BEAT
        known = meters[-1] if meters else None
        if known is None or (known.numerator, known.denominator) != (size, 4):
            meters.append(MeterChange(tick, size, 4))
    return meters
