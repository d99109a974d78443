"""Make, find, verify and suspend users."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

import app.accounts.repository as repository
from app.accounts.errors import EmailTaken, WrongCredentials
from app.accounts.models import Role, User, UserStatus
from app.accounts.ports import AccessChanged
from app.accounts.rules import (
    MAX_PASSWORD_LENGTH,
    check_password,
    is_encodable,
    normalise_email,
)
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound

SYSTEM_EMAIL = "system@localhost"


def create_user(
    session: Session, email: str, *, role: Role = Role.USER, password: str | None = None
) -> User:
    """Add a user.

    Raises:
        EmailTaken: if the address belongs to somebody.
        WeakPassword: if the password is not long enough.
    """
    user = User(email=normalise_email(email), role=role)
    if password is not None:
        set_password(user, password=password)
    is_reserved = user.email == SYSTEM_EMAIL and role is not Role.SYSTEM
    if is_reserved or repository.insert_unless_known(session, user) is not user:
        raise EmailTaken(f"There is already a user '{user.email}'. Choose another address.")
    return user


def set_password(user: User, *, password: str) -> None:
    """Give a user a new password.

    Raises:
        WeakPassword: if it is not long enough.
    """
    check_password(password)
    user.password_hash = _hasher().hash(password)


def authenticate(session: Session, email: str, *, password: str) -> User:
    """Return the user who proves to be the one with this address.

    Raises:
        WrongCredentials: whatever is wrong, in the same words and after the same time.
    """
    user = _find(session, email)
    known = user.password_hash if user and user.password_hash else _hash_of_nobody()
    matches = _matches(known, password)
    if user is None or not user.password_hash or not matches or not may_sign_in(user):
        raise WrongCredentials("The address or the password is wrong.")
    return user


def renew_hash(user: User, *, password: str) -> None:
    """Hash the user's password again if its hash is of weaker times.

    It is apart from :func:`authenticate`, so that no transaction is open while that computes.
    """
    kept = user.password_hash
    if kept and _hasher().check_needs_rehash(kept) and _matches(kept, password):
        user.password_hash = _hasher().hash(password)


def _find(session: Session, email: str) -> User | None:
    try:
        return repository.find_by_email(session, normalise_email(email))
    except InvalidInput:
        return None


def may_sign_in(user: User) -> bool:
    """Say whether a user may come in at all."""
    return user.status is UserStatus.ACTIVE and user.role is not Role.SYSTEM


def get_by_email(session: Session, email: str) -> User:
    """Return the user with this address.

    Raises:
        NotFound: if there is none.
    """
    user = repository.find_by_email(session, normalise_email(email))
    if user is None:
        raise NotFound(f"There is no user '{email}'. 'sfa users list' shows everybody.")
    return user


def set_status(session: Session, user: User, *, status: UserStatus) -> None:
    """Suspend or reinstate a user; whoever is suspended is out of every open page at once."""
    user.status = status
    announce(session, AccessChanged(user.id))


def set_role(user: User, *, role: Role) -> None:
    """Give a user another role."""
    user.role = role


def set_quota(user: User, *, quota_bytes: int | None) -> None:
    """Say what the files of a user may take; None for what the setting for everybody says."""
    user.quota_bytes = quota_bytes


def ensure_owner(session: Session, email: str) -> User:
    """Return the account that the command line works for, made at the first call.

    Raises:
        InvalidInput: if ``email`` is no address, or the internal account's.
    """
    address = normalise_email(email)
    if address == SYSTEM_EMAIL:
        raise InvalidInput(f"'{address}' is the studio's own. Set SFA_OWNER_EMAIL to another.")
    return repository.insert_unless_known(session, User(email=address, role=Role.SUPER_ADMIN))


def ensure_system(session: Session) -> User:
    """Return the internal account that owns upkeep, made at the first call."""
    return repository.insert_unless_known(session, User(email=SYSTEM_EMAIL, role=Role.SYSTEM))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the library's present recommendation


@cache
def _hash_of_nobody() -> str:
    return _hasher().hash("nobody has this password")


def _matches(password_hash: str, password: str) -> bool:
    if len(password) > MAX_PASSWORD_LENGTH or not is_encodable(password):
        return False  # nobody can have it, and hashing it may take long
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
