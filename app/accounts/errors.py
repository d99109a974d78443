"""What can go wrong with accounts."""

from app.core.errors import Conflict, InvalidInput


class EmailTaken(Conflict):
    """Another user has this address."""


class WeakPassword(InvalidInput):
    """A password is too short, or too long to be meant."""


class WrongCredentials(InvalidInput):
    """The address and the password do not go together, or the user may not come in."""

    status = 401
