"""Questions to the cards of the tracks: which a query finds, and which go with one."""

from app.library.repository.searching.cards import SORTED, TrackCard
from app.library.repository.searching.conditions import cards_of, conditions_of
from app.library.repository.searching.finding import (
    is_found,
    list_found,
    measure_found,
    read_found,
)
from app.library.repository.searching.groups import (
    GroupKind,
    GroupSort,
    TrackGroup,
    list_groups,
)
from app.library.repository.searching.neighbours import (
    MOST_NEIGHBOURS,
    list_neighbours,
    match_tracks,
)

__all__ = [
    "MOST_NEIGHBOURS",
    "SORTED",
    "GroupKind",
    "GroupSort",
    "TrackCard",
    "TrackGroup",
    "cards_of",
    "conditions_of",
    "is_found",
    "list_found",
    "list_groups",
    "list_neighbours",
    "match_tracks",
    "measure_found",
    "read_found",
]
