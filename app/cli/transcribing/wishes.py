"""What can be wished of a transcription."""

from dataclasses import dataclass
from pathlib import Path

from app.stems import Wish


@dataclass(frozen=True)
class NotesWish:
    """Which stem to write down, as what, and where to.

    ``stem`` and ``kind`` are ``""`` where nothing is said. ``is_alone`` says that a file holds
    nothing but the stem, ``separation`` how to take it out of a song otherwise. ``again`` writes
    down what is in the library already.
    """

    stem: str = ""
    kind: str = ""
    is_alone: bool = False
    separation: Wish = Wish()  # noqa: RUF009  — frozen, so it can be shared
    again: bool = False
    out: Path | None = None
