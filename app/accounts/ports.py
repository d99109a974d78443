"""What accounts tell the rest of the house."""

from dataclasses import dataclass
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True)
class AccessChanged(Event):
    """Where a user is signed in, or whether the user may come in at all, is different now."""

    owner_id: UUID


EVENTS: tuple[type[Event], ...] = (AccessChanged,)
"""What the bus has to carry between processes."""
