"""Alembic's way in: the same history on SQLite and on PostgreSQL."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy import event as hooks
from sqlmodel import SQLModel

from app import tables
from app.core.columns import ChoiceText, Moment
from app.core.settings import Settings

LOCK = 0x5FA_0001
"""The advisory lock that keeps two starting processes from migrating at once."""


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are in the database."""
    del autogen
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ChoiceText):
        return "sa.String(length=32)"
    return False


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Leave out the words of the tracks: full-text search is each database's own (decision 25)."""
    del parents
    return kind != "table" or not (name or "").startswith("trackwords")


def migrate(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        include_name=include_name,
        compare_type=True,
        transactional_ddl=True,  # on SQLite too, see _open
    )
    with context.begin_transaction(), only_one(connection):
        context.run_migrations()


@contextmanager
def only_one(connection: Connection) -> Generator[None, None, None]:
    """Hold PostgreSQL's advisory lock for the length of the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    yield


def run() -> None:
    """Migrate the database the caller named, or the one of the settings."""
    tables.load()
    address = context.config.attributes.get("address") or Settings().database_address
    engine = _open(address)
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()


def _open(address: str) -> Engine:
    """Return an engine on which a migration happens as a whole or not at all.

    SQLite's driver would commit every statement that makes a table, so that a process killed
    between two of them would leave a database that no version of the program can open.
    """
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        hooks.listen(engine, "connect", _say_begin_ourselves)
        hooks.listen(engine, "begin", _begin)
    return engine


def _say_begin_ourselves(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


run()
