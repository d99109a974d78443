"""A database, the bus it announces on, and somebody who comes in."""

from dataclasses import dataclass

from sqlmodel import Session

from app import accounts
from app.core.database import Database, announce
from app.core.events import Event, LocalBus


@dataclass(frozen=True)
class SomebodyCame(Event):
    """An event for tests."""

    email: str


class Rooms:
    """A database, the bus it announces on, and what was heard there."""

    def __init__(self, address: str) -> None:
        self.bus = LocalBus()
        self.database = Database(address, bus=self.bus)
        self.heard: list[Event] = []
        self.bus.subscribe(self.heard.append)

    def emails(self) -> list[str]:
        """Return whom a session of its own sees."""
        with self.database.reading() as session:
            return [user.email for user in accounts.list_users(session)]


def come(session: Session, email: str) -> None:
    accounts.create_user(session, email)
    announce(session, SomebodyCame(email))
