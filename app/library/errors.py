"""What can go wrong with what comes into the library."""

from app.core.errors import InvalidInput


class TooLarge(InvalidInput):
    """A file is larger than the settings accept."""

    status = 413
