"""Words in titles, artists, albums, genres and names of files: one question, two databases.

Both take words by their beginning, whatever their case and their accents.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import ColumnElement, and_, column, func, literal, not_, or_, select, table
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import BigInteger, Text
from sqlmodel import Session, col

from app.library.models import Track
from app.library.repository.searching.cards import TrackCard
from app.library.rules.query import Words

COLUMNS: Final = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "genre": "genre",
    "file": "file_name",
}
"""The fields of a query that are words, and their columns."""

_WEIGHTS: Final = {"title": "A", "artist": "B", "album": "C", "file": "D"}
_EVERY_WEIGHT: Final = "ABCD"


@dataclass(frozen=True)
class Wanted:
    """One of these has to stand in a field, or none of them if ``is_not``; "" is any field."""

    field: str
    words: tuple[Words, ...]
    is_not: bool = False


class WordIndex(Protocol):
    """What can say which cards have words."""

    def find(self, wanted: Sequence[Wanted]) -> ColumnElement[bool]:
        """Return the condition that a card has all that is wanted."""
        ...


def words_of(session: Session) -> WordIndex:
    """Return the index of the session's database."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return _FullTextOfSqlite() if is_sqlite else _VectorsOfPostgres()


def has_sign(field: str, sign: str) -> ColumnElement[bool]:
    """Return the condition that a card's track has a sign that is no word, such as ``%``."""
    names = [COLUMNS[field]] if field else ["title", "artist", "album"]
    found = or_(*(col(getattr(Track, name)).contains(sign, autoescape=True) for name in names))
    return col(TrackCard.track_id).in_(select(col(Track.id)).where(found))


class _FullTextOfSqlite:
    """SQLite's FTS5: a search is a text, in which every word is quoted."""

    _words = table("trackwords", column("rowid", BigInteger), column("trackwords", Text))

    def find(self, wanted: Sequence[Wanted]) -> ColumnElement[bool]:
        sought = [self._write(one) for one in wanted if not one.is_not]
        barred = [self._write(one) for one in wanted if one.is_not]
        found = [self._matches(" AND ".join(sought))] if sought else []
        return and_(True, *found, *(not_(self._matches(one)) for one in barred))  # noqa: FBT003  — no condition at all is true

    def _matches(self, said: str) -> ColumnElement[bool]:
        hits = select(self._words.c.rowid).where(self._words.c.trackwords.bool_op("MATCH")(said))
        return col(TrackCard.number).in_(hits)

    def _write(self, wanted: Wanted) -> str:
        either = " OR ".join(f'"{" ".join(words.words)}"*' for words in wanted.words if words.words)
        return f"{{{COLUMNS[wanted.field]}}} : ({either})" if wanted.field else f"({either})"


class _VectorsOfPostgres:
    """PostgreSQL's text search; the database folds the words as it folds those of the tracks."""

    _words = table(
        "trackwords",
        column("number", BigInteger),
        column("words", TSVECTOR),
        column("genre", TSVECTOR),
    )

    def find(self, wanted: Sequence[Wanted]) -> ColumnElement[bool]:
        conditions = [not_(self._has(one)) if one.is_not else self._has(one) for one in wanted]
        hits = select(self._words.c.number).where(*conditions).offset(0)
        # OFFSET keeps the planner from walking a sorted index in the hope of an early hit.
        return col(TrackCard.number).in_(hits)

    def _has(self, wanted: Wanted) -> ColumnElement[bool]:
        vector = self._words.c.genre if wanted.field == "genre" else self._words.c.words
        return or_(
            *(
                vector.bool_op("@@")(func.to_tsquery("simple", query))
                for words in wanted.words
                if words.words
                for query in self._write(words.words, wanted.field)
            )
        )

    def _write(self, words: Sequence[str], field: str) -> Iterable[ColumnElement[str]]:
        """Yield the searches of which one has to hit: a phrase must not reach across fields."""
        if field == "genre":
            weights: Iterable[str] = ("",)
        else:
            any_weight = ("",) if len(words) == 1 else tuple(_EVERY_WEIGHT)
            weights = (_WEIGHTS[field],) if field else any_weight
        for weight in weights:
            said: ColumnElement[str] = literal("")
            for place, word in enumerate(words):
                is_last = place == len(words) - 1
                start = "'" if place == 0 else " <-> '"
                end = f"':{'*' if is_last else ''}{weight}" if is_last or weight else "'"
                said = said + literal(start) + func.sfa_fold(word) + literal(end)
            yield said
