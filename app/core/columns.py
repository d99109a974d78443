"""Column types and defaults that every table shares."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core import clock

# Every table takes its columns from here, so this is said before the first of them is made:
# without names, a later migration could not change a constraint.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(types.TypeDecorator[datetime]):
    """A point in time, kept in UTC; SQLite would otherwise forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value} does not say its time zone."
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what the database kept into an aware moment."""
        del dialect
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class ChoiceText(types.TypeDecorator[StrEnum]):
    """One value of a ``StrEnum``, stored as its text, so that PostgreSQL needs no native type."""

    impl = String
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__(32)
        self.choices = choices

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Return the text; unknown values raise ``ValueError``."""
        del dialect
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Return the enum's member."""
        del dialect
        return None if value is None else self.choices(value)


Document = JSON().with_variant(JSONB(), "postgresql")
"""JSON, binary on PostgreSQL; assign a new value to change it, changes in place are not seen."""


def id_field() -> Any:
    """Return the primary key every table has."""
    return Field(default_factory=uuid4, primary_key=True)


def owner_field() -> Any:
    """Return the user a row belongs to; rows go when their owner goes."""
    return Field(foreign_key="user.id", ondelete="CASCADE", index=True)


def created_field() -> Any:
    """Return the moment a row was made."""
    return Field(default_factory=clock.now, sa_type=Moment)


def moment_field(*, index: bool = False) -> Any:
    """Return an optional moment."""
    return Field(default=None, sa_type=Moment, index=index)


def size_field(*, default: int | None = None) -> Any:
    """Return a number of bytes; PostgreSQL's integer ends at two gigabytes."""
    if default is None:
        return Field(sa_type=BigInteger)
    return Field(default=default, sa_type=BigInteger)


def choice_field(default: StrEnum, *, index: bool = False) -> Any:
    """Return a field that holds one value of the default's enum."""
    return Field(default=default, sa_type=ChoiceText(type(default)), index=index)


def document_field(*, default: Any = None) -> Any:
    """Return a field that holds a JSON value; ``default`` is copied by being called."""
    if callable(default):
        return Field(default_factory=default, sa_type=Document, nullable=False)
    return Field(default=default, sa_type=Document)


__all__ = [
    "UUID",
    "ChoiceText",
    "Document",
    "Moment",
    "choice_field",
    "created_field",
    "document_field",
    "id_field",
    "moment_field",
    "owner_field",
    "size_field",
]
