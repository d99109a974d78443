"""Measure how long something takes, the way every benchmark here does it."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def median_seconds(work: Callable[[], object], *, times: int = 3) -> float:
    """Return the median of several runs, after one that warms up."""
    work()
    return median(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
