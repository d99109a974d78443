"""M3U and M3U8: paths and addresses line by line, with comments that describe the next one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.sources.lists.gathering import Gathering
from app.sources.lists.lines import ListLine
from app.sources.lists.paths import ends_like_audio, read_path
from app.sources.lists.plain_text import split_name
from app.sources.lists.values import read_duration, read_spotify_id, read_text, read_url

_INFO = re.compile(
    r"#EXTINF:\s*(-?\d+(?:\.\d+)?)?((?:\s+[\w-]+=\"[^\"]*\")*)\s*,?(.*)", re.IGNORECASE
)
_MOSTLY: Final = 0.6


def looks_like_m3u(lines: Sequence[str]) -> bool:
    """Return whether there is one of its comments, or most lines are names of sound files."""
    filled = [line.strip() for line in lines if line.strip()][:200]
    if any(re.match(r"#EXT(M3U|INF:)", line, re.IGNORECASE) for line in filled[:20]):
        return True
    named = [line for line in filled if not line.startswith("#")]
    likely = [line for line in named if ends_like_audio(line) and "," not in line[-6:]]
    tables = [line for line in likely if line.count("\t") or line.count(";") > 1]
    return len(likely) > max(_MOSTLY * len(named), 2 * len(tables))


def read_m3u(lines: Sequence[str], found: Gathering) -> str | None:
    """Read all lines and return the title of the list, if it has one."""
    reader = _Reader(found)
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("#"):
            reader.hear_comment(line.strip(), number)
        elif line.strip():
            reader.hear_address(line.strip(), number)
    reader.finish()
    return reader.title


@dataclass(frozen=True)
class _Told:
    """What comments said of the line that comes next."""

    number: int = 0
    seconds: float | None = None
    artist: str | None = None
    title: str | None = None
    genre: str | None = None


class _Reader:
    """Hears lines one by one; the album of ``#EXTALB`` holds until another is named."""

    def __init__(self, found: Gathering) -> None:
        self.title: str | None = None
        self._found = found
        self._album: str | None = None
        self._artist: str | None = None
        self._told = _Told()

    def hear_comment(self, line: str, number: int) -> None:
        name, _, value = line.partition(":")
        match name.upper():
            case "#EXTINF":
                self.finish()
                self._told = _described(line, number)
            case "#PLAYLIST":
                self.title = read_text(value)
            case "#EXTALB":
                self._album = read_text(value)
            case "#EXTART":
                self._artist = read_text(value)
            case "#EXTGENRE":
                self._told = replace(self._told, genre=read_text(value))
            case _ if ends_like_audio(line):
                self.hear_address(line, number)
            case _:
                return

    def hear_address(self, line: str, number: int) -> None:
        told, self._told = self._told, _Told()
        url = read_url(line)
        spotify_id = read_spotify_id(line) if "spotify" in line else None
        self._found.add(
            ListLine(
                number=number,
                title=told.title,
                artist=told.artist or self._artist,
                album=self._album,
                genre=told.genre,
                duration_seconds=told.seconds,
                spotify_id=spotify_id,
                url=url,
                path=None if url or spotify_id else read_path(line),
            )
        )

    def finish(self) -> None:
        """Report a description that nothing followed."""
        if self._told.title:
            self._found.report(
                f"Line {self._told.number} describes '{self._told.title}', but no file or address "
                "follows it."
            )
        self._told = _Told()


def _described(line: str, number: int) -> _Told:
    described = _INFO.match(line)
    seconds, name = (described.group(1), described.group(3)) if described else (None, "")
    artist, title = split_name(name.strip())
    return _Told(number, read_duration(seconds), artist, title)
