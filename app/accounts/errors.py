"""What can go wrong with accounts."""

from app.core.errors import Conflict, InvalidInput


class EmailTaken(Conflict):
    """Another user has this address."""


class WeakPassword(InvalidInput):
    """A password is too short, or too long to be meant."""


class WrongCredentials(InvalidInput):
    """The address and the password do not go together, or the user may not come in."""

    status = 401


class SignInNeeded(InvalidInput):
    """Nobody is signed in where somebody has to be."""

    status = 401


class ForeignRequest(InvalidInput):
    """Another site made the browser send this."""

    status = 403


class TooManyAttempts(InvalidInput):
    """Somebody guesses, or has forgotten."""

    status = 429


class LinkSpent(InvalidInput):
    """A sign-in link was used, is too old, or never was one."""

    status = 410
