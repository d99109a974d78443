"""Users and their standing."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.core.columns import (
    choice_field,
    created_field,
    document_field,
    id_field,
    moment_field,
    owner_field,
)


class Role(StrEnum):
    """What a user may do, in rising order; ``system`` is internal and cannot sign in."""

    USER = "user"
    MODERATOR = "moderator"
    ADMIN = "admin"
    SUPER_ADMIN = "super_admin"
    SYSTEM = "system"


class UserStatus(StrEnum):
    """Whether a user may come in."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class User(SQLModel, table=True):
    """Somebody who owns rows; ``password_hash`` is argon2's, none means no password is set.

    ``preferences`` maps the name of a feature to what the user wants there; each checks its own.
    ``quota_bytes`` is what their files may take, None if the setting for everybody holds.
    """

    id: UUID = id_field()
    email: str = Field(max_length=160, unique=True)
    password_hash: str | None = Field(default=None, repr=False)
    role: Role = choice_field(Role.USER)
    status: UserStatus = choice_field(UserStatus.ACTIVE)
    preferences: dict[str, Any] | None = document_field()
    quota_bytes: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = created_field()


class SignIn(SQLModel, table=True):
    """One browser that is signed in; only the hash of the token in its cookie is kept."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    token_hash: str = Field(max_length=64, unique=True, repr=False)
    created_at: datetime = created_field()
    seen_at: datetime = created_field()
    expires_at: datetime = created_field()


class SignInLink(SQLModel, table=True):
    """A link that signs its user in once; only the hash of its token is kept."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    token_hash: str = Field(max_length=64, unique=True, repr=False)
    created_at: datetime = created_field()
    expires_at: datetime = created_field()
    used_at: datetime | None = moment_field()
