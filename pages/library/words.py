"""What is said about batches, and how long they take."""

import math

from app.pipeline import BatchView, ItemState
from pages._words import _, plural

MINUTE_SECONDS = 60
HOUR_MINUTES = 60
ROUND_MINUTES = 5
"""Above an hour, minutes are told in steps of so many."""

MINUTES_SHOWN_BELOW_HOURS = 24
"""From here on whole hours say enough."""


def batch_words() -> dict[str, str]:
    """Return the words of ``components/sfa_batches.js``."""
    return {
        "tracks": _("Tracks of the batch"),
        "pause": _("Pause"),
        "resume": _("Resume"),
        "cancel": _("Cancel the rest"),
        "retry": _("Retry what failed"),
        "dismiss": _("Dismiss"),
        "top": _("Move to the top"),
        "up": _("Move up"),
        "down": _("Move down"),
        "remove": _("Remove from the batch"),
        "waiting": _("Waiting"),
        "completed": _("Done"),
        "there": _("There already"),
        "failed": _("It failed."),
        "cancelled": _("Cancelled"),
        "seconds": _("about {count} s left"),
        "minutes": _("about {count} min left"),
        "hours": _("about {count} h left"),
    }


def say_way(stage: str) -> str:
    """Return what a batch does that has no model to be called by."""
    return {"download": _("download"), "analyse": _("analysis")}.get(stage, "")


def words_of_length(seconds: float) -> str:
    """Return how long work takes, rounded so that nothing is promised: "about 1 h 20 min"."""
    minutes = max(1, round(seconds / MINUTE_SECONDS))
    if minutes < HOUR_MINUTES:
        return _("about {minutes} min").format(minutes=minutes)
    minutes = ROUND_MINUTES * math.ceil(minutes / ROUND_MINUTES)
    hours, rest = divmod(minutes, HOUR_MINUTES)
    if rest == 0 or hours >= MINUTES_SHOWN_BELOW_HOURS:
        return _("about {hours} h").format(hours=hours + (rest > 0))
    return _("about {hours} h {minutes} min").format(hours=hours, minutes=rest)


def say_how_far(batch: BatchView) -> str:
    """Return how far a batch is, and how long the rest of it takes."""
    done = batch.counts[ItemState.COMPLETED] + batch.counts[ItemState.THERE]
    failed, cancelled = batch.counts[ItemState.FAILED], batch.counts[ItemState.CANCELLED]
    said = [_("{done} of {total} done").format(done=done, total=batch.total)]
    if failed:
        said.append(plural("{count} failed", "{count} failed", failed))
    if cancelled:
        said.append(plural("{count} cancelled", "{count} cancelled", cancelled))
    if batch.paused_at is not None:
        said.insert(0, _("Paused"))
    if batch.expected_seconds is not None:
        left = words_of_length(batch.expected_seconds)
        said.append(_("{length} left").format(length=left))
    return " · ".join(said)


def say_what_is_missing(count: int, expected_seconds: float | None) -> str:
    """Return how many tracks have no stems, and how long it takes to make them."""
    if not count:
        return _("Every track has stems, or is about to get them.")
    said = [plural("{count} track", "{count} tracks", count)]
    if expected_seconds is not None:
        said.append(words_of_length(expected_seconds))
    return " · ".join(said)
