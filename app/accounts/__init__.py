"""Users: who owns what, and who may come in."""

from app.accounts.errors import EmailTaken, WeakPassword, WrongCredentials
from app.accounts.models import Role, User, UserStatus
from app.accounts.repository import get_user, list_users
from app.accounts.service import (
    authenticate,
    create_user,
    ensure_owner,
    ensure_system,
    get_by_email,
    may_sign_in,
    set_password,
    set_role,
    set_status,
)

__all__ = [
    "EmailTaken",
    "Role",
    "User",
    "UserStatus",
    "WeakPassword",
    "WrongCredentials",
    "authenticate",
    "create_user",
    "ensure_owner",
    "ensure_system",
    "get_by_email",
    "get_user",
    "list_users",
    "may_sign_in",
    "set_password",
    "set_role",
    "set_status",
]
