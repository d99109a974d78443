"""``sfa transcribe``: the notes of a file, or of a track of the library, as a MIDI file."""

from app.cli.transcribing.command import transcribe_source

__all__ = ["transcribe_source"]
