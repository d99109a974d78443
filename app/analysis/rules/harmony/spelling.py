"""How chords are written in a key."""

from app.analysis.rules.harmony.chords import NO_CHORD, SIGNS, Chord
from app.analysis.rules.harmony.keys import Key

_LETTERS_BY_FIFTHS = "FCGDAEB"
_C_PLACE = 1
_FLAT, _SHARP = "b", "#"
_REACH_BELOW = 5
_NATURALS = {0: "C", 2: "D", 4: "E", 5: "F", 7: "G", 9: "A", 11: "B"}
_SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}


def write_chord(chord: Chord | None, key: Key | None) -> str:
    """Return a chord as musicians write it in a key: ``"F#m7"``, ``"Bb7"``, ``"Cdim"``, ``"N"``.

    Without a key, as in C major.
    """
    if chord is None:
        return NO_CHORD
    return write_note(chord.root, key) + SIGNS[chord.quality]


def write_note(note: int, key: Key | None) -> str:
    """Return the name of a pitch class in a key.

    The twelve notes around a tonic lie on the line of fifths from its flat second to its raised
    fourth: in C from D flat to F sharp (Temperley, 2000).  What can be written without a sign is,
    unless the scale of the key needs the letter for another note, as F sharp major does.
    """
    key = key or Key(0, "major")
    is_of_scale = (note - key.tonic) % 12 in _SCALES[key.mode]
    if note in _NATURALS and not is_of_scale:
        return _NATURALS[note]
    lowest = _place_of_tonic(key) - _REACH_BELOW
    place = lowest + (note * 7 - lowest) % 12
    signs, letter = divmod(place + _C_PLACE, len(_LETTERS_BY_FIFTHS))
    return _LETTERS_BY_FIFTHS[letter] + (_SHARP * signs if signs > 0 else _FLAT * -signs)


def _place_of_tonic(key: Key) -> int:
    """Return where a tonic, as the key's name spells it, lies on the line of fifths, 0 for C."""
    name = key.name.split()[0]
    signs = name.count(_SHARP) - name[1:].count(_FLAT)
    return _LETTERS_BY_FIFTHS.index(name[0]) - _C_PLACE + len(_LETTERS_BY_FIFTHS) * signs
