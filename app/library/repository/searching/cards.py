"""The cards that lists are sorted, filtered and searched by: one of each track, kept by triggers.

The words of the cards lie in a table of their own that SQLAlchemy does not know, because it is a
full-text index on SQLite and a table of vectors on PostgreSQL; see ``words.py`` and the migration.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, Integer, Text
from sqlmodel import Field, Index, SQLModel

from app.core.columns import Moment, choice_field, size_field
from app.library.models import TrackSource

Number = BigInteger().with_variant(Integer(), "sqlite")
SortKey = Text().with_variant(Text(collation="C"), "postgresql")

SORTED: Final = {
    "added": ("added_at",),
    "title": ("title_key",),
    "artist": ("artist_key", "title_key"),
    "album": ("album_key", "title_key"),
    "genre": ("genre_key", "title_key"),
    "year": ("year",),
    "duration": ("duration_seconds",),
    "size": ("size_bytes",),
    "rating": ("rating",),
    "source": ("source",),
    "tempo": ("tempo_bpm",),
    "key": ("key_place",),
    "loudness": ("loudness_lufs",),
    "energy": ("energy",),
}
"""What a list can be sorted by, and the columns that say it; there is an index for each."""


class TrackCard(SQLModel, table=True):
    """What lists are sorted and filtered by: of a track, and of its newest analysis.

    Nobody writes it but the triggers of the database. ``key_place`` is that of
    :mod:`app.library.rules.wheel`; a ``number`` is never given again.
    """

    __table_args__ = (
        *(
            Index(f"ix_trackcard_{name}", "owner_id", "is_kept", *columns, "number")
            for name, columns in SORTED.items()
        ),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(sa_column=Column(Number, primary_key=True))
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", unique=True)
    owner_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE")
    is_kept: bool
    title_key: str = Field(sa_type=SortKey)
    artist_key: str | None = Field(sa_type=SortKey)
    album_key: str | None = Field(sa_type=SortKey)
    genre_key: str | None = Field(sa_type=SortKey)
    year: int | None
    rating: int | None
    source: TrackSource = choice_field(TrackSource.FILE)
    duration_seconds: float
    size_bytes: int = size_field()
    added_at: datetime = Field(sa_type=Moment)
    has_audio: bool
    is_heard: bool
    tempo_bpm: float | None
    key_place: int | None
    loudness_lufs: float | None
    energy: float | None
