"""The unit of work: one engine, short transactions, and what happens after a commit."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy import event as hooks
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, create_engine, text

from app.core.errors import Busy, SoundForgeError, StorageFailed, Unavailable
from app.core.events import Bus, Event
from app.core.workplace import refusals_of

log = structlog.get_logger()

MIGRATIONS = Path(__file__).parents[2] / "alembic"

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
)

POSTGRES_PATIENCE = {
    # A server that is gone without a word is noticed within half a minute, not after two hours.
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}

# Codes and not words, because PostgreSQL's words quote the values of the row.
SQLITE_DISK_TROUBLE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
DISK_TROUBLE = (*SQLITE_DISK_TROUBLE, "53100", "58030", "25006")
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "40001", "40P01", "53300", "55P03")
OLD_SCHEMA = ("no such table", "no such column", "has no column", "42P01", "42703")


class Database:
    """Sessions on one database; ``bus`` is where its transactions announce."""

    def __init__(self, address: str, *, bus: Bus) -> None:
        self.engine = _create_engine(address)
        self._reader = self.engine.execution_options(write=False)
        self._bus = bus
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Generator[Session, None, None]:
        """Open a transaction that commits at the end, and then announces what happened in it.

        Raises:
            StorageFailed: if the disk below the database refuses.
            Unavailable: if the database does not answer.
        """
        with _understandable_errors(), self._session(self.engine) as session:
            yield session
            session.commit()
        for callback in session.info["after_commit"]:
            try:
                callback()
            except Exception:
                # The transaction is done; neither its caller nor the others shall suffer.
                log.exception("database.after_commit_failed")

    @contextmanager
    def reading(self) -> Generator[Session, None, None]:
        """Open a session that only reads; on SQLite it never waits for a writer."""
        with _understandable_errors(), self._session(self._reader) as session:
            yield session

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            Unavailable: if it gives none.
        """
        with self.reading() as session:
            session.connection().execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _session(self, engine: Engine) -> Session:
        info: dict[str, Any] = {"bus": self._bus, "after_commit": []}
        return Session(engine, expire_on_commit=False, info=info)


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Call ``callback`` when the session's transaction is committed, never if it is not."""
    session.info["after_commit"].append(callback)


def announce(session: Session, event: Event) -> None:
    """Publish ``event`` when the session's transaction is committed."""
    bus: Bus = session.info["bus"]
    after_commit(session, lambda: bus.publish(event))


def migrate(address: str) -> None:
    """Bring the database to the newest revision; safe to run twice and from two processes.

    Raises:
        StorageFailed: if the disk refuses.
        Unavailable: if the database does not answer.
    """
    from alembic import command  # noqa: PLC0415  — half a second that only start-up pays
    from alembic.util import CommandError  # noqa: PLC0415  — as above

    with _understandable_errors(), _alone(address):
        try:
            command.upgrade(alembic_config(address), "head")
        except CommandError as error:
            raise Unavailable(
                "The database is newer than the program. Update the program, or set "
                "DATABASE_URL or SFA_DATA_DIR to another place."
            ) from error


def alembic_config(address: str) -> Any:
    """Return Alembic's configuration for the database at ``address``."""
    from alembic.config import Config  # noqa: PLC0415  — as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["address"] = address
    return config


@contextmanager
def _alone(address: str) -> Generator[None, None, None]:
    """Let one process at a time migrate a SQLite file; on PostgreSQL alembic/env.py takes a lock.

    SQLite's own lock does not do, because its driver commits every statement that makes a table.
    """
    file = make_url(address).database
    if not address.startswith("sqlite") or not file:
        yield
        return
    with refusals_of(Path(file).parent):
        lock = FileLock(f"{file}.lock").acquire()
    with lock:
        yield


def _create_engine(address: str) -> Engine:
    url = make_url(address)
    patience = (
        {name: value for name, value in POSTGRES_PATIENCE.items() if name not in url.query}
        if url.get_backend_name() == "postgresql"
        else {}
    )
    engine = create_engine(url, pool_pre_ping=True, connect_args=patience)
    if engine.dialect.name == "sqlite":
        hooks.listen(engine, "connect", _prepare_sqlite)
        hooks.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    del record
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at the start: two that read first and write later would deadlock.
    writes = connection.get_execution_options().get("write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _understandable_errors() -> Generator[None, None, None]:
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(
            "The database has no connection free: too much is going on. Try again in a moment."
        ) from error
    except DBAPIError as error:
        known = _explain(error)
        if known is None:
            raise
        log.warning("database.troubled", codes=_codes_of(error), said=str(error.orig)[:200])
        raise known from error


def _explain(error: DBAPIError) -> SoundForgeError | None:
    """Return the sentence for what is not our own mistake."""
    codes = _codes_of(error)
    if _has(codes, DISK_TROUBLE):
        return StorageFailed(
            "The database cannot be written: the disk is full or read-only. "
            "Free some space or make the data folder writable, then try again."
        )
    if _has(codes, DAMAGED):
        return StorageFailed(
            "The database is damaged, or the file is none. Put a backup in its place."
        )
    if _has(codes, BUSY):
        return Busy(
            "The database is too busy with other work. Close other programs that use it, "
            "or try again in a moment."
        )
    if _has(codes, OLD_SCHEMA):
        return Unavailable(
            "The database is of another version than the program. Run 'sfa migrate'."
        )
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Unavailable(
            "The database does not answer. Check that it runs and that DATABASE_URL is right."
        )
    return None


def _has(codes: list[str], known: tuple[str, ...]) -> bool:
    return any(code.startswith(known) for code in codes)


def _codes_of(error: BaseException | None) -> list[str]:
    """Return SQLite's names or PostgreSQL's numbers of an error and of those that led to it.

    A full disk makes SQLite end the transaction, and then the savepoint that would be rolled back
    is missing: what is raised last tells nothing.  SQLite has only words for a missing table.
    """
    codes: list[str] = []
    while error is not None:
        code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
        if code:
            codes.append(str(error) if code == "SQLITE_ERROR" else code)
        error = error.__cause__ or error.__context__
    return codes
