"""The one place that knows what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC and aware of it."""
    return datetime.now(UTC)
