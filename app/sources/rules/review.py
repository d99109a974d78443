"""What a list under review holds: its lines, what they may mean, and what becomes of each."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.sources.rules.matching import Verdict


class Act(StrEnum):
    """What becomes of a line: a track of the library, one to be fetched, or nothing."""

    TAKE = "take"
    FETCH = "fetch"
    LEAVE = "leave"


class ReviewChoice(BaseModel):
    """A track that a line may mean; ``score`` is 0..1."""

    track_id: UUID
    title: str
    artist: str | None = None
    duration_seconds: float = 0.0
    score: float
    reason: str


class ReviewLine(BaseModel):
    """A line, the best choices first; ``said`` is all that the list says of it."""

    said: dict[str, Any]
    verdict: Verdict
    choices: list[ReviewChoice] = []
    can_be_fetched: bool = False
    act: Act
    track_id: UUID | None = None

    @property
    def number(self) -> int:
        """Return its number in the list."""
        return int(self.said["number"])


class ReviewList(BaseModel):
    """A playlist in the file: its folders and its name, and the numbers of its lines."""

    path: list[str]
    link: str
    numbers: list[int]
    is_wanted: bool = True


class ReviewDocument(BaseModel):
    """All of a list under review."""

    kind: str
    lists: list[ReviewList]
    lines: list[ReviewLine]
    problems: list[str] = []

    def count_verdicts(self) -> dict[str, int]:
        """Return how many lines are sure, likely and new."""
        return _counts(Verdict, [line.verdict for line in self.lines])

    def count_acts(self) -> dict[str, int]:
        """Return how many lines become what."""
        numbers = self.wanted_numbers()
        return _counts(Act, [line.act for line in self.lines if line.number in numbers])

    def wanted_numbers(self) -> set[int]:
        """Return the lines that count: those of lists that are wanted, and those of no list."""
        inside = {number for one in self.lists for number in one.numbers}
        wanted = {number for one in self.lists if one.is_wanted for number in one.numbers}
        return wanted | {line.number for line in self.lines if line.number not in inside}


def first_act(verdict: Verdict, choices: Sequence[ReviewChoice]) -> tuple[Act, UUID | None]:
    """Return what becomes of a line before anybody has looked: the best choice, if there is one."""
    if verdict is Verdict.NEW or not choices:
        return Act.LEAVE, None
    return Act.TAKE, choices[0].track_id


def _counts(kinds: type[StrEnum], found: Sequence[StrEnum]) -> dict[str, int]:
    counted = Counter(found)
    return {kind.value: counted[kind] for kind in kinds}
