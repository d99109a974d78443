"""What goes wrong on the way out."""

from app.core.errors import InvalidInput


class Refused(InvalidInput):
    """An address is one that is not fetched from."""


class Unreachable(Exception):
    """A server or its name was not found."""
