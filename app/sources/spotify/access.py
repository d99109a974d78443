"""Tokens for the Web API: the studio's own, and those of a linked account."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, Protocol

from pydantic import SecretStr

from app.sources.errors import SpotifyIdMissing, SpotifySecretMissing
from app.sources.spotify.answers import Tokens
from app.sources.spotify.connection import Connection, Question
from app.sources.spotify.linking import AccountLink
from app.sources.spotify.refusals import sign_in_refusal
from app.sources.spotify.replies import TokenReply, parse

MARGIN: Final = timedelta(seconds=60)
"""A token that is about to expire might do so on its way."""


class Access(Protocol):
    """Whoever has a token for the Web API."""

    @property
    def is_linked(self) -> bool:
        """Say whether it is a person's account that asks, and not the studio."""
        ...

    def token(self) -> str:
        """Return a token that is good for a minute at least."""
        ...

    def renew(self, stale: str) -> str:
        """Return another token than ``stale``, which was refused."""
        ...


@dataclass(frozen=True)
class _Held:
    token: str
    expires_at: datetime


class StudioAccess:
    """The studio's own access, by client credentials; one token serves all threads."""

    is_linked = False

    def __init__(
        self, connection: Connection, *, client_id: str | None, client_secret: SecretStr | None
    ) -> None:
        self._connection = connection
        self._id = (client_id or "").strip()
        self._secret = client_secret or SecretStr("")
        self._lock = Lock()
        self._held: _Held | None = None

    def token(self) -> str:
        """Return a token, asking for one only if there is none that is good.

        Raises:
            SpotifyIdMissing: without a client ID.
            SpotifySecretMissing: without a client secret.
            SpotifyKeysRefused: if Spotify does not accept them.
            SpotifyUnreachable: if there is no answer.
            SpotifyInTrouble: if the accounts service has failed.
        """
        with self._lock:
            held = self._held
            if held is None or held.expires_at - MARGIN <= self._connection.now():
                held = self._held = self._fetch()
            return held.token

    def renew(self, stale: str) -> str:
        """Return another token than ``stale``; what others have fetched meanwhile will do."""
        with self._lock:
            if self._held is not None and self._held.token == stale:
                self._held = None
        return self.token()

    def _fetch(self) -> _Held:
        answer = self._connection.ask(self._question())
        if refusal := sign_in_refusal(answer):
            raise refusal
        reply = parse(TokenReply, answer.body, what="the studio's token")
        expires_at = self._connection.now() + timedelta(seconds=reply.expires_in)
        return _Held(reply.access_token, expires_at)

    def _question(self) -> Question:
        if not self._id:
            raise SpotifyIdMissing(
                "Spotify is not set up: there is no client ID. Make an app on "
                "developer.spotify.com, and set SFA_SPOTIFY_CLIENT_ID to its client ID."
            )
        secret = self._secret.get_secret_value().strip()
        if not secret:
            raise SpotifySecretMissing(
                "Spotify is not set up: there is no client secret. Set SFA_SPOTIFY_CLIENT_SECRET "
                "to the one that developer.spotify.com shows for the app."
            )
        pair = b64encode(f"{self._id}:{secret}".encode()).decode()
        return Question(
            f"{self._connection.addresses.accounts}/api/token",
            method="POST",
            headers={"authorization": f"Basic {pair}"},
            form={"grant_type": "client_credentials"},
        )


class AccountAccess:
    """The access of a linked account; ``keep`` is called with its tokens when they change."""

    is_linked = True

    def __init__(
        self, link: AccountLink, tokens: Tokens, *, keep: Callable[[Tokens], None]
    ) -> None:
        self._link = link
        self._tokens = tokens
        self._keep = keep
        self._lock = Lock()

    def token(self) -> str:
        """Return the account's token, a new one if it is about to expire.

        Raises:
            SpotifyNotLinked: if the link was cut at Spotify's end.
            SpotifyUnreachable: if there is no answer.
        """
        with self._lock:
            if self._tokens.expires_at - MARGIN <= self._link.now():
                self._refresh()
            return self._tokens.access

    def renew(self, stale: str) -> str:
        """Return another token than ``stale``."""
        with self._lock:
            if self._tokens.access == stale:
                self._refresh()
            return self._tokens.access

    def _refresh(self) -> None:
        self._tokens = self._link.refresh(self._tokens)
        self._keep(self._tokens)
