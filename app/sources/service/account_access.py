"""Asking Spotify as a linked account, whose tokens several processes may renew at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.sources.repository as repository
from app import accounts
from app.accounts import PreferencesChanged
from app.core.crypto import Vault, WrongKey
from app.core.database import Database, announce
from app.core.errors import Cancelled
from app.core.settings import Settings
from app.sources.errors import SpotifyNotLinked
from app.sources.models import SpotifyAccount
from app.sources.service.accounts import FEATURE, addresses_of, vault_of
from app.sources.spotify import (
    AccountLink,
    Connection,
    PlaylistOnOffer,
    SpotifyApi,
    Tokens,
)
from app.sources.spotify.access import MARGIN

Wait = Callable[[float], bool | None]
"""Pass the time that a service asks for; true says that the work is to stop."""

PATIENCE_SECONDS: Final = 10.0
"""Somebody who looks at a page waits no longer than this."""

_LOOKS = 6
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Asker:
    """Whose account is to be used, and where it is kept."""

    database: Database = field(repr=False)
    owner_id: UUID


@dataclass(frozen=True)
class _Kept:
    """The tokens of a row; ``sealed`` differs with every writing of it."""

    tokens: Tokens
    sealed: str = field(repr=False)


class KeptAccess:
    """The access of a linked account; its row is the truth, so that no process uses up another's.

    Spotify takes a refresh token once. Whoever comes second is refused, looks at the row again,
    and goes on with what the first has written there.
    """

    is_linked = True

    def __init__(self, link: AccountLink, vault: Vault, asker: Asker, *, wait: Wait) -> None:
        self._link = link
        self._vault = vault
        self._asker = asker
        self._wait = wait

    def token(self) -> str:
        """Return the account's token, a new one if it is about to expire.

        Raises:
            SpotifyNotLinked: if no account is linked any more, here or at Spotify's end.
        """
        kept = self._read()
        is_good = kept.tokens.expires_at - MARGIN > self._link.now()
        return (kept if is_good else self._renew(kept)).tokens.access

    def renew(self, stale: str) -> str:
        """Return another token than ``stale``, which was refused."""
        kept = self._read()
        return (kept if kept.tokens.access != stale else self._renew(kept)).tokens.access

    def _read(self) -> _Kept:
        with self._asker.database.reading() as session:
            kept = find_usable(session, owner_id=self._asker.owner_id)
        if kept is None:
            raise SpotifyNotLinked("No Spotify account is linked. Link yours in the settings.")
        return self._unseal(kept)

    def _unseal(self, kept: SpotifyAccount) -> _Kept:
        try:
            access, refresh = (self._vault.decrypt(one) for one in (kept.access, kept.refresh))
        except WrongKey as error:
            raise SpotifyNotLinked(
                "The linked Spotify account cannot be read with the studio's present key. "
                "Link it again in the settings."
            ) from error
        tokens = Tokens(
            access=access, refresh=refresh, expires_at=kept.expires_at, scope=kept.scope
        )
        return _Kept(tokens, kept.access)

    def _renew(self, kept: _Kept) -> _Kept:
        try:
            tokens = self._link.refresh(kept.tokens)
        except SpotifyNotLinked:
            return self._look_again(kept)
        self._swap(kept, tokens)
        return self._read()  # whoever wrote first is right, and who unlinked is too

    def _look_again(self, kept: _Kept) -> _Kept:
        """Return what another process has written meanwhile; without that, the link is cut."""
        for _ in range(_LOOKS):
            newer = self._read()
            if newer.sealed != kept.sealed:
                return newer
            if self._wait(_PAUSE_SECONDS):
                raise Cancelled("It was cancelled while waiting for Spotify.")
        self._swap(kept, None)
        raise SpotifyNotLinked(
            "The link to your Spotify account was cut there. Link it again in the settings."
        )

    def _swap(self, kept: _Kept, tokens: Tokens | None) -> None:
        """Write new tokens in place of those that were read, or none: the link was cut."""
        owner_id = self._asker.owner_id
        with self._asker.database.transaction() as session:
            has_changed = repository.swap_tokens(
                session,
                owner_id=owner_id,
                instead_of=kept.sealed,
                access=self._vault.encrypt(tokens.access) if tokens else "",
                refresh=self._vault.encrypt(tokens.refresh) if tokens else "",
                scope=(tokens or kept.tokens).scope[:500],
                expires_at=(tokens or kept.tokens).expires_at,
            )
            if has_changed and tokens is None:
                announce(session, PreferencesChanged(owner_id, FEATURE))


def find_usable(session: Session, *, owner_id: UUID) -> SpotifyAccount | None:
    """Return a user's account, unless it was cut or its user may no longer come in."""
    kept = repository.find_account(session, owner_id=owner_id)
    if kept is None or not kept.access:
        return None
    return kept if accounts.may_sign_in(accounts.get_user(session, owner_id)) else None


def open_account(
    connection: Connection, settings: Settings, asker: Asker, *, wait: Wait
) -> KeptAccess | None:
    """Return the access of a user's linked account; None if there is none that is good."""
    with asker.database.reading() as session:
        if find_usable(session, owner_id=asker.owner_id) is None:
            return None
    link = AccountLink(connection, client_id=settings.spotify_client_id)
    return KeptAccess(link, vault_of(settings), asker, wait=wait)


def list_account_playlists(
    database: Database, settings: Settings, *, owner_id: UUID, wait: Wait
) -> tuple[PlaylistOnOffer, ...]:
    """Return the playlists of a user's linked account, the private ones too.

    Raises:
        SpotifyNotLinked: without a linked account.
        SoundForgeError: if Spotify does not tell, with the next step.
    """
    addresses = addresses_of(settings)
    with Connection(addresses, wait=wait, patience_seconds=PATIENCE_SECONDS) as connection:
        asker = Asker(database, owner_id)
        access = open_account(connection, settings, asker, wait=wait)
        if access is None:
            raise SpotifyNotLinked("No Spotify account is linked. Link yours in the settings.")
        return SpotifyApi(connection, access).list_playlists()
