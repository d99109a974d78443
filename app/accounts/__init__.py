"""Users: who owns what, and who may come in."""

from app.accounts.errors import (
    EmailTaken,
    ForeignRequest,
    LinkSpent,
    SignInNeeded,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
)
from app.accounts.models import (
    Role,
    User,
    UserStatus,
)
from app.accounts.ports import EVENTS, AccessChanged
from app.accounts.repository import get_user, list_users
from app.accounts.service.people import (
    authenticate,
    create_user,
    ensure_owner,
    ensure_system,
    get_by_email,
    may_sign_in,
    renew_hash,
    set_password,
    set_role,
    set_status,
)
from app.accounts.service.preferences import get_preference, set_preference
from app.accounts.service.signing import (
    SIGN_IN_LIFE,
    check_link,
    find_signed_in,
    is_due,
    make_first_link,
    make_link,
    note_visit,
    sign_in,
    sign_out,
    sign_out_everywhere,
    use_link,
)

__all__ = [
    "EVENTS",
    "SIGN_IN_LIFE",
    "AccessChanged",
    "EmailTaken",
    "ForeignRequest",
    "LinkSpent",
    "Role",
    "SignInNeeded",
    "TooManyAttempts",
    "User",
    "UserStatus",
    "WeakPassword",
    "WrongCredentials",
    "authenticate",
    "check_link",
    "create_user",
    "ensure_owner",
    "ensure_system",
    "find_signed_in",
    "get_by_email",
    "get_preference",
    "get_user",
    "is_due",
    "list_users",
    "make_first_link",
    "make_link",
    "may_sign_in",
    "note_visit",
    "renew_hash",
    "set_password",
    "set_preference",
    "set_role",
    "set_status",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "use_link",
]
