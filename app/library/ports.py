"""What the library tells the rest of the house."""

from dataclasses import dataclass
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True)
class TrackImported(Event):
    """A track is in somebody's library."""

    track_id: UUID
    owner_id: UUID
    title: str


EVENTS: tuple[type[Event], ...] = (TrackImported,)
"""What the bus has to carry between processes."""
