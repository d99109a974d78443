"""From what an engine separates to what is written: which stems, and what becomes of the others."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from app.core.errors import InvalidInput
from app.stems.rules.stem_type import StemType, sort_stems
from app.stems.rules.summing import FULL_SCALE, Steps, share_overload

REST: Final = "rest"
"""The sum of all stems that were not kept; beside vocals alone it is the instrumental."""

_LOWEST: Final = np.int32(-FULL_SCALE)
_HIGHEST: Final = np.int32(FULL_SCALE - 1)


class Arrangement:
    """How an engine's sources become the stems people asked for.

    ``names`` are those stems in the house's order, and ``is_whole`` says whether they hold all that
    the sources do.  ``keep`` chooses some of the sources, ``rest`` adds the sum of all others,
    ``complete`` gives what all sources lack to ``other``; where there is none, to the rest, and
    else to the last source.
    """

    def __init__(
        self,
        sources: Sequence[str],
        *,
        keep: Sequence[str] = (),
        rest: bool = False,
        complete: bool = False,
    ) -> None:
        """Plan it.

        Raises:
            InvalidInput: if a stem is to be kept that there is not.
        """
        kept = _choose(sources, keep)
        left = [name for name in sources if name not in kept]
        parts = {name: [sources.index(name)] for name in kept}
        if rest and left:
            parts[_name_rest(kept)] = [sources.index(name) for name in left]
        self.names = tuple(sort_stems(list(parts)))
        self._parts = [parts[name] for name in self.names]
        self.is_whole = rest or not left
        self._completed = _find_completed(sources, left if rest else []) if complete else None

    def apply(self, mix: Steps, sources: Steps) -> Steps:
        """Return the stems to write, ``(stems, channels, samples)``, none beyond full scale.

        ``sources`` is changed.  Where all of the mix is written, the sum stays what it is: what one
        stem cannot hold goes to those that can.
        """
        if self._completed is not None:
            sources[self._completed] += mix - sources.sum(axis=0, dtype=np.int32)
        stems = np.stack(
            [
                sources[part[0]] if len(part) == 1 else sources[part].sum(axis=0, dtype=np.int32)
                for part in self._parts
            ]
        )
        if stems.min(initial=0) >= _LOWEST and stems.max(initial=0) <= _HIGHEST:
            return stems
        if self.is_whole:
            return share_overload(stems, _LOWEST, _HIGHEST)
        return np.clip(stems, _LOWEST, _HIGHEST)


def _choose(sources: Sequence[str], keep: Sequence[str]) -> list[str]:
    for name in keep:
        if name not in sources:
            there = ", ".join(sort_stems(list(sources)))
            raise InvalidInput(f"There is no stem '{name}' to keep. This model gives {there}.")
    return [name for name in sources if not keep or name in keep]


def _name_rest(kept: Sequence[str]) -> str:
    return StemType.INSTRUMENTAL.value if list(kept) == [StemType.VOCALS.value] else REST


def _find_completed(sources: Sequence[str], rest: Sequence[str]) -> int:
    if StemType.OTHER.value in sources:
        return sources.index(StemType.OTHER.value)
    return sources.index(rest[-1] if rest else sort_stems(list(sources))[-1])
