"""How long a separation will take, from how long others took."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Pace:
    """How long one separation took; ``load_seconds`` of the total went before it began."""

    engine: str
    model: str
    device: str
    precision: str
    cost: float
    duration_seconds: float
    total_seconds: float
    load_seconds: float

    @property
    def seconds_per_cost(self) -> float:
        """Return the time that one second of audio takes one network that looks once."""
        return (self.total_seconds - self.load_seconds) / self.duration_seconds / self.cost


def expect_seconds(
    history: Sequence[Pace], *, engine: str, model: str, cost: float, duration_seconds: float
) -> float | None:
    """Return how long a separation is likely to take, None where nothing alike was ever done.

    Args:
        history: what was done on this machine, newest first.
        engine: of the separation to come.
        model: likewise; if it was used before, only that counts.
        cost: its work, see :func:`app.stems.rules.presets.cost_of`.
        duration_seconds: the length of the recording.
    """
    alike = [one for one in history if one.engine == engine and _is_telling(one)]
    if not alike:
        return None
    where = alike[0].device, alike[0].precision  # what ran last is likely to run now
    alike = [one for one in alike if (one.device, one.precision) == where]
    alike = [one for one in alike if one.model == model] or alike
    pace = median(one.seconds_per_cost for one in alike)
    return pace * duration_seconds * cost + min(one.load_seconds for one in alike)


def _is_telling(one: Pace) -> bool:
    return one.duration_seconds > 0 and one.total_seconds > one.load_seconds
