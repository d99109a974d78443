"""How jobs move: forward only, and when a pipeline is complete."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


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

STEPS: Mapping[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.DOWNLOADING, JobState.PROCESSING, *ENDED}),
    JobState.DOWNLOADING: frozenset({JobState.PROCESSING, *ENDED}),
    JobState.PROCESSING: frozenset(ENDED),
    JobState.COMPLETED: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.CANCELLED: frozenset(),
}


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
