"""Pitches, keys and chords."""
