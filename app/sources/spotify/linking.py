"""Linking a person's own account: OAuth 2 with PKCE (RFC 7636), so no secret is needed."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from app.sources.errors import (
    SpotifyIdMissing,
    SpotifyLinkRefused,
    SpotifyNotLinked,
)
from app.sources.spotify.answers import Tokens
from app.sources.spotify.connection import Answer, Connection, Question
from app.sources.spotify.refusals import sign_in_refusal
from app.sources.spotify.replies import Complaint, TokenReply, parse

SCOPES: Final = ("playlist-read-private", "playlist-read-collaborative", "user-library-read")
PATIENCE: Final = timedelta(minutes=10)

_VERIFIER_BYTES = 64  # 86 characters; RFC 7636 allows 43 to 128
_STATE_BYTES = 32


@dataclass(frozen=True)
class Pending:
    """A link that was begun; keep it at the server until its one answer comes, then drop it."""

    session_id: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    expires_at: datetime


class AccountLink:
    """Links accounts to the app with this client ID, and renews their tokens."""

    def __init__(self, connection: Connection, *, client_id: str | None) -> None:
        self._connection = connection
        self._id = (client_id or "").strip()

    def now(self) -> datetime:
        """Return the present moment, by the connection's clock."""
        return self._connection.now()

    def begin(self, *, session_id: str, redirect_uri: str) -> tuple[str, Pending]:
        """Return the address to send the person to, and what to keep for the answer.

        Raises:
            SpotifyIdMissing: without a client ID.
        """
        pending = Pending(
            session_id=session_id,
            state=secrets.token_urlsafe(_STATE_BYTES),
            verifier=secrets.token_urlsafe(_VERIFIER_BYTES),
            redirect_uri=redirect_uri,
            expires_at=self.now() + PATIENCE,
        )
        words = urlencode(
            {
                "response_type": "code",
                "client_id": self._client_id(),
                "scope": " ".join(SCOPES),
                "redirect_uri": redirect_uri,
                "state": pending.state,
                "code_challenge_method": "S256",
                "code_challenge": challenge_of(pending.verifier),
            }
        )
        return f"{self._connection.addresses.accounts}/authorize?{words}", pending

    def finish(
        self,
        pending: Pending | None,
        *,
        state: str,
        session_id: str,
        code: str = "",
        error: str = "",
    ) -> Tokens:
        """Return the tokens for the answer that came back to the studio.

        Raises:
            SpotifyLinkRefused: if it was denied, comes too late, or was begun by somebody else.
            SpotifyUnreachable: if there is no answer.
        """
        known = self._check(pending, state=state, session_id=session_id)
        if error == "access_denied":
            raise SpotifyLinkRefused(
                "The account was not linked, because it was denied at Spotify. "
                "Link it again, and agree there, if that was not meant."
            )
        if error or not code:
            raise SpotifyLinkRefused("Spotify did not link the account. Try to link it again.")
        answer = self._ask(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": known.redirect_uri,
                "code_verifier": known.verifier,
            },
            is_repeatable=False,  # a code is good for one question
        )
        if answer.status == HTTPStatus.BAD_REQUEST and _complaint(answer) == "invalid_grant":
            raise SpotifyLinkRefused(
                "Spotify's answer was used before, or is too old. Link the account again."
            )
        return self._tokens(answer, old=None)

    def refresh(self, tokens: Tokens) -> Tokens:
        """Return new tokens; the refresh token stays where no new one comes.

        Raises:
            SpotifyNotLinked: if the link was cut at Spotify's end.
            SpotifyUnreachable: if there is no answer.
        """
        answer = self._ask({"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        if answer.status == HTTPStatus.BAD_REQUEST and _complaint(answer) == "invalid_grant":
            raise SpotifyNotLinked(
                "The link to your Spotify account was cut there. Link it again in the settings."
            )
        return self._tokens(answer, old=tokens)

    def _check(self, pending: Pending | None, *, state: str, session_id: str) -> Pending:
        if pending is None or not (_same(pending.state, state) and pending.state):
            raise SpotifyLinkRefused(
                "This answer from Spotify belongs to no link that was begun here. "
                "Link the account again, from the settings."
            )
        if not _same(pending.session_id, session_id):
            raise SpotifyLinkRefused(
                "The link was begun in another session. Link the account again in this one."
            )
        if pending.expires_at <= self.now():
            raise SpotifyLinkRefused(
                "The answer from Spotify came after more than ten minutes. Link the account again."
            )
        return pending

    def _ask(self, form: dict[str, str], *, is_repeatable: bool = True) -> Answer:
        return self._connection.ask(
            Question(
                f"{self._connection.addresses.accounts}/api/token",
                method="POST",
                form={**form, "client_id": self._client_id()},
                is_repeatable=is_repeatable,
            )
        )

    def _client_id(self) -> str:
        if not self._id:
            raise SpotifyIdMissing(
                "Accounts cannot be linked yet: there is no client ID. Make an app on "
                "developer.spotify.com, and set SFA_SPOTIFY_CLIENT_ID to its client ID."
            )
        return self._id

    def _tokens(self, answer: Answer, *, old: Tokens | None) -> Tokens:
        if refusal := sign_in_refusal(answer):
            raise refusal
        reply = parse(TokenReply, answer.body, what="the account's token")
        refresh = reply.refresh_token or (old.refresh if old else "")
        if not refresh:
            raise SpotifyLinkRefused("Spotify did not link the account. Try to link it again.")
        return Tokens(
            access=reply.access_token,
            refresh=refresh,
            expires_at=self.now() + timedelta(seconds=reply.expires_in),
            scope=reply.scope or (old.scope if old else ""),
        )


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge: base64url of the SHA-256, without padding (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def _complaint(answer: Answer) -> str:
    return parse(Complaint, answer.body, what="the account").error
