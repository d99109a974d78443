"""What an address, a password and a quota must be like."""

import re

from app.accounts.errors import WeakPassword
from app.core.errors import InvalidInput

EMAIL_FORM = re.compile(r"[^\s@,;]+@[^\s@,;]+")
TOKEN_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
MAX_EMAIL_LENGTH = 160
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(mb|gb|tb)")
_UNITS = {"mb": 10**6, "gb": 10**9, "tb": 10**12}
_MOST_BYTES = 10**18
MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 1000
"""Argon2 would take longer; nobody means it, and hashing it costs the server."""


def normalise_email(email: str) -> str:
    """Return the address as it is stored: trimmed, lower case.

    Raises:
        InvalidInput: if it is no address.
    """
    address = email.strip().lower()
    is_text = address.isprintable() and len(address) <= MAX_EMAIL_LENGTH
    if not is_text or not EMAIL_FORM.fullmatch(address):
        shown = email[:MAX_EMAIL_LENGTH].encode("utf-8", "replace").decode()
        raise InvalidInput(f"'{shown}' is no e-mail address. Write it as name@example.org.")
    return address


def read_quota(said: str) -> int | None:
    """Return a size that a person wrote, such as ``50GB`` or ``500 MB``, in bytes; None is none.

    ``usual`` is for what holds for everybody.

    Raises:
        InvalidInput: if it is no size above zero.
    """
    if said.strip().lower() == "usual":
        return None
    found = _SIZE.fullmatch(said.strip().lower())
    size_bytes = round(float(found[1]) * _UNITS[found[2]]) if found else 0
    if not 0 < size_bytes <= _MOST_BYTES:
        raise InvalidInput(
            f"'{said}' is no size. Write one like 50GB or 500MB, or 'usual' for the setting."
        )
    return size_bytes


def check_password(password: str) -> None:
    """Accept a password.

    Raises:
        WeakPassword: if it is shorter than 12 or longer than 1000 characters, or no text.
    """
    if len(password) < MIN_PASSWORD_LENGTH:
        raise WeakPassword(f"A password needs at least {MIN_PASSWORD_LENGTH} characters.")
    if len(password) > MAX_PASSWORD_LENGTH:
        raise WeakPassword(f"A password may have at most {MAX_PASSWORD_LENGTH} characters.")
    if not is_encodable(password):
        raise WeakPassword("A password may hold only whole characters. Type it again.")


def is_encodable(text: str) -> bool:
    """Say whether a text can be written as UTF-8; half a surrogate pair, from JSON, cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def is_token(text: str) -> bool:
    """Say whether a text has the form of a session's or a link's token: 32 bytes in base64url."""
    return TOKEN_FORM.fullmatch(text) is not None
