"""Who may come in, and what is kept of their secrets."""

import threading
from collections.abc import Callable, Generator

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session
from structlog.testing import capture_logs

from app import accounts
from app.accounts import EmailTaken, Role, User, UserStatus, WeakPassword, WrongCredentials
from app.core.database import Database
from app.core.errors import InvalidInput, NotFound
from app.core.events import LocalBus
from tests.core.databases import EDITIONS, open_edition

PASSWORD = "correct horse battery"  # noqa: S105  — of nobody
SAME_WORDS = r"^The address or the password is wrong\.$"


@pytest.fixture(scope="module", params=EDITIONS)
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Database, None, None]:
    with open_edition(str(request.param), tmp_path_factory.mktemp("accounts")) as settings:
        database = Database(settings.database_address, bus=LocalBus())
        yield database
        database.dispose()


@pytest.fixture
def database(shared_database: Database) -> Database:
    """Return a database in which nobody is."""
    with shared_database.transaction() as session:
        session.connection().exec_driver_sql('DELETE FROM "user"')
    return shared_database


@pytest.fixture
def session(database: Database) -> Generator[Session, None, None]:
    with database.transaction() as session:
        yield session


def test_a_password_is_kept_as_an_argon2id_hash_and_shown_nowhere(session: Session) -> None:
    with capture_logs() as logged:
        user = accounts.create_user(session, "dj@b.c", password=PASSWORD)
        accounts.authenticate(session, "dj@b.c", password=PASSWORD)
        with pytest.raises(WrongCredentials) as wrong:
            accounts.authenticate(session, "dj@b.c", password=PASSWORD + "!")
    assert user.password_hash is not None
    assert user.password_hash.startswith("$argon2id$")
    shown = f"{user!r} {user} {logged} {wrong.value}"
    assert PASSWORD not in shown
    assert user.password_hash not in shown


def test_the_same_password_has_another_hash_each_time(session: Session) -> None:
    hashes = {
        accounts.create_user(session, email, password=PASSWORD).password_hash
        for email in ("a@b.c", "d@e.f")
    }
    assert len(hashes) == 2


def test_who_has_the_password_comes_in_whatever_the_case_of_the_address(session: Session) -> None:
    user = accounts.create_user(session, "  DJ.Example@Club.Example ", password=PASSWORD)
    assert user.email == "dj.example@club.example"
    found = accounts.authenticate(session, " dj.EXAMPLE@club.example\n", password=PASSWORD)
    assert found.id == user.id


def make_everybody(session: Session) -> None:
    accounts.create_user(session, "active@b.c", password=PASSWORD)
    accounts.create_user(session, "without@b.c")
    suspended = accounts.create_user(session, "suspended@b.c", password=PASSWORD)
    accounts.set_status(session, suspended, status=UserStatus.SUSPENDED)
    accounts.set_password(accounts.ensure_system(session), password=PASSWORD)


NOBODY = (
    ("active@b.c", "wrong horse battery"),
    ("active@b.c", ""),
    ("active@b.c", PASSWORD.upper()),
    ("active@b.c", "\ud800" * 12),
    ("active@b.c", "x" * 1_000_000),
    ("nobody@b.c", PASSWORD),
    ("nobody\0@b.c", PASSWORD),
    ("\ud800@b.c", PASSWORD),
    ("no address", PASSWORD),
    ("' OR 1=1 --@b.c", PASSWORD),
    ("%@b.c", PASSWORD),
    ("", PASSWORD),
    ("a" * 10_000 + "@b.c", PASSWORD),
    ("without@b.c", PASSWORD),
    ("without@b.c", ""),
    ("suspended@b.c", PASSWORD),
    ("suspended@b.c", "wrong horse battery"),
    ("system@localhost", PASSWORD),
)


def test_whatever_is_wrong_the_words_are_the_same(session: Session) -> None:
    make_everybody(session)
    for email, password in NOBODY:
        with pytest.raises(WrongCredentials, match=SAME_WORDS) as wrong:
            accounts.authenticate(session, email, password=password)
        assert wrong.value.status == 401


def test_a_suspended_user_who_is_reinstated_comes_in(session: Session) -> None:
    make_everybody(session)
    user = accounts.get_by_email(session, "suspended@b.c")
    assert not accounts.may_sign_in(user)
    accounts.set_status(session, user, status=UserStatus.ACTIVE)
    assert accounts.authenticate(session, "suspended@b.c", password=PASSWORD) is user


def test_a_hash_of_weaker_times_is_made_anew_at_the_next_visit(session: Session) -> None:
    user = accounts.create_user(session, "dj@b.c")
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    user.password_hash = weak
    accounts.authenticate(session, "dj@b.c", password=PASSWORD)
    accounts.renew_hash(user, password=PASSWORD + "!")
    assert user.password_hash == weak
    accounts.renew_hash(user, password=PASSWORD)
    assert user.password_hash != weak
    assert not PasswordHasher().check_needs_rehash(user.password_hash)
    again = user.password_hash
    accounts.authenticate(session, "dj@b.c", password=PASSWORD)
    assert user.password_hash == again


@pytest.mark.parametrize("kept", ["", "plain text", "$argon2id$broken", "$2b$12$abcdefghij"])
def test_a_hash_that_is_none_lets_nobody_in(session: Session, kept: str) -> None:
    accounts.create_user(session, "dj@b.c").password_hash = kept
    with pytest.raises(WrongCredentials, match=SAME_WORDS):
        accounts.authenticate(session, "dj@b.c", password=PASSWORD)


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("elevenchars", "at least 12 characters"),
        ("x" * 1001, "at most 1000 characters"),
        ("\udc00" * 12, "only whole characters"),
    ],
)
def test_a_weak_password_is_refused(session: Session, password: str, complaint: str) -> None:
    with pytest.raises(WeakPassword, match=complaint) as refused:
        accounts.create_user(session, "dj@b.c", password=password)
    assert password not in str(refused.value)
    assert accounts.list_users(session) == []


@pytest.mark.parametrize("password", ["🎧" * 12, " " * 12, "x" * 1000, "pässwörd\0 \n mit"])
def test_any_characters_make_a_password(session: Session, password: str) -> None:
    accounts.create_user(session, "dj@b.c", password=password)
    assert accounts.authenticate(session, "dj@b.c", password=password)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "@",
        "a@",
        "@b",
        "a b@c",
        "a@b@c",
        "a,b@c",
        "a@b\nc",
        "a\0@b",
        "a" * 160 + "@b",
        "a\x1b[31m@b",
        "\ud800@b",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence_that_can_be_shown(
    session: Session, email: str
) -> None:
    with pytest.raises(InvalidInput, match=r"is no e-mail address\. Write it as") as refused:
        accounts.create_user(session, email)
    assert str(refused.value).encode()
    assert len(str(refused.value)) < 300


def test_an_address_belongs_to_one_user(session: Session) -> None:
    accounts.create_user(session, "dj@b.c")
    with pytest.raises(EmailTaken, match=r"There is already a user 'dj@b\.c'"):
        accounts.create_user(session, "DJ@B.C")
    assert len(accounts.list_users(session)) == 1


def test_two_who_take_an_address_at_once_get_one_user_and_one_refusal(database: Database) -> None:
    together = threading.Barrier(2)
    outcomes: list[type[object]] = []

    def create() -> None:
        try:
            with database.transaction() as session:
                if not database.is_sqlite:  # there, one waits for the other from the beginning
                    together.wait()
                outcomes.append(type(accounts.create_user(session, "dj@b.c")))
        except EmailTaken as taken:
            outcomes.append(type(taken))

    run_together(create)
    assert sorted(one.__name__ for one in outcomes) == ["EmailTaken", "User"]


def test_replicas_that_start_at_once_make_one_owner(database: Database) -> None:
    found: list[User] = []

    def start() -> None:
        with database.transaction() as session:
            found.append(accounts.ensure_owner(session, "Owner@Example.org"))

    run_together(start)
    assert found[0].id == found[1].id
    assert found[0].email == "owner@example.org"
    assert found[0].role is Role.SUPER_ADMIN


def test_the_owner_is_found_again_and_keeps_what_was_changed(database: Database) -> None:
    with database.transaction() as session:
        accounts.set_password(accounts.ensure_owner(session, "o@b.c"), password=PASSWORD)
    with database.transaction() as session:
        owner = accounts.ensure_owner(session, "o@b.c")
        assert accounts.authenticate(session, "o@b.c", password=PASSWORD) is owner
        assert len(accounts.list_users(session)) == 1


def test_nobody_can_take_the_place_of_the_internal_account(session: Session) -> None:
    with pytest.raises(EmailTaken):
        accounts.create_user(session, "System@localhost", password=PASSWORD)
    with pytest.raises(InvalidInput, match="Set SFA_OWNER_EMAIL to another"):
        accounts.ensure_owner(session, "system@localhost")
    system = accounts.ensure_system(session)
    assert system.role is Role.SYSTEM
    assert accounts.ensure_system(session) is system
    assert not accounts.may_sign_in(system)


def test_asking_for_somebody_unknown_says_how_to_see_everybody(session: Session) -> None:
    with pytest.raises(NotFound, match="'sfa users list' shows everybody"):
        accounts.get_by_email(session, "nobody@b.c")


def test_a_role_is_given_and_kept(database: Database) -> None:
    with database.transaction() as session:
        user = accounts.create_user(session, "dj@b.c")
        accounts.set_role(user, role=Role.ADMIN)
    with database.reading() as session:
        assert accounts.get_user(session, user.id).role is Role.ADMIN


def run_together(act: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
