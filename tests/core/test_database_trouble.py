"""What goes wrong below the unit of work is a sentence."""

import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.database import Database, migrate
from app.core.errors import StorageFailed, Unavailable
from app.core.events import LocalBus
from tests import editions
from tests.core.disks import run_on_tiny_disk
from tests.core.rooms import Rooms, come


def test_a_full_disk_and_a_read_only_one_are_sentences(tmp_path: Path) -> None:
    said = run_on_tiny_disk(DISK_TROUBLES, tmp_path)
    assert said == {
        "full": "StorageFailed: The database cannot be written: the disk is full or read-only. "
        "Free some space or make the data folder writable, then try again.",
        "kept": "True",
        "room": "nothing",
        "read-only": "StorageFailed: The database cannot be written: the disk is full or "
        "read-only. Free some space or make the data folder writable, then try again.",
        "migrate": "StorageFailed: The folder tiny is read-only: make it writable, then try again.",
    }


def test_a_full_disk_is_known_even_when_a_savepoint_hides_it(tmp_path: Path) -> None:
    """SQLite then ends the whole transaction, and says of the savepoint that there is none."""
    with editions.embedded(tmp_path) as settings:
        rooms = Rooms(settings.database_address)
    with pytest.raises(StorageFailed), rooms.database.transaction() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for number in range(1000):
            come(session, f"{number}@b.c")
    assert rooms.emails() == []
    rooms.database.dispose()


def test_a_damaged_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sound-forge.db").write_bytes(b"These are my notes. " * 1000)
    address = f"sqlite:///{tmp_path / 'sound-forge.db'}"
    database = Database(address, bus=LocalBus())
    for attempt in (database.ping, lambda: migrate(address)):
        with pytest.raises(StorageFailed, match="The database is damaged"):
            attempt()
    database.dispose()


def test_a_database_that_somebody_else_holds_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    database = Database(f"sqlite:///{path}", bus=LocalBus())
    database.ping()
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="Close other programs"), database.reading() as session:
        session.connection().exec_driver_sql("PRAGMA busy_timeout=10")
        session.connection().exec_driver_sql("CREATE TABLE mine (id INTEGER)")
    other.close()
    database.dispose()


def nobody_listens() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"postgresql+psycopg://postgres@127.0.0.1:{free.getsockname()[1]}/sfa"


def no_such_database() -> str:
    return "postgresql+psycopg://postgres@127.0.0.1:5432/there_is_no_such_database"


def no_such_name() -> str:
    return "postgresql+psycopg://postgres@there-is-no-such-host.invalid/sfa"


@pytest.mark.parametrize("where", [nobody_listens, no_such_database, no_such_name])
def test_a_database_that_is_not_there_is_a_sentence(where: Callable[[], str]) -> None:
    address = where()
    database = Database(address, bus=LocalBus())
    for attempt in (database.ping, lambda: migrate(address)):
        with pytest.raises(Unavailable, match="Check that it runs and that DATABASE_URL is right"):
            attempt()
    database.dispose()


def test_a_server_that_accepts_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"postgresql+psycopg://postgres@127.0.0.1:{mute.getsockname()[1]}/sfa"
        database = Database(f"{address}?connect_timeout=2", bus=LocalBus())
        with pytest.raises(Unavailable, match="does not answer"):
            database.ping()
        database.dispose()


DISK_TROUBLES = """
import subprocess, sys
from pathlib import Path
from app import accounts
from app.accounts import User
from app.core.database import Database, migrate
from app.core.errors import SoundForgeError
from app.core.events import LocalBus
from app.core import log

log.configure(level="error", style="json")

def attempt(what, act):
    try:
        act()
        print(what, "nothing", sep="|")
    except SoundForgeError as error:
        print(what, f"{type(error).__name__}: {error}", sep="|")

def come():
    global number
    with database.transaction() as session:
        for _ in range(100):
            number += 1
            accounts.create_user(session, f"{number}@b.c")

def come_until_it_fails():
    while True:
        come()

def count():
    with database.reading() as session:
        return len(accounts.list_users(session))

number = 0
database = Database("sqlite:///tiny/sound-forge.db", bus=LocalBus())
User.metadata.tables["user"].create(database.engine)
filler = Path("tiny/filler")
filler.write_bytes(bytes(100_000))
attempt("full", come_until_it_fails)
print("kept", count() % 100 == 0, sep="|")
filler.unlink()
attempt("room", come)
database.dispose()
subprocess.run(["mount", "-o", "remount,ro", "tiny"], check=True)
attempt("read-only", come)
attempt("migrate", lambda: migrate("sqlite:///tiny/sound-forge.db"))
"""
