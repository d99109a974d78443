"""Sessions and one-time links, as rows and rules; the forms are tested with the web."""

import threading
from collections.abc import Generator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from app import accounts
from app.accounts import LinkSpent, User, UserStatus, WrongCredentials
from app.core import clock
from app.core.database import Database
from app.core.events import LocalBus
from tests.core.databases import EDITIONS, open_edition

EMAIL = "dj@b.c"


@pytest.fixture(scope="module", params=EDITIONS)
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Database, None, None]:
    with open_edition(str(request.param), tmp_path_factory.mktemp("signing")) as settings:
        database = Database(settings.database_address, bus=LocalBus())
        yield database
        database.dispose()


@pytest.fixture
def database(shared_database: Database) -> Database:
    """Return a database in which one user is, without a password."""
    with shared_database.transaction() as session:
        session.connection().exec_driver_sql('DELETE FROM "user"')
        accounts.create_user(session, EMAIL)
    return shared_database


@pytest.fixture
def session(database: Database) -> Generator[Session, None, None]:
    with database.transaction() as session:
        yield session


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.moment = clock.now()

    def now(self) -> datetime:
        """Return what it shows."""
        return self.moment

    def pass_by(self, span: timedelta) -> None:
        """Set it forward."""
        self.moment += span


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(clock, "now", time.now)
    return time


def get_user(session: Session) -> User:
    return accounts.get_by_email(session, EMAIL)


def rows(session: Session, table: str) -> list[tuple[object, ...]]:
    found = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608  — ours
    return [tuple(row) for row in found]


def test_a_token_stands_for_its_user_and_is_kept_nowhere(session: Session) -> None:
    token = accounts.sign_in(session, get_user(session))
    link = accounts.make_link(session, get_user(session))
    found = accounts.find_signed_in(session, token)
    assert found is not None
    assert found[0].email == EMAIL
    kept = f"{rows(session, 'signin')} {rows(session, 'signinlink')}"
    assert token not in kept
    assert link not in kept


def test_tokens_have_256_random_bits(session: Session) -> None:
    tokens = {accounts.sign_in(session, get_user(session)) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 42 + "é", "A" * 10_000, "%", "\0" * 43])
def test_what_is_no_token_stands_for_nobody_and_opens_nothing(session: Session, token: str) -> None:
    accounts.sign_in(session, get_user(session))
    assert accounts.find_signed_in(session, token) is None
    with pytest.raises(LinkSpent):
        accounts.use_link(session, token)


def test_a_session_lasts_two_weeks_after_the_last_visit(session: Session, time: Time) -> None:
    token = accounts.sign_in(session, get_user(session))
    time.pass_by(timedelta(days=13))
    accounts.note_visit(session, token)
    time.pass_by(timedelta(days=13))
    assert accounts.find_signed_in(session, token) is not None
    time.pass_by(timedelta(days=1))
    assert accounts.find_signed_in(session, token) is None
    accounts.sign_in(session, get_user(session))
    assert len(rows(session, "signin")) == 1


def test_a_visit_is_due_after_a_minute(session: Session, time: Time) -> None:
    token = accounts.sign_in(session, get_user(session))
    found = accounts.find_signed_in(session, token)
    assert found is not None
    time.pass_by(timedelta(seconds=59))
    assert not accounts.is_due(found[1])
    time.pass_by(timedelta(seconds=1))
    assert accounts.is_due(found[1])


def test_signing_out_ends_one_session_and_a_late_visit_does_not_bring_it_back(
    session: Session,
) -> None:
    here, there = (accounts.sign_in(session, get_user(session)) for _ in range(2))
    accounts.sign_out(session, here)
    accounts.note_visit(session, here)
    assert accounts.find_signed_in(session, here) is None
    assert accounts.find_signed_in(session, there) is not None


def test_signing_out_everywhere_ends_all_sessions_and_links_of_one_user(session: Session) -> None:
    user, other = get_user(session), accounts.create_user(session, "other@b.c")
    tokens = [accounts.sign_in(session, user) for _ in range(2)]
    link, kept = accounts.make_link(session, user), accounts.sign_in(session, other)
    accounts.sign_out_everywhere(session, user)
    assert [accounts.find_signed_in(session, token) for token in tokens] == [None, None]
    assert accounts.find_signed_in(session, kept) is not None
    with pytest.raises(LinkSpent):
        accounts.use_link(session, link)


def test_who_is_suspended_is_out_at_once(session: Session) -> None:
    user = get_user(session)
    token, link = accounts.sign_in(session, user), accounts.make_link(session, user)
    accounts.set_status(session, user, status=UserStatus.SUSPENDED)
    session.flush()
    assert accounts.find_signed_in(session, token) is None
    with pytest.raises(LinkSpent):
        accounts.use_link(session, link)
    with pytest.raises(WrongCredentials):
        accounts.sign_in(session, user)
    with pytest.raises(WrongCredentials, match="sfa users reinstate"):
        accounts.make_link(session, user)


def test_a_link_works_once(session: Session) -> None:
    link = accounts.make_link(session, get_user(session))
    accounts.check_link(session, link)
    accounts.check_link(session, link)
    assert accounts.use_link(session, link).email == EMAIL
    for spend in (accounts.use_link, accounts.check_link):
        with pytest.raises(LinkSpent, match="'sfa users link' prints it") as spent:
            spend(session, link)
        assert spent.value.status == 410


def test_a_link_works_for_a_day(session: Session, time: Time) -> None:
    link = accounts.make_link(session, get_user(session))
    time.pass_by(timedelta(hours=24))
    for spend in (accounts.use_link, accounts.check_link):
        with pytest.raises(LinkSpent):
            spend(session, link)


def test_of_several_who_use_a_link_at_once_one_comes_in(database: Database) -> None:
    with database.transaction() as session:
        link = accounts.make_link(session, get_user(session))
    came: list[bool] = []

    def use() -> None:
        try:
            with database.transaction() as session:
                accounts.use_link(session, link)
        except LinkSpent:
            came.append(False)
        else:
            came.append(True)

    threads = [threading.Thread(target=use) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == [False] * 4 + [True]


def test_an_owner_who_was_never_here_gets_a_link_that_waits(session: Session, time: Time) -> None:
    owner = get_user(session)
    first, second = (accounts.make_first_link(session, owner) for _ in range(2))
    assert first is not None
    assert second is not None
    time.pass_by(timedelta(days=365))
    accounts.sign_in(session, accounts.use_link(session, second))
    assert accounts.make_first_link(session, owner) is None
    with pytest.raises(LinkSpent):
        accounts.use_link(session, first)


def test_an_owner_who_was_here_or_has_a_password_gets_no_link(session: Session) -> None:
    owner = get_user(session)
    accounts.sign_out(
        session, accounts.sign_in(session, accounts.use_link(session, _first(session)))
    )
    assert accounts.make_first_link(session, owner) is None
    other = accounts.create_user(session, "other@b.c", password="correct horse battery")  # noqa: S106  — of nobody
    assert accounts.make_first_link(session, other) is None
    assert accounts.make_first_link(session, accounts.ensure_system(session)) is None


def _first(session: Session) -> str:
    link = accounts.make_first_link(session, get_user(session))
    assert link is not None
    return link
