"""Tables of what was found, for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from rich import box
from rich.table import Table
from rich.text import Text

from app.cli import screen
from app.cli.reports import SongReport

UNKNOWN = "—"


@dataclass(frozen=True)
class SongRow:
    """What a table shows of one song; the whole reports of many would fill the memory."""

    title: str
    tempo: str
    key: str
    loudness: str
    sections: int
    cues: int
    stems: tuple[str, ...]
    stem_files: tuple[Path, ...]
    engine: str

    @classmethod
    def of(cls, report: SongReport) -> Self:
        """Return the row of a song."""
        found = report.analysis
        return cls(
            title=f"{report.artist} - {report.title}" if report.artist else report.title,
            tempo=tempo_words(found),
            key=key_words(found),
            loudness=loudness_words(found),
            sections=len(found["sections"]),
            cues=len(report.cues),
            stems=tuple(report.stems),
            stem_files=tuple(report.stems.values()),
            engine=engine_words(report.engine, report.model, is_draft=report.is_draft),
        )


def show_songs(rows: Sequence[SongRow]) -> None:
    """Print a table of songs, and below it where their stems lie."""
    if not rows:
        return
    table = new_table("Title", "Tempo", "Key", "Loudness", "Sections", "Cues", "Stems")
    for row in rows:
        counts = (str(row.sections), str(row.cues), f"{len(row.stems)} ({row.engine})")
        table.add_row(*cells(row.title, row.tempo, row.key, row.loudness, *counts))
    screen.show(table)
    for row in rows:
        show_stems(row)


def show_stems(row: SongRow) -> None:
    """Print where the stems of a song lie, one path on a line."""
    screen.line(f"Stems of {row.title} ({row.engine}):")
    width = max((len(name) for name in row.stems), default=0)
    for name, file in zip(row.stems, row.stem_files, strict=True):
        screen.line(f"  {name:<{width}}  {file}")


def new_table(*headings: str, title: str | None = None) -> Table:
    """Return an empty table in the house's look."""
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def cells(*texts: str) -> list[Text]:
    """Return texts from outside as cells that show them and obey nothing in them."""
    return [Text(screen.plain_lines(text)) for text in texts]


def tempo_words(found: Mapping[str, Any]) -> str:
    """Return the tempo of an analysis, as people write it."""
    tempo = found["tempo_bpm"]
    return UNKNOWN if tempo is None else f"{tempo:.2f} BPM"


def key_words(found: Mapping[str, Any]) -> str:
    """Return the key of an analysis with its number on the wheel."""
    key = found["key"]
    return UNKNOWN if key is None else f"{key} ({found['camelot']})"


def loudness_words(found: Mapping[str, Any]) -> str:
    """Return the loudness of an analysis."""
    loudness = found["loudness_lufs"]
    return UNKNOWN if loudness is None else f"{loudness:.1f} LUFS"


def engine_words(engine: str, model: str, *, is_draft: bool) -> str:
    """Return who made stems; those of a draft are called one wherever they are named."""
    words = engine if engine == model else f"{engine} {model}"
    return f"{words} (draft)" if is_draft and engine != "draft" else words
