"""Notes as a Standard MIDI File of type 1: the tempo map, then one track for each part."""

import io
from collections.abc import Sequence
from typing import Final

from mido import Message, MetaMessage, MidiFile, MidiTrack

from app.exports.encoding.tempo_map import TICKS_PER_BEAT, TempoMap
from app.exports.ports import MidiPart

DRUM_CHANNEL: Final = 9
"""Channel 10 as people count, where General MIDI has its drums."""

_CHANNELS: Final = 16
_MOST_MICROSECONDS: Final = 2**24 - 1
"""Three bytes hold a tempo: a beat is at most a little more than 16 seconds."""


def write_midi(title: str, tempo: TempoMap, parts: Sequence[MidiPart]) -> bytes:
    """Return the file; ends and beginnings at one tick are written in this order.

    Notes of a part that share a pitch do not overlap: the earlier one ends where the later begins.
    """
    file = MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, charset="utf-8")
    file.tracks.append(_write_tempo(title, tempo))
    channels = [number for number in range(_CHANNELS) if number != DRUM_CHANNEL]
    melodic = 0
    for part in parts:
        channel = DRUM_CHANNEL if part.is_drums else channels[melodic % len(channels)]
        melodic += not part.is_drums
        file.tracks.append(_write_part(part, tempo, channel))
    blocks = io.BytesIO()
    file.save(file=blocks)
    return blocks.getvalue()


def _write_tempo(title: str, tempo: TempoMap) -> MidiTrack:
    events: list[tuple[int, MetaMessage]] = [(0, MetaMessage("track_name", name=title))]
    events += [
        (
            one.tick,
            MetaMessage("time_signature", numerator=one.numerator, denominator=one.denominator),
        )
        for one in tempo.meters
    ]
    events += [
        (one.tick, MetaMessage("set_tempo", tempo=min(one.beat_microseconds, _MOST_MICROSECONDS)))
        for one in tempo.tempi
    ]
    return _to_track(sorted(events, key=lambda event: event[0]))


def _write_part(part: MidiPart, tempo: TempoMap, channel: int) -> MidiTrack:
    events: list[tuple[int, int, Message | MetaMessage]] = [
        (0, -2, MetaMessage("track_name", name=part.name))
    ]
    if not part.is_drums:
        events.append((0, -1, Message("program_change", program=part.program, channel=channel)))
    for start, end, pitch, velocity in _apart(part, tempo):
        on = Message("note_on", note=pitch, velocity=velocity, channel=channel)
        off = Message("note_off", note=pitch, velocity=0, channel=channel)
        events += [(start, 1, on), (end, 0, off)]
    ordered = sorted(events, key=lambda event: event[:2])
    return _to_track([(tick, message) for tick, _, message in ordered])


def _apart(part: MidiPart, tempo: TempoMap) -> list[tuple[int, int, int, int]]:
    """Return the notes on ticks: start, end, pitch and velocity, no pitch twice at a time."""
    following: dict[int, int] = {}
    notes: list[tuple[int, int, int, int]] = []
    for note in sorted(part.notes, key=lambda one: one.start_seconds, reverse=True):
        start, end = tempo.tick_of(note.start_seconds), tempo.tick_of(note.end_seconds)
        latest = following.get(note.pitch)
        if latest is not None and start >= latest:
            continue
        end = max(start + 1, end if latest is None else min(end, latest))
        notes.append((start, end, note.pitch, note.velocity))
        following[note.pitch] = start
    return notes[::-1]


def _to_track(events: Sequence[tuple[int, Message | MetaMessage]]) -> MidiTrack:
    """Return events as a track, each with the ticks since the one before."""
    track, at = MidiTrack(), 0
    for tick, message in events:
        track.append(message.copy(time=tick - at))
        at = tick
    track.append(MetaMessage("end_of_track", time=0))
    return track
