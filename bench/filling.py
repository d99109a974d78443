"""Fill a library of any size: rows in bulk while the triggers are off, and then the cards at once.

Triggers write a card, its words and fourteen indexes for every row, which is most of the time that
rows take.  Here the cards are filled by the statements of the migration that made them, for all
rows at once, and the triggers are on again before anything is measured.
"""

import importlib.util
import random
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from uuid import UUID

import numpy as np
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel

from app.analysis.models import Analysis, Timbre
from app.analysis.rules.timbre.vector import SIZE, TIMBRE_VERSION
from app.library import Track
from tests.houses import House

CHUNK: Final = 5_000
SEED: Final = 7
START: Final = datetime(2020, 1, 1, tzinfo=UTC)
HEARD: Final = 0.95
ON_ALBUMS: Final = 0.8

WORDS: Final = (
    *("love", "night", "fire", "sun", "moon", "deep", "blue", "red", "dance", "river", "ghost"),
    *("heart", "light", "shadow", "city", "rain", "summer", "winter", "dream", "machine", "echo"),
    *("velvet", "golden", "silver", "broken", "paper", "glass", "ocean", "desert", "signal"),
    *("noise", "Ärger", "Élan", "Ñandú", "Øresund"),
)
NAMES: Final = [
    f"{first} {last}" for first in WORDS for last in ("Club", "Brothers", "Unit", "Ray")
]
GENRES: Final = ("House", "Techno", "Deep House", "Drum & Bass", "Trance", "Hip-Hop", "Disco", None)
YEARS: Final = [None, *range(1980, 2026)]
RATINGS: Final = [None, None, 1, 2, 3, 4, 5]

_SEARCH: Final = Path(__file__).parents[1] / "alembic" / "versions" / "20261121_search.py"
_TABLES: Final[tuple[type[SQLModel], ...]] = (Track, Analysis, Timbre)


def fill(house: House, tracks: int) -> UUID:
    """Write the tracks, an analysis and a timbre for most of them, and return one of them."""
    chance, noise = random.Random(SEED), np.random.default_rng(SEED)  # noqa: S311  — always the same
    some = UUID(int=0)
    with house.database.transaction() as session:
        connection = session.connection()
        with _cards_filled_at_the_end(connection):
            for start in range(0, tracks, CHUNK):
                numbers = range(start, min(start + CHUNK, tracks))
                rows = [_track(chance, number, house.owner_id) for number in numbers]
                heard = [_analysis(chance, row) for row in rows if chance.random() < HEARD]
                vectors = noise.normal(size=(len(heard), SIZE)).astype("<f4")
                sounds = [_timbre(row, vector) for row, vector in zip(heard, vectors, strict=True)]
                for table, written in zip(_TABLES, (rows, heard, sounds), strict=True):
                    _write(connection, table, written)
                some = heard[-1]["track_id"]
    with house.database.transaction() as session:
        session.connection().exec_driver_sql("ANALYZE")
        _check(session.connection(), tracks)
    return some


def _check(connection: Connection, tracks: int) -> None:
    """Make sure that what is measured is a library as triggers would have made it."""
    heard = connection.execute(text("SELECT count(*) FROM analysis")).scalar_one()
    asked = "SELECT count(*), sum(CASE WHEN is_heard THEN 1 ELSE 0 END) FROM trackcard"
    words = connection.execute(text("SELECT count(*) FROM trackwords")).scalar_one()
    cards = tuple(connection.execute(text(asked)).one())
    assert (*cards, words) == (tracks, heard, tracks), "the cards are not as they should be"  # noqa: S101


@contextmanager
def _cards_filled_at_the_end(connection: Connection) -> Generator[None]:
    """Take the triggers and the cards' indexes away, and bring them back with the cards filled."""
    search = _migration()
    with Operations.context(MigrationContext.configure(connection)) as operations:
        is_sqlite = connection.dialect.name == "sqlite"
        for name, table in _TRIGGERS:
            operations.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
            if not is_sqlite:
                operations.execute(f"DROP FUNCTION {name}()")
        if not is_sqlite:
            for name in _WORD_INDEXES:
                operations.execute(f"DROP INDEX ix_trackwords_{name}")
        for name in search.SORTED:
            operations.drop_index(f"ix_trackcard_{name}", "trackcard")
        yield
        _fill_cards(operations, search)
        for name, columns in search.SORTED.items():
            order = ["owner_id", "is_kept", *columns, "number"]
            operations.create_index(f"ix_trackcard_{name}", "trackcard", order)
        if not is_sqlite:
            for name in _WORD_INDEXES:
                operations.execute(
                    f"CREATE INDEX ix_trackwords_{name} ON trackwords USING gin ({name})"
                )
        search.add_track_triggers()
        search.add_analysis_triggers()


_WORD_INDEXES: Final = ("words", "genre")

_TRIGGERS: Final = (
    ("trackcard_begun", "track"),
    ("trackcard_told", "track"),
    ("trackcard_worded", "track"),
    ("trackcard_heard", "analysis"),
    ("trackcard_heard_anew", "analysis"),
    ("trackcard_unheard", "analysis"),
)


def _fill_cards(operations: Operations, search: ModuleType) -> None:
    """Write all cards with what was heard, of tracks that have one analysis at most."""
    values = search.card_values("track")
    heard = search.heard_of("track.id").partition("SELECT true, ")[2].partition(" FROM analysis")[0]
    operations.execute(
        f"INSERT INTO trackcard (track_id, owner_id, {', '.join(values)}, {search.HEARD}) "  # noqa: S608
        f"SELECT track.id, track.owner_id, {', '.join(values.values())}, a.id IS NOT NULL, {heard} "
        "FROM track LEFT JOIN analysis a ON a.track_id = track.id "
        "ORDER BY track.created_at, track.id"
    )
    number = "rowid" if search.is_sqlite() else "number"
    operations.execute(
        f"INSERT INTO trackwords ({number}, {', '.join(search.words_names())}) "  # noqa: S608
        f"SELECT trackcard.number, {', '.join(search.words_values('track'))} "
        "FROM trackcard JOIN track ON track.id = trackcard.track_id"
    )
    if search.is_sqlite():  # the migration makes it again with those of the tracks
        operations.execute("DROP TRIGGER trackcard_gone")


def _migration() -> ModuleType:
    spec = importlib.util.spec_from_file_location("search_migration", _SEARCH)
    assert spec is not None  # noqa: S101  — the file is ours
    assert spec.loader is not None  # noqa: S101  — and it is Python
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _write(connection: Connection, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows: copied in where the database can take them so, inserted where not."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    columns: list[Any] = list(table.metadata.tables[table.__name__.lower()].columns)
    turns: list[Any] = [column.type.dialect_impl(connection.dialect) for column in columns]
    makers: list[Any] = [turn.bind_processor(connection.dialect) for turn in turns]
    names = ", ".join(f'"{column.name}"' for column in columns)
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  — it has just been used
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.__name__.lower()} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(_values(row, columns, makers))


def _values(row: dict[str, Any], columns: Sequence[Any], makers: Sequence[Any]) -> Iterable[Any]:
    for column, make in zip(columns, makers, strict=True):
        value = row.get(column.name)
        yield value if make is None or value is None else make(value)


def _track(chance: random.Random, number: int, owner_id: UUID) -> dict[str, Any]:
    title = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
    album = f"{chance.choice(WORDS)} {chance.choice(WORDS)}"
    return {
        **_TRACK,
        "id": UUID(int=chance.getrandbits(128)),
        "owner_id": owner_id,
        "title": f"{title} {number}",
        "artist": chance.choice(NAMES),
        "album": album if chance.random() < ON_ALBUMS else None,
        "genre": chance.choice(GENRES),
        "year": chance.choice(YEARS),
        "rating": chance.choice(RATINGS),
        "duration_seconds": chance.uniform(120, 480),
        "content_hash": f"{number:064d}",
        "file_name": f"{number:06d} {title}.mp3",
        "media_key": f"tracks/{number}.audio",
        "size_bytes": chance.randint(3_000_000, 12_000_000),
        "created_at": START + timedelta(minutes=number),
    }


def _analysis(chance: random.Random, track: dict[str, Any]) -> dict[str, Any]:
    return {
        **_ANALYSIS,
        "id": UUID(int=chance.getrandbits(128)),
        "owner_id": track["owner_id"],
        "track_id": track["id"],
        "tempo_bpm": round(chance.gauss(125, 12), 2),
        "camelot": f"{chance.randint(1, 12)}{chance.choice('AB')}",
        "loudness_lufs": round(chance.uniform(-16, -5), 1),
        "energy": round(chance.random(), 3),
        "created_at": track["created_at"],
    }


def _timbre(heard: dict[str, Any], vector: Any) -> dict[str, Any]:  # noqa: ANN401  — a row of numpy's
    return {
        "track_id": heard["track_id"],
        "owner_id": heard["owner_id"],
        "version": TIMBRE_VERSION,
        "vector": vector.tobytes(),
    }


_NOBODY: Final = UUID(int=0)
_TRACK: Final = Track(owner_id=_NOBODY, title="").model_dump()
_ANALYSIS: Final = Analysis(
    id=_NOBODY, owner_id=_NOBODY, track_id=_NOBODY, schema_version=1, key="A minor"
).model_dump()
