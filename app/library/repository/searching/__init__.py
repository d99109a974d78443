"""Questions to the cards of the tracks: which a query finds, and which go with one."""

from app.library.repository.searching.cards import SORTED, TrackCard
from app.library.repository.searching.conditions import cards_of, conditions_of
from app.library.repository.searching.neighbours import MOST_NEIGHBOURS, list_neighbours

__all__ = [
    "MOST_NEIGHBOURS",
    "SORTED",
    "TrackCard",
    "cards_of",
    "conditions_of",
    "list_neighbours",
]
