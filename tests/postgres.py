"""Databases on PostgreSQL for tests: made once, emptied after use, and used again.

To make one takes PostgreSQL a second where the disk is slow, and to drop one as long again, because
it then writes down all that it has in mind of the others.
"""

import atexit
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg import sql

from app.core.database import migrate

POSTGRES = "postgresql://postgres@127.0.0.1:5432"

LEAVE_SECONDS = 60
LARGE_BYTES = 8_000_000
"""A database that grew by more is dropped, because the next test would wade through its waste."""

LEAVE = """
SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SIZE = "SELECT pg_database_size(current_database())"

Shape = tuple[tuple[str, ...], int]
"""The names of the tables of a database, and its size in bytes."""

_made: set[str] = set()
_free: list[str] = []


@contextmanager
def borrow_database() -> Generator[str, None, None]:
    """Yield the name of a database with all tables and no rows, which nobody else uses."""
    template = _template()
    name = _free.pop() if _free else _make("sfa_test", like=template)
    try:
        yield name
    finally:
        if _empty(name):
            _free.append(name)
        else:
            _drop(name)


def drop_databases() -> None:
    """Remove all that this process made."""
    for name in [*_made]:
        _drop(name)
    _free.clear()
    _template.cache_clear()


@cache
def _template() -> str:
    atexit.register(drop_databases)
    name = _make("sfa_template")
    migrate(f"{POSTGRES}/{name}".replace("postgresql:", "postgresql+psycopg:"))
    return name


@cache
def _shape_of_template(name: str) -> Shape:
    with _connect(name) as connection:
        return _shape(connection)


def _shape(connection: psycopg.Connection) -> Shape:
    tables = tuple(str(row[0]) for row in connection.execute(TABLES))
    size = connection.execute(SIZE).fetchone()
    assert size is not None
    return tables, int(size[0])


def _empty(name: str) -> bool:
    """Send everybody away and remove all rows; say whether the database is as good as new."""
    tables, size_bytes = _shape_of_template(_template())
    with _connect(name) as connection:
        connection.execute(LEAVE, [LEAVE_SECONDS * 1000])
        found, found_bytes = _shape(connection)
        if found != tables or found_bytes > size_bytes + LARGE_BYTES:
            return False
        # What nobody waits for and nobody checks: the order of the tables, the keys, the disk.
        connection.execute("SET synchronous_commit = off; SET session_replication_role = replica")
        emptied = [sql.Identifier(table) for table in tables if table != "alembic_version"]
        connection.execute(sql.SQL(";").join(map(sql.SQL("DELETE FROM {}").format, emptied)))
    return True


def _make(kind: str, *, like: str = "template1") -> str:
    name = f"{kind}_{secrets.token_hex(6)}"
    with _connect("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(like)
            )
        )
    _made.add(name)
    return name


def _drop(name: str) -> None:
    with _connect("postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    _made.discard(name)


def _connect(name: str) -> psycopg.Connection:
    return psycopg.connect(f"{POSTGRES}/{name}", autocommit=True)
