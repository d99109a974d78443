"""How jobs move: forward only, how long they still take, and when a pipeline is complete."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.core.units import bytes_to_words
from app.pipeline.errors import QuotaReached


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    DOWNLOADING = "downloading"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Queue(StrEnum):
    """The lines jobs wait in, each with its own number of places."""

    DOWNLOAD = "download"
    PROCESSING = "processing"
    ANALYSIS = "analysis"
    UPKEEP = "upkeep"


LIVE = (JobState.QUEUED, JobState.DOWNLOADING, JobState.PROCESSING)
"""The states of a job that is not over."""

ENDED = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)


class ItemState(StrEnum):
    """Where a track of a batch stands; ``THERE`` if its stems were there before its turn came."""

    WAITING = "waiting"
    RUNNING = "running"
    COMPLETED = "completed"
    THERE = "there"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """Where to in the order of a batch."""

    TOP = "top"
    UP = "up"
    DOWN = "down"
    END = "end"


BATCH_PRIORITY = 100
"""Work of batches lets everything pass that somebody asked for by itself."""

BATCH_AHEAD = 8
"""So many jobs of a batch wait in the queue; the rest of it are rows that nobody has to look at."""

STEPS: Mapping[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.DOWNLOADING, JobState.PROCESSING, *ENDED}),
    JobState.DOWNLOADING: frozenset({JobState.PROCESSING, *ENDED}),
    JobState.PROCESSING: frozenset(ENDED),
    JobState.COMPLETED: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.CANCELLED: frozenset(),
}


TRUSTED_SECONDS = 2.0
TRUSTED_FRACTION = 0.05
"""So long, and so far, has work to run before its pace tells when it ends."""

FADING_SECONDS = 30.0
FADING_SHARE = 0.3
"""What was done so long ago, in seconds or as a share of the whole run, counts for a third."""

EARLIER_PHASES = 0.03
"""What an earlier phase did counts for so little: a new one may run on another device."""

CALM_SECONDS = 3.0
"""An end that seems to have moved is followed in about this time, and not at once."""

LONGEST_SECONDS = 86_400.0
"""An end that seems further away than a day is no estimate."""

LOG_ROOM = 180
"""So many lines of a log tell of what happens on the way; what ends a job always has room."""

LOG_IS_FULL = "More happens than is written here; only the end still will be."

_NUMBERS = re.compile(r"\d[\d.,]*( ?[kMG]?B\b)?")


def may_step(before: JobState, after: JobState) -> bool:
    """Say whether a job may go from one state to another; staying where it is is no step."""
    return after in STEPS[before]


def backoff_seconds(retry: int, *, first_seconds: float) -> float:
    """Return the wait before the ``retry``-th retry (from 1): doubling, at most ten minutes."""
    return min(first_seconds * 2 ** (retry - 1), 600.0)


def is_pipeline_complete(states: Iterable[JobState]) -> bool:
    """Say whether a pipeline is complete, from the newest job of every stage that was triggered.

    At least one stage was triggered, and every triggered stage completed; untouched stages do
    not block.
    """
    known = list(states)
    return bool(known) and all(state is JobState.COMPLETED for state in known)


def stages_to_trigger(
    plan: Mapping[str, frozenset[str]], states: Mapping[str, JobState]
) -> list[str]:
    """Return the planned stages whose time has come, in the plan's order.

    ``plan`` maps a stage to the stages it comes after; those that are not planned do not count.
    ``states`` maps the triggered stages to the state of their newest job.
    """
    done = {stage for stage, state in states.items() if state is JobState.COMPLETED}
    return [
        stage
        for stage, after in plan.items()
        if stage not in states and (after & plan.keys()) <= done
    ]


@dataclass(frozen=True)
class Pace:
    """How fast one attempt gets on since it first did; moments are seconds of a steady clock.

    ``ran_seconds`` and ``done`` (a fraction) both fade, so that their ratio follows a machine that
    has become slower or faster. ``end`` is the moment it will be done, None while that is a guess.
    """

    began: float
    began_fraction: float
    seen: float
    seen_fraction: float
    ran_seconds: float = 0.0
    done: float = 0.0
    end: float | None = None


def measure_pace(
    before: Pace | None, fraction: float, *, moment: float, is_new_phase: bool = False
) -> Pace | None:
    """Return the pace of an attempt that is at ``fraction`` now; None if it has not begun to move.

    Nothing is said about the end before :data:`TRUSTED_SECONDS` and :data:`TRUSTED_FRACTION`.
    """
    if before is None:
        return Pace(moment, fraction, moment, fraction) if fraction > 0.0 else None
    passed = moment - before.seen
    memory_seconds = max(FADING_SECONDS, FADING_SHARE * (moment - before.began))
    fading = math.exp(-passed / memory_seconds)
    earlier = EARLIER_PHASES if is_new_phase else 1.0
    ran_seconds = (before.ran_seconds * fading + passed) * earlier
    done = (before.done * fading + fraction - before.seen_fraction) * earlier
    is_trusted = (
        moment - before.began >= TRUSTED_SECONDS
        and fraction - before.began_fraction >= TRUSTED_FRACTION
    )
    left = (1.0 - fraction) * ran_seconds / max(done, 1e-9)
    end = moment + left if is_trusted and 0.0 < left < LONGEST_SECONDS else None
    if end is not None and before.end is not None and not is_new_phase:
        end += (before.end - end) * math.exp(-passed / CALM_SECONDS)
    return Pace(before.began, before.began_fraction, moment, fraction, ran_seconds, done, end)


class Expected(Protocol):
    """A job, as far as the time it still takes is concerned."""

    @property
    def worker(self) -> str | None:
        """Return who works on it."""
        ...

    @property
    def expected_at(self) -> datetime | None:
        """Return when it will be done."""
        ...


def remaining_seconds(job: Expected, now: datetime) -> float | None:
    """Return how long a running job still takes; None if that cannot be told honestly.

    That is so before it has a pace, while nobody works on it, and once it takes longer than it
    was expected to.
    """
    if job.worker is None or job.expected_at is None or job.expected_at <= now:
        return None
    return (job.expected_at - now).total_seconds()


def line_up(moments: Iterable[datetime]) -> list[datetime]:
    """Return when jobs shall be due that are to be taken in their order, from when they are now.

    The moments are only dealt anew, so that a batch keeps its turn among others.
    """
    dealt: list[datetime] = []
    for moment in sorted(moments):
        dealt.append(max(moment, dealt[-1] + timedelta(microseconds=1)) if dealt else moment)
    return dealt


def kind_of_phase(phase: str) -> str:
    """Return a phase without its numbers: what a download says stays one phase while it counts."""
    return _NUMBERS.sub("#", phase).strip()


def to_sentence(words: str, length: int) -> str:
    """Return words on one line with a capital and a full stop, at most ``length`` characters."""
    line = " ".join(words.split())
    line = line[:1].upper() + line[1:]
    if len(line) >= length:
        return line[: length - 1] + "…"
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def duration_to_words(seconds: float) -> str:
    """Return how long something took or will take, for a sentence: ``12.4 seconds``, ``3:07``."""
    minute = 60
    if seconds >= minute:
        return f"{math.floor(seconds / minute)}:{math.floor(seconds % minute):02d} minutes"
    return "1 second" if seconds == 1 else f"{round(seconds, 1):g} seconds"


def name_in_key(key: str) -> str:
    """Return what a medium is named by: the id of its track or separation, a picture's hash."""
    return key.split("/")[1].partition(".")[0]


def check_room_left(used_bytes: int, *, quota_bytes: int, adding_bytes: int, name: str) -> None:
    """Make sure that something fits into what a quota leaves.

    Raises:
        QuotaReached: if it does not, with a sentence that says what to do.
    """
    left_bytes = quota_bytes - used_bytes
    quota = bytes_to_words(quota_bytes).replace(".0 ", " ")
    way_out = "Delete tracks or stems and empty the trash, or ask for more room; then try again."
    if left_bytes <= 0:
        raise QuotaReached(f"Your {quota} are used up. {way_out}")
    if adding_bytes > left_bytes:
        size, left = bytes_to_words(adding_bytes), bytes_to_words(left_bytes)
        raise QuotaReached(
            f"'{name}' takes {size}, and only {left} of your {quota} are left. {way_out}"
        )
