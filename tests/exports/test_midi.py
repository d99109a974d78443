"""Notes as MIDI: read back by another reader, they lie where they were heard, bars and all."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from app.exports.encoding import map_tempo, write_midi
from app.exports.encoding.tempo_map import TICKS_PER_BEAT, TempoMap
from app.exports.ports import MidiNote, MidiPart
from tests.midi import name_tracks, open_midi, read_seconds, read_tracks

TICK_SECONDS = 0.5 / TICKS_PER_BEAT
"""A tick at 120 BPM."""


def steady(count: int, *, tempo_bpm: float, first: float = 0.0) -> list[float]:
    """Return beats as a grid stores them."""
    return [round(first + number * 60.0 / tempo_bpm, 5) for number in range(count)]


def part_of(*notes: tuple[float, float, int], is_drums: bool = False) -> MidiPart:
    return MidiPart("Bass", 33, is_drums, [MidiNote(*note, velocity=90) for note in notes])


def write(tempo: TempoMap, *parts: MidiPart) -> bytes:
    return write_midi("Été 夏", tempo, parts)


def heard(file: bytes) -> list[tuple[float, str, int]]:
    """Return when notes begin and end."""
    return [
        (at, one["type"], one["note"])
        for at, one in read_seconds(file)
        if one["type"] in {"note_on", "note_off"}
    ]


def meters(file: bytes) -> list[tuple[int, int, int]]:
    return [
        (at, one["numerator"], one["denominator"])
        for at, one in read_tracks(file)[0]
        if one["type"] == "time_signature"
    ]


def tempi(file: bytes) -> list[tuple[int, int]]:
    return [(at, one["tempo"]) for at, one in read_tracks(file)[0] if one["type"] == "set_tempo"]


def test_notes_are_read_back_where_they_were_heard() -> None:
    beats = steady(400, tempo_bpm=127.93, first=0.412)
    notes = [(beat + 0.013, beat + 0.2, 40 + number % 12) for number, beat in enumerate(beats)]
    found = heard(write(map_tempo(beats, beats[::4], 4), part_of(*notes)))
    starts = [(at, pitch) for at, kind, pitch in found if kind == "note_on"]
    assert len(starts) == len(notes)
    for (at, pitch), (start, _, played) in zip(starts, notes, strict=True):
        assert pitch == played
        assert at == pytest.approx(start, abs=TICK_SECONDS)


def test_beats_are_whole_beats_and_downbeats_begin_bars() -> None:
    beats = steady(64, tempo_bpm=120.0, first=0.37)
    tempo = map_tempo(beats, beats[1::4], 4)
    first = tempo.tick_of(beats[0])
    assert [tempo.tick_of(beat) - first for beat in beats] == [
        number * TICKS_PER_BEAT for number in range(64)
    ]
    file = write(tempo, part_of((1.0, 1.5, 40)))
    pickup, bars = meters(file)
    assert pickup == (0, 7, 16)  # three sixteenths to the first beat, and the beat before bar one
    assert bars == (tempo.tick_of(beats[1]), 4, 4)
    assert bars[0] == 7 * TICKS_PER_BEAT // 4
    assert tempi(file)[1:] == [(tempo.tick_of(beats[0]), 500_000)]


def test_a_waltz_is_in_three() -> None:
    beats = steady(30, tempo_bpm=90.0)
    file = write(map_tempo(beats, beats[::3], 3), part_of((0.0, 0.5, 40)))
    assert meters(file) == [(0, 3, 4)]
    assert len(tempi(file)) == 1


def test_two_tempi_in_one_track_are_followed() -> None:
    beats = steady(17, tempo_bpm=120.0)
    beats += [beats[-1] + one for one in steady(17, tempo_bpm=90.0)[1:]]
    notes = [(beat, beat + 0.1, 36) for beat in beats]
    file = write(map_tempo(beats, beats[::4], 4), part_of(*notes))
    assert [(at, round(60e6 / tempo, 1)) for at, tempo in tempi(file)] == [
        (0, 120.0),
        (16 * TICKS_PER_BEAT, 90.0),
    ]
    starts = [at for at, kind, _ in heard(file) if kind == "note_on"]
    assert starts == pytest.approx(beats, abs=TICK_SECONDS)


def test_a_live_drummer_is_followed_beat_by_beat() -> None:
    beats = [0.0]
    for number in range(100):
        beats.append(beats[-1] + 0.5 + 0.02 * ((number * 7) % 5 - 2))
    notes = [(beat, beat + 0.1, 36) for beat in beats]
    file = write(map_tempo(beats, beats[::4], 4), part_of(*notes))
    starts = [at for at, kind, _ in heard(file) if kind == "note_on"]
    assert starts == pytest.approx(beats, abs=1.5 * TICK_SECONDS)


def test_a_short_bar_in_between_changes_the_time_signature() -> None:
    beats = steady(14, tempo_bpm=120.0)
    bars = [0, 4, 6, 10]
    file = write(map_tempo(beats, [beats[number] for number in bars], 4), part_of((0.0, 0.5, 40)))
    assert [(at // TICKS_PER_BEAT, top) for at, top, _ in meters(file)] == [(0, 4), (4, 2), (6, 4)]


def test_without_a_grid_there_is_an_even_tempo() -> None:
    file = write(map_tempo([], [], 4), part_of((1.25, 1.5, 40)))
    assert [at for at, *_ in heard(file)] == pytest.approx([1.25, 1.5], abs=TICK_SECONDS)
    assert tempi(file) == [(0, 500_000)]


def test_each_part_has_a_track_and_drums_have_channel_ten() -> None:
    tempo = map_tempo(steady(8, tempo_bpm=120.0), [], 4)
    drums, bass = part_of((0.0, 0.1, 36), is_drums=True), part_of((0.0, 0.4, 40))
    file = write(tempo, bass, drums)
    known = open_midi(file)
    assert (known.type, known.ticks_per_beat) == (1, TICKS_PER_BEAT)
    assert name_tracks(file) == ["Été 夏", "Bass", "Bass"]
    tracks = read_tracks(file)
    channels = [{one["channel"] for _, one in track if "channel" in one} for track in tracks]
    assert channels == [set(), {0}, {9}]
    programs = [one["program"] for _, one in tracks[1] if one["type"] == "program_change"]
    assert programs == [33]


@pytest.mark.parametrize(
    "notes",
    [
        [(0.0, 2.0, 40), (1.0, 3.0, 40)],
        [(0.0, 1.0, 40), (1.0, 2.0, 40)],
        [(0.5, 0.5, 40), (0.5, 0.6, 40)],
        [(0.0, 0.0001, 40)],
    ],
)
def test_a_key_is_let_go_before_it_is_pressed_again(
    notes: Sequence[tuple[float, float, int]],
) -> None:
    file = write(map_tempo([], [], 4), part_of(*notes))
    played = [(at, one["type"]) for at, one in read_tracks(file)[1] if "note" in one]
    kinds = [kind for _, kind in played]
    assert kinds == ["note_on", "note_off"] * (len(kinds) // 2)
    assert all(end > start for (start, _), (end, _) in list(pairwise(played))[::2])
