"""MIDI files as another program reads them."""

import io
from typing import Any

import mido

Message = dict[str, Any]
"""A message by the names of its fields; ``type`` says which it is."""


def open_midi(content: bytes) -> Any:  # noqa: ANN401  — the reader has hardly any types
    """Return a file as the reader knows it."""
    return mido.MidiFile(file=io.BytesIO(content), charset="utf-8")


def read_tracks(content: bytes) -> list[list[tuple[int, Message]]]:
    """Return the messages of each track, each with its tick."""
    tracks: list[list[tuple[int, Message]]] = []
    for track in open_midi(content).tracks:
        at = 0
        tracks.append([])
        for message in track:
            at += message.time
            tracks[-1].append((at, message.dict()))
    return tracks


def read_seconds(content: bytes) -> list[tuple[float, Message]]:
    """Return all messages in time, in seconds by the file's own tempo map."""
    found: list[tuple[float, Message]] = []
    at = 0.0
    for message in open_midi(content):
        at += message.time
        found.append((at, message.dict()))
    return found


def name_tracks(content: bytes) -> list[str]:
    """Return what the tracks are called."""
    return [str(track.name) for track in open_midi(content).tracks]
