"""What can go wrong with what comes into the library, and with what is still to come."""

from app.core.errors import Conflict, InvalidInput


class TooLarge(InvalidInput):
    """A file is larger than the settings accept."""

    status = 413


class NoAudio(Conflict):
    """A track was asked for sound that has not been fetched yet."""
