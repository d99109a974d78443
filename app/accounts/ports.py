"""What accounts tell the rest of the house."""

from dataclasses import dataclass
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True)
class AccessChanged(Event):
    """Where a user is signed in, or whether the user may come in at all, is different now."""

    owner_id: UUID


@dataclass(frozen=True)
class PreferencesChanged(Event):
    """What a user wants of a feature from now on is different, or said anew."""

    owner_id: UUID
    feature: str


EVENTS: tuple[type[Event], ...] = (AccessChanged, PreferencesChanged)
"""What the bus has to carry between processes."""
