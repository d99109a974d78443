"""Two tracks of one recording, wherever a page shows them."""

from pages._twins.acts import DuplicateActs, go_to_track
from pages._twins.pair import show_pair

__all__ = ["DuplicateActs", "go_to_track", "show_pair"]
