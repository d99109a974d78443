"""Secrets at rest: encrypted with a key that lies beside the database, not in it."""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from filelock import FileLock
from pydantic import SecretStr

from app.core.errors import InvalidInput, Unavailable
from app.core.workplace import refusals_of

KEY_FILE = "secret.key"
_OWNER_ONLY = 0o600


class WrongKey(Unavailable):
    """A secret was encrypted with a key that is not at hand, or was damaged."""


class Vault:
    """Encrypts short secrets with the first of its keys, and decrypts with any of them.

    Fernet: AES-128-CBC with HMAC-SHA-256 (the specification at github.com/fernet/spec).
    """

    def __init__(self, keys: Sequence[SecretStr], *, origin: str = KEY_FILE) -> None:
        if not keys:
            raise InvalidInput(_malformed(origin))
        self._origin = origin
        self._fernet = MultiFernet([_fernet_of(key, origin=origin) for key in keys])

    def __repr__(self) -> str:
        return f"Vault({self._origin!r})"

    def encrypt(self, secret: str) -> str:
        """Return ``secret`` as text that only the key opens; it differs each time."""
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, sealed: str) -> str:
        """Return what was encrypted.

        Raises:
            WrongKey: if none of the keys opens it.
        """
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except (InvalidToken, UnicodeError):
            raise WrongKey(self._sentence()) from None

    def renew(self, sealed: str) -> str:
        """Return what was encrypted with any of the keys, encrypted with the first.

        Raises:
            WrongKey: if none of the keys opens it.
        """
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except (InvalidToken, UnicodeError):
            raise WrongKey(self._sentence()) from None

    def _sentence(self) -> str:
        return (
            f"A stored secret cannot be read with the key of {self._origin}: it was encrypted "
            "with another one, or is damaged. Put the old key back, or enter the secret again."
        )


def open_vault(folder: Path, *, key: SecretStr | None = None) -> Vault:
    """Return the vault of a data folder.

    ``key`` is one key or several, the newest first, with blanks or commas between them; without it
    they are the lines of ``secret.key`` in ``folder``, which is made when there is none.

    Raises:
        InvalidInput: if what is there is no key.
        StorageFailed: if the disk refuses.
    """
    if key is not None and key.get_secret_value().strip():
        return Vault(_keys_in(key.get_secret_value()), origin="SFA_SECRET_KEY")
    file = folder / KEY_FILE
    with refusals_of(folder):
        if not file.exists():
            _make(file)
        return Vault(_keys_in(file.read_text(encoding="utf-8", errors="replace")), origin=str(file))


def _make(file: Path) -> None:
    """Write a new key, unless another process does so just now; it is never there in part."""
    with FileLock(f"{file}.lock"):
        if file.exists():
            return
        draft = file.with_name(f"{file.name}.{uuid4()}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as sink:
                sink.write(Fernet.generate_key() + b"\n")
                sink.flush()
                os.fsync(sink.fileno())
            draft.replace(file)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _keys_in(text: str) -> list[SecretStr]:
    return [SecretStr(key) for key in re.split(r"[\s,]+", text) if key]


def _fernet_of(key: SecretStr, *, origin: str) -> Fernet:
    try:
        return Fernet(key.get_secret_value())
    except ValueError:
        raise InvalidInput(_malformed(origin)) from None


def _malformed(origin: str) -> str:
    return (
        f"{origin} holds no key: a key is 32 random bytes in base64, such as 'openssl rand -base64 "
        "32' writes. Put the key back that was used before, or give a new one and enter the stored "
        "secrets again."
    )
