"""Which tracks have a word in common with a name: an inverted index, the rarest words first."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from app.sources.rules.names import Name

_COMMON_AT_MOST: Final = 3000
"""A word that more tracks than this have tells nothing."""

_BEGINNING: Final = 4


class Postings:
    """Places of names by the words they have, and by how their words begin."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._count = len(names)
        for place, name in enumerate(names):
            for word in _words(name):
                self._places[word].append(place)

    def nearest(self, name: Name, at_most: int) -> list[int]:
        """Return the places of names that share the most, weighed by how rare a word is."""
        weights: defaultdict[int, float] = defaultdict(float)
        for word in _words(name):
            row = self._places.get(word)
            if row and len(row) <= _COMMON_AT_MOST:
                weight = math.log1p(self._count / len(row))
                for place in row:
                    weights[place] += weight
        return sorted(weights, key=lambda place: -weights[place])[:at_most]


def _words(name: Name) -> Iterable[str]:
    """Return the words of a name, and their beginnings, so that a slip at the end is found."""
    whole = {*name.title.split(), *(word for artist in name.artists for word in artist.split())}
    return whole | {f"{word[:_BEGINNING]}*" for word in whole if len(word) > _BEGINNING}
