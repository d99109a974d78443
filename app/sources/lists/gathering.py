"""Collecting lines and problems up to a limit, so that nothing is lost without a word."""

from app.sources.lists.lines import ListLine

LINES_AT_MOST = 100_000
PROBLEMS_AT_MOST = 100


class Gathering:
    """The lines and the problems of a list that is being read."""

    def __init__(self) -> None:
        self.lines: list[ListLine] = []
        self._problems: list[str] = []
        self._more_problems = 0
        self._too_many = 0

    def add(self, line: ListLine) -> bool:
        """Keep a line that names a track, and say whether it was kept."""
        if not line.names_a_track:
            self.report(f"Line {line.number} names no track: it has no title, address or path.")
            return False
        if len(self.lines) >= LINES_AT_MOST:
            self._too_many += 1
            return False
        self.lines.append(line)
        return True

    def report(self, problem: str) -> None:
        """Keep a sentence about something that could not be read; many are counted."""
        if len(self._problems) < PROBLEMS_AT_MOST:
            self._problems.append(problem)
        else:
            self._more_problems += 1

    @property
    def problems(self) -> tuple[str, ...]:
        """Return the sentences, with the last two for what was only counted."""
        problems = list(self._problems)
        if self._more_problems:
            problems.append(f"{self._more_problems:,} more problems are not listed here.")
        if self._too_many:
            problems.append(
                f"The list has {self._too_many:,} tracks more than the {LINES_AT_MOST:,} that one "
                "import takes. Split the list, and import the rest of it as well."
            )
        return tuple(problems)
