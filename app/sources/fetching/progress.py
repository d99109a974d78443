"""How far a download is, in words, a few times a second; and the end of one that is too big."""

from time import monotonic
from typing import Final

from app.core.units import bytes_to_words
from app.core.work import Report
from app.sources.fetching.faults import too_large

REPORT_SECONDS: Final = 0.25


class Meter:
    """Counts what has come of one address."""

    def __init__(self, url: str, *, max_bytes: int, report: Report) -> None:
        self._url = url
        self._max_bytes = max_bytes
        self._report = report
        self._told_at = 0.0

    def tell(self, done_bytes: int, total_bytes: int | None) -> None:
        """Say how much has come, if that has not just been said.

        Raises:
            InvalidInput: if it is more than may come, or says that it will be.
        """
        if max(done_bytes, total_bytes or 0) > self._max_bytes:
            raise too_large(self._url, size=bytes_to_words(self._max_bytes))
        moment = monotonic()
        if done_bytes != total_bytes and moment - self._told_at < REPORT_SECONDS:
            return
        self._told_at = moment
        fraction = min(done_bytes / total_bytes, 1.0) if total_bytes else 0.0
        self._report(fraction, sizes_to_words(done_bytes, total_bytes))


def sizes_to_words(done_bytes: int, total_bytes: int | None) -> str:
    """Return a progress as people read it: ``3.2 of 8.1 MB``, or ``3.2 MB`` of who knows."""
    done = bytes_to_words(done_bytes)
    if not total_bytes:
        return done
    total = bytes_to_words(total_bytes)
    same_unit = done.split()[1] == total.split()[1]
    return f"{done.split()[0] if same_unit else done} of {total}"
