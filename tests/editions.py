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
from tests.postgres import POSTGRES, borrow_database, drop_databases

REDIS = "redis://127.0.0.1:6379/0"

HOW_TO_START = (
    "needs PostgreSQL and Redis on 127.0.0.1: docker run -d -p 5432:5432 "
    "-e POSTGRES_HOST_AUTH_METHOD=trust postgres && docker run -d -p 6379:6379 redis"
)

FAST = {"keeper_seconds": 0.1, "job_lease_seconds": 120.0, "job_backoff_seconds": 0.1}
"""Settings that make waits short; what they mean stays the same.

A lease is long, so that no worker that is only slow is held to be lost: whoever tests what happens
to the lost makes it short.
"""


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
    need_services()
    folder.mkdir(parents=True, exist_ok=True)
    namespace = f"sfa_test_{secrets.token_hex(6)}"
    with borrow_database() as database, _cleaning_redis(namespace):
        addresses = {
            "database_url": f"{POSTGRES}/{database}",
            "redis_url": REDIS,
            "redis_namespace": namespace,
        }
        yield Settings.model_validate({**FAST, "data_dir": folder, **addresses, **changes})


def need_services() -> None:
    """Skip the test where the grown edition cannot be made."""
    if not are_services_up():
        pytest.skip(HOW_TO_START)


@cache
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


@contextmanager
def _cleaning_redis(namespace: str) -> Generator[None, None, None]:
    try:
        yield
    finally:
        with Redis.from_url(REDIS) as redis:
            for key in cast("list[bytes]", redis.keys(f"{namespace}:*")):
                redis.delete(key)


def drop_templates() -> None:
    """Remove what the session's tests were copied from."""
    drop_databases()
    if _migrated_sqlite.cache_info().currsize:
        shutil.rmtree(_migrated_sqlite().parent)
