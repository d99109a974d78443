"""Questions about users."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.accounts.models import User
from app.core.errors import NotFound


def find_by_email(session: Session, email: str) -> User | None:
    """Return the user with this address, in the form :func:`normalise` gives it."""
    return session.exec(select(User).where(User.email == email)).first()


def insert_unless_known(session: Session, user: User) -> User:
    """Add the user, or return the one who has the address; two that race get the same."""
    known = find_by_email(session, user.email)
    if known is not None:
        return known
    try:
        with session.begin_nested():
            session.add(user)
            session.flush()
    except IntegrityError:
        known = find_by_email(session, user.email)
        if known is None:
            raise
        return known
    return user


def get_user(session: Session, user_id: UUID) -> User:
    """Return the user.

    Raises:
        NotFound: if there is none.
    """
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def list_users(session: Session) -> list[User]:
    """Return everybody, by address."""
    return list(session.exec(select(User).order_by(User.email)))
