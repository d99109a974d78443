"""Databases that many tests share, because making one takes PostgreSQL a second."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from app.core.settings import Settings
from tests import editions

EDITIONS = ("embedded", pytest.param("grown", marks=pytest.mark.services))


@contextmanager
def open_edition(name: str, folder: Path) -> Generator[Settings, None, None]:
    """Yield the settings of one edition, whose database has its tables."""
    make = editions.grown if name == "grown" else editions.embedded
    with make(folder / "data") as settings:
        yield settings


@contextmanager
def make_empty(name: str, folder: Path) -> Generator[str, None, None]:
    """Yield the address of a database of one edition in which nothing is yet."""
    if name == "embedded":
        yield f"sqlite:///{folder / 'empty.db'}"
        return
    editions.need_services()
    database = f"sfa_empty_{secrets.token_hex(6)}"
    with psycopg.connect(f"{editions.POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {database}".encode())
        try:
            yield f"{editions.POSTGRES}/{database}".replace("postgresql:", "postgresql+psycopg:")
        finally:
            server.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())
