"""Who is signed in where: sessions of browsers, and links that sign in once.

A token has 32 random bytes and is known to its bearer alone; the rows hold its SHA-256, so that a
copy of the database lets nobody in.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

import app.accounts.repository as repository
from app.accounts.errors import LinkSpent, WrongCredentials
from app.accounts.models import Role, SignIn, SignInLink, User
from app.accounts.ports import AccessChanged
from app.accounts.rules import is_token
from app.accounts.service.people import may_sign_in
from app.core import clock
from app.core.database import announce

TOKEN_BYTES = 32
SIGN_IN_LIFE = timedelta(days=14)
SIGN_IN_BEAT = timedelta(minutes=1)
"""How much newer a visit has to be than the last one that was written down."""
LINK_LIFE = timedelta(hours=24)
FIRST_LINK_LIFE = timedelta(days=36_500)
"""Until it is used: the owner may open the studio for the first time after a holiday."""


def sign_in(session: Session, user: User) -> str:
    """Return a token that stands for the user for 14 days after the last visit.

    Raises:
        WrongCredentials: if the user may not come in.
    """
    if not may_sign_in(user):
        raise WrongCredentials("This account may not come in. Ask whoever runs the studio.")
    now, token = clock.now(), _new_token()
    repository.delete_expired(session, at=now)
    # After the first visit a link that waits for it would only be a way in for somebody else.
    repository.delete_unused_links(session, user.id, expiring_after=now + LINK_LIFE)
    row = SignIn(
        owner_id=user.id,
        token_hash=_hash(token),
        created_at=now,
        seen_at=now,
        expires_at=now + SIGN_IN_LIFE,
    )
    repository.insert(session, row)
    return token


def find_signed_in(session: Session, token: str) -> tuple[User, datetime] | None:
    """Return whom a token stands for, and when a visit was last written down."""
    if not is_token(token):
        return None
    found = repository.find_sign_in(session, _hash(token), at=clock.now())
    if found is None or not may_sign_in(found[1]):
        return None
    return found[1], found[0].seen_at


def is_due(seen_at: datetime) -> bool:
    """Say whether a visit is worth writing down."""
    return clock.now() - seen_at >= SIGN_IN_BEAT


def note_visit(session: Session, token: str) -> None:
    """Write down that the token was used, which gives it 14 days from now."""
    now = clock.now()
    repository.touch_sign_in(session, _hash(token), at=now, until=now + SIGN_IN_LIFE)


def sign_out(session: Session, token: str) -> None:
    """Make the token worthless."""
    owner_id = repository.delete_sign_in(session, _hash(token))
    if owner_id is not None:
        announce(session, AccessChanged(owner_id))


def sign_out_everywhere(session: Session, user: User) -> None:
    """Make all tokens and links of a user worthless, as a new password should."""
    repository.delete_sign_ins(session, user.id)
    announce(session, AccessChanged(user.id))


def make_link(session: Session, user: User, *, life: timedelta = LINK_LIFE) -> str:
    """Return the token of a link that signs the user in once.

    Raises:
        WrongCredentials: if the user may not come in.
    """
    if not may_sign_in(user):
        raise WrongCredentials(
            f"{user.email} may not come in. 'sfa users reinstate {user.email}' changes that."
        )
    now, token = clock.now(), _new_token()
    repository.delete_expired(session, at=now)
    row = SignInLink(
        owner_id=user.id, token_hash=_hash(token), created_at=now, expires_at=now + life
    )
    repository.insert(session, row)
    return token


def make_first_link(session: Session, owner: User) -> str | None:
    """Return the token of a link for an owner who was never here and has no other way in."""
    waits = owner.password_hash is None and owner.role is not Role.SYSTEM and may_sign_in(owner)
    if not waits or repository.was_ever_here(session, owner.id):
        return None
    return make_link(session, owner, life=FIRST_LINK_LIFE)


def check_link(session: Session, token: str) -> None:
    """Accept a link that can still be used, without using it.

    Raises:
        LinkSpent: if it cannot.
    """
    link = repository.find_link(session, _hash(token)) if is_token(token) else None
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise _spent()


def use_link(session: Session, token: str) -> User:
    """Return the user of a link, which is worthless from now on; of two who race one gets it.

    Raises:
        LinkSpent: if it was used, is too old or never was one, or the user may not come in.
    """
    owner_id = None
    if is_token(token):
        owner_id = repository.claim_link(session, _hash(token), at=clock.now())
    if owner_id is None:
        raise _spent()
    user = repository.get_user(session, owner_id)
    if not may_sign_in(user):
        raise _spent()
    return user


def _spent() -> LinkSpent:
    return LinkSpent(
        "This link was used or is too old. Sign in below, or ask for a new one: "
        "'sfa users link' prints it."
    )


def _new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
