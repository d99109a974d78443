"""What a caller of the unit of work relies on, on both editions."""

import threading
from collections.abc import Generator

import pytest
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from app import accounts
from app.accounts import User
from app.core.database import after_commit
from app.core.errors import StorageFailed
from tests.core.databases import EDITIONS, open_edition
from tests.core.rooms import Rooms, SomebodyCame, come


@pytest.fixture(scope="module", params=EDITIONS)
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[str, None, None]:
    with open_edition(str(request.param), tmp_path_factory.mktemp("database")) as settings:
        yield settings.database_address


@pytest.fixture
def rooms(address: str) -> Generator[Rooms, None, None]:
    """Return a database in which nobody is."""
    rooms = Rooms(address)
    with rooms.database.transaction() as session:
        session.connection().exec_driver_sql('DELETE FROM "user"')
    yield rooms
    rooms.database.dispose()


def test_an_event_is_heard_when_others_see_what_it_tells(rooms: Rooms) -> None:
    seen: list[list[str]] = []
    rooms.bus.subscribe(lambda _: seen.append(rooms.emails()))
    with rooms.database.transaction() as session:
        come(session, "a@b.c")
        assert rooms.heard == []
    assert rooms.heard == [SomebodyCame("a@b.c")]
    assert seen == [["a@b.c"]]


def test_what_follows_a_commit_follows_in_order(rooms: Rooms) -> None:
    order: list[object] = []
    rooms.bus.subscribe(order.append)
    with rooms.database.transaction() as session:
        after_commit(session, lambda: order.append("first"))
        come(session, "a@b.c")
        after_commit(session, lambda: order.append("last"))
    assert order == ["first", SomebodyCame("a@b.c"), "last"]


def test_a_rollback_drops_rows_and_announcements(rooms: Rooms) -> None:
    with pytest.raises(ZeroDivisionError), rooms.database.transaction() as session:
        come(session, "a@b.c")
        raise ZeroDivisionError
    assert rooms.emails() == []
    assert rooms.heard == []


def test_a_commit_that_fails_announces_nothing(rooms: Rooms) -> None:
    with pytest.raises(IntegrityError), rooms.database.transaction() as session:
        come(session, "a@b.c")
        session.add(User(email="a@b.c"))
    assert rooms.emails() == []
    assert rooms.heard == []


def test_the_transactions_of_a_session_do_not_inherit_announcements(rooms: Rooms) -> None:
    for email in ("a@b.c", "d@e.f"):
        with rooms.database.transaction() as session:
            come(session, email)
    assert rooms.heard == [SomebodyCame("a@b.c"), SomebodyCame("d@e.f")]


def test_a_follower_that_fails_harms_neither_caller_nor_the_others(
    rooms: Rooms,
) -> None:
    with capture_logs() as logged, rooms.database.transaction() as session:
        after_commit(session, lambda: 1 / 0)  # pyright: ignore[reportArgumentType]
        come(session, "a@b.c")
    assert rooms.heard == [SomebodyCame("a@b.c")]
    assert rooms.emails() == ["a@b.c"]
    assert [line["event"] for line in logged] == ["database.after_commit_failed"]


def test_a_reader_waits_for_no_writer_and_sees_what_was_before(rooms: Rooms) -> None:
    with rooms.database.transaction() as session:
        come(session, "a@b.c")
    with rooms.database.transaction() as session:
        come(session, "d@e.f")
        assert rooms.emails() == ["a@b.c"]
    assert rooms.emails() == ["a@b.c", "d@e.f"]


def test_writers_take_turns(rooms: Rooms) -> None:
    """Each reads before it writes, which deadlocks where locks are only taken for writing."""
    together = threading.Barrier(4)

    def write(number: int) -> None:
        together.wait()
        for turn in range(5):
            with rooms.database.transaction() as session:
                accounts.list_users(session)
                come(session, f"{number}.{turn}@b.c")

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(rooms.emails()) == len(rooms.heard) == 20


def test_a_reading_session_keeps_nothing(rooms: Rooms) -> None:
    with rooms.database.reading() as session:
        session.add(User(email="a@b.c"))
    assert rooms.emails() == []


def test_what_a_value_says_is_not_taken_for_the_database_speaking(rooms: Rooms) -> None:
    """PostgreSQL quotes the row in its error."""
    email = "disk is full, read-only, does not exist@b.c"
    with rooms.database.transaction() as session:
        session.add(User(email=email))
    with pytest.raises(IntegrityError), rooms.database.transaction() as session:
        session.add(User(email=email))


def test_a_database_opened_for_reading_only_is_a_sentence(rooms: Rooms) -> None:
    with (
        pytest.raises(StorageFailed, match="make the data folder writable"),
        rooms.database.transaction() as session,
    ):
        how = "PRAGMA query_only=ON" if rooms.database.is_sqlite else "SET TRANSACTION READ ONLY"
        session.connection().exec_driver_sql(how)
        come(session, "a@b.c")
    assert rooms.heard == []
