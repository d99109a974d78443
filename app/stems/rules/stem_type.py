"""What a stem can hold."""

from enum import StrEnum


class StemType(StrEnum):
    """One isolated part of a track, in the order in which stems are listed everywhere."""

    VOCALS = "vocals"
    DRUMS = "drums"
    BASS = "bass"
    OTHER = "other"
    GUITAR = "guitar"
    PIANO = "piano"
    ELECTRIC_GUITAR = "electric_guitar"
    ACOUSTIC_GUITAR = "acoustic_guitar"
    SYNTH = "synth"
    STRINGS = "strings"
    WIND = "wind"
    INSTRUMENTAL = "instrumental"

    @property
    def label(self) -> str:
        """Return the name people read, such as ``Electric guitar``."""
        return self.value.replace("_", " ").capitalize()

    @property
    def rank(self) -> int:
        """Return the place in the order of stems, 0 for vocals."""
        return list(StemType).index(self)


def sort_stems(names: list[str]) -> list[str]:
    """Return stem names in the house's order; names that we do not know come last, by alphabet.

    A foreign model may call its sources what it likes, so an unknown name is no error here.
    """
    known = {stem.value: stem.rank for stem in StemType}
    return sorted(names, key=lambda name: (known.get(name, len(known)), name))


def type_and_variant(name: str) -> tuple[StemType, str | None]:
    """Call a source of a foreign model that we have no type for "other", and keep its name."""
    known = name in StemType.__members__.values()
    return (StemType(name), None) if known else (StemType.OTHER, name[:40])
