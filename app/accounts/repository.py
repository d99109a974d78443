"""Questions about users, and about who is signed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.models import SignIn, SignInLink, User
from app.core.errors import NotFound

_MISSING = "There is no such user."


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
        raise NotFound(_MISSING)
    return user


def lock_user(session: Session, user_id: UUID) -> User:
    """Return the user as they are now, and keep others from locking or changing them meanwhile.

    Rows of theirs can be added all the same.  Whoever locks anything else too, such as batches and
    jobs, locks the user first.

    Raises:
        NotFound: if there is none.
    """
    query = (
        select(User)
        .where(User.id == user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    user = session.exec(query).first()
    if user is None:
        raise NotFound(_MISSING)
    return user


def list_users(session: Session) -> list[User]:
    """Return everybody, by address."""
    return list(session.exec(select(User).order_by(User.email)))


def insert(session: Session, row: SignIn | SignInLink) -> None:
    """Add a row."""
    session.add(row)
    session.flush()


def find_sign_in(session: Session, token_hash: str, *, at: datetime) -> tuple[SignIn, User] | None:
    """Return a sign-in that has not expired, with its user."""
    query = (
        select(SignIn, User)
        .join(User, col(SignIn.owner_id) == col(User.id))
        .where(SignIn.token_hash == token_hash, SignIn.expires_at > at)
    )
    found = session.exec(query).first()
    return None if found is None else (found[0], found[1])


def touch_sign_in(session: Session, token_hash: str, *, at: datetime, until: datetime) -> None:
    """Write down a visit; a sign-in that has gone meanwhile stays gone."""
    session.connection().execute(
        update(SignIn)
        .where(col(SignIn.token_hash) == token_hash)
        .values(seen_at=at, expires_at=until)
    )


def delete_sign_in(session: Session, token_hash: str) -> UUID | None:
    """Remove a sign-in and return whose it was, if there is one."""
    removal = delete(SignIn).where(col(SignIn.token_hash) == token_hash)
    answer = session.connection().execute(removal.returning(col(SignIn.owner_id)))
    return answer.scalar_one_or_none()


def delete_sign_ins(session: Session, owner_id: UUID) -> None:
    """Remove all sign-ins and all unused links of a user."""
    session.connection().execute(delete(SignIn).where(col(SignIn.owner_id) == owner_id))
    session.connection().execute(
        delete(SignInLink).where(
            col(SignInLink.owner_id) == owner_id, col(SignInLink.used_at).is_(None)
        )
    )


def delete_expired(session: Session, *, at: datetime) -> None:
    """Remove sign-ins and unused links that are too old; used links tell who was here."""
    session.connection().execute(delete(SignIn).where(col(SignIn.expires_at) <= at))
    session.connection().execute(
        delete(SignInLink).where(
            col(SignInLink.expires_at) <= at, col(SignInLink.used_at).is_(None)
        )
    )


def delete_unused_links(session: Session, owner_id: UUID, *, expiring_after: datetime) -> None:
    """Remove links of a user that would work for longer than until ``expiring_after``."""
    session.connection().execute(
        delete(SignInLink).where(
            col(SignInLink.owner_id) == owner_id,
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > expiring_after,
        )
    )


def find_link(session: Session, token_hash: str) -> SignInLink | None:
    """Return the link with this hash, whatever its state."""
    return session.exec(select(SignInLink).where(SignInLink.token_hash == token_hash)).first()


def claim_link(session: Session, token_hash: str, *, at: datetime) -> UUID | None:
    """Mark a link as used and return its owner, unless somebody was faster or it is too old."""
    claim = (
        update(SignInLink)
        .where(
            col(SignInLink.token_hash) == token_hash,
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > at,
        )
        .values(used_at=at)
        .returning(col(SignInLink.owner_id))
    )
    return session.connection().execute(claim).scalar_one_or_none()


def was_ever_here(session: Session, owner_id: UUID) -> bool:
    """Say whether a user is signed in somewhere, or has used a link."""
    signed_in = select(SignIn.id).where(SignIn.owner_id == owner_id)
    came_by_link = select(SignInLink.id).where(
        SignInLink.owner_id == owner_id, col(SignInLink.used_at).is_not(None)
    )
    return any(session.exec(query).first() is not None for query in (signed_in, came_by_link))
