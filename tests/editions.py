"""The two editions of the studio, made for one test: SQLite in process, PostgreSQL with Redis."""

import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from app.core.database import migrate
from app.core.settings import Settings

POSTGRES = "postgresql://postgres@127.0.0.1:5432"
REDIS = "redis://127.0.0.1:6379/0"

HOW_TO_START = (
    "needs PostgreSQL and Redis on 127.0.0.1: docker run -d -p 5432:5432 "
    "-e POSTGRES_HOST_AUTH_METHOD=trust postgres && docker run -d -p 6379:6379 redis"
)

FAST = {"keeper_seconds": 0.1, "job_lease_seconds": 2.0, "job_backoff_seconds": 0.1}
"""Settings that make waits short; what they mean stays the same."""


@contextmanager
def embedded(folder: Path, **changes: object) -> Generator[Settings, None, None]:
    """Yield the settings of an embedded studio whose database has its tables."""
    settings = Settings.model_validate({**FAST, "data_dir": folder, **changes})
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_migrated_sqlite(), folder / "sound-forge.db")
    yield settings


@contextmanager
def grown(folder: Path, **changes: object) -> Generator[Settings, None, None]:
    """Yield the settings of a grown studio with a database and a namespace of its own."""
    template = _migrated_postgres()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"sfa_test_{secrets.token_hex(6)}"
    _administrate(f"CREATE DATABASE {name} TEMPLATE {template}")
    addresses = {"database_url": f"{POSTGRES}/{name}", "redis_url": REDIS, "redis_namespace": name}
    settings = Settings.model_validate({**FAST, "data_dir": folder, **addresses, **changes})
    try:
        yield settings
    finally:
        _administrate(f"DROP DATABASE {name} WITH (FORCE)")
        with Redis.from_url(REDIS) as redis:
            keys = cast("list[bytes]", redis.keys(f"{name}:*"))
            for key in keys:
                redis.delete(key)


def are_services_up() -> bool:
    """Say whether the grown edition can be made here."""
    try:
        with Redis.from_url(REDIS, socket_connect_timeout=1) as redis:
            redis.ping()
        with psycopg.connect(f"{POSTGRES}/postgres", connect_timeout=2):
            return True
    except (RedisError, psycopg.Error):
        return False


@cache
def _migrated_sqlite() -> Path:
    file = Path(mkdtemp(prefix="sfa-template-")) / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@cache
def _migrated_postgres() -> str:
    if not are_services_up():
        pytest.skip(HOW_TO_START)
    name = f"sfa_template_{secrets.token_hex(6)}"
    _administrate(f"CREATE DATABASE {name}")
    migrate(f"postgresql+psycopg://postgres@127.0.0.1:5432/{name}")
    return name


def drop_template() -> None:
    """Remove what the session's grown tests were copied from."""
    if _migrated_postgres.cache_info().currsize:
        _administrate(f"DROP DATABASE {_migrated_postgres()} WITH (FORCE)")
    if _migrated_sqlite.cache_info().currsize:
        shutil.rmtree(_migrated_sqlite().parent)


def _administrate(statement: str) -> None:
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())
