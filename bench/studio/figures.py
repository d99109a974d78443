"""What was measured, in few numbers, and whether it is what was promised."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

PERCENT = 100


@dataclass(frozen=True)
class Spread:
    """How a measured quantity is spread; all in the unit that was measured."""

    count: int
    middle: float
    high: float
    most: float

    def __str__(self) -> str:
        return (
            f"p50 {self.middle:6.1f}   p95 {self.high:6.1f}   max {self.most:6.1f}"
            f"   ({self.count} times)"
        )


def spread_of(values: Sequence[float]) -> Spread:
    """Return median, 95th percentile (nearest rank) and maximum.

    Raises:
        ValueError: if there are none.
    """
    if not values:
        message = "Nothing was measured."
        raise ValueError(message)
    ranked = sorted(values)
    return Spread(len(ranked), _rank(ranked, 50), _rank(ranked, 95), ranked[-1])


def say(what: str, value: object) -> None:
    """Print one figure."""
    print(f"  {what:<34}: {value}")


def judge(what: str, value: float, *, limit: float, unit: str) -> bool:
    """Print a figure beside its limit; return whether it holds."""
    holds = value <= limit
    print(f"  {'holds' if holds else 'FAILS'}  {what}: {value:.0f} {unit} (limit {limit:.0f})")
    return holds


def load_average() -> str:
    """Return how many processes wanted to run in the last minute, on how many cores."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _rank(ranked: Sequence[float], percent: int) -> float:
    return ranked[max(0, -(-len(ranked) * percent // PERCENT) - 1)]
