"""Moments, choices and documents come back as they went in, on both editions."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import MetaData
from sqlalchemy.exc import StatementError
from sqlmodel import Field, SQLModel

from app.core.columns import (
    choice_field,
    created_field,
    document_field,
    id_field,
    moment_field,
    size_field,
)
from app.core.database import Database
from app.core.events import LocalBus
from tests.core.databases import EDITIONS, make_empty


class Colour(StrEnum):
    """A choice for tests."""

    RED = "red"
    GREEN = "green"


class Registry(SQLModel):
    """Tables of tests, apart from those of the studio."""

    metadata = MetaData()


class Thing(Registry, table=True):
    """A row with one column of every kind."""

    id: UUID = id_field()
    made_at: datetime = created_field()
    seen_at: datetime | None = moment_field()
    colour: Colour = choice_field(Colour.RED)
    facts: dict[str, Any] = document_field(default=dict)
    more: list[Any] | None = document_field()
    size_bytes: int = size_field()
    name: str = Field(default="", max_length=20)


@pytest.fixture(scope="module", params=EDITIONS)
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Database, None, None]:
    with make_empty(str(request.param), tmp_path_factory.mktemp("columns")) as address:
        database = Database(address, bus=LocalBus())
        Registry.metadata.create_all(database.engine)
        yield database
        database.dispose()


def come_back(database: Database, thing: Thing) -> Thing:
    with database.transaction() as session:
        session.add(thing)
    with database.reading() as session:
        found = session.get(Thing, thing.id)
    assert found is not None
    return found


def test_defaults_come_back(database: Database) -> None:
    thing = Thing(size_bytes=1)
    found = come_back(database, thing)
    assert found.model_dump() == thing.model_dump()
    assert found.made_at.tzinfo is UTC or found.made_at.utcoffset() == timedelta(0)
    assert datetime.now(UTC) - found.made_at < timedelta(minutes=5)
    assert (found.colour, found.seen_at, found.facts, found.more) == (Colour.RED, None, {}, None)


def test_a_moment_of_anywhere_is_the_same_moment(database: Database) -> None:
    in_tokyo = datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    found = come_back(database, Thing(size_bytes=1, seen_at=in_tokyo))
    assert found.seen_at == in_tokyo
    assert found.seen_at is not None
    assert found.seen_at.utcoffset() == timedelta(0)
    assert found.seen_at.microsecond == 123456


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 1, 1, 12, 0)  # noqa: DTZ001  — that is the point
    with pytest.raises(StatementError, match="does not say its time zone"):
        come_back(database, Thing(size_bytes=1, seen_at=naive))


def test_a_choice_is_kept_as_its_text(database: Database) -> None:
    found = come_back(database, Thing(size_bytes=1, colour=Colour.GREEN))
    assert found.colour is Colour.GREEN
    with database.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT DISTINCT colour FROM thing").scalars()
        assert "green" in kept.all()


def test_a_choice_that_is_none_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="'blue' is not a valid Colour"):
        come_back(database, Thing(size_bytes=1, colour="blue"))  # pyright: ignore[reportArgumentType]


def test_documents_keep_their_shape(database: Database) -> None:
    facts = {"π": [1, 2.5, None, True, {"deep": ["ü", "🎧"]}], "big": 2**53, "small": 1e-12}
    found = come_back(database, Thing(size_bytes=1, facts=facts, more=[[], {}, "x"]))
    assert found.facts == facts
    assert found.more == [[], {}, "x"]


def test_defaults_of_documents_are_not_shared() -> None:
    first, second = Thing(size_bytes=1), Thing(size_bytes=2)
    first.facts["mine"] = True
    assert second.facts == {}


def test_sizes_go_beyond_two_gigabytes(database: Database) -> None:
    assert come_back(database, Thing(size_bytes=2**40)).size_bytes == 2**40
