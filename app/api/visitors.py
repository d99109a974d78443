"""Whose request it is: the session cookie, and who stands behind it."""

import asyncio
from time import monotonic

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app import accounts
from app.accounts import User
from app.core.errors import SoundForgeError
from app.pipeline import Tools

log = structlog.get_logger()

COOKIE = "sfa_session"
KNOWN_SECONDS = 2.0
"""How long an answer of the database is believed; a page asks for dozens of files at once."""
MOST_KNOWN = 1000


class Visitors:
    """Finds the users of tokens, asking the database at most every two seconds for each."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[User | None, float]] = {}

    async def find(self, tools: Tools, token: str) -> User | None:
        """Return whom ``token`` stands for; it waits for the database in a thread.

        Raises:
            Unavailable: if the database does not answer.
        """
        known = self._known.get(token)
        if known is not None and monotonic() < known[1]:
            return known[0]
        if not token:
            return None
        user = await asyncio.to_thread(_look_up, tools, token)
        return self._keep(token, user)

    def forget(self, token: str) -> None:
        """Turn the token away from now on, also for those that are being looked up."""
        self._put(token, None)

    def _keep(self, token: str, user: User | None) -> User | None:
        meanwhile = self._known.get(token)
        if meanwhile is not None and monotonic() < meanwhile[1]:
            return meanwhile[0]
        if user is not None:
            self._put(token, user)
        return user

    def _put(self, token: str, user: User | None) -> None:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = (user, monotonic() + KNOWN_SECONDS)


def token_of(connection: HTTPConnection) -> str:
    """Return the token in the session cookie, or an empty text."""
    return connection.cookies.get(COOKIE, "")


def set_token(answer: Response, token: str, *, is_safe: bool) -> None:
    """Let the browser keep the token where no script reads it; ``is_safe`` means by https alone."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(accounts.SIGN_IN_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_safe,
    )


def drop_token(answer: Response) -> None:
    """Let the browser forget its token."""
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def _look_up(tools: Tools, token: str) -> User | None:
    with tools.database.reading() as session:
        found = accounts.find_signed_in(session, token)
    if found is None:
        return None
    user, seen_at = found
    if accounts.is_due(seen_at):
        _note_visit(tools, token)
    return user


def _note_visit(tools: Tools, token: str) -> None:
    try:
        with tools.database.transaction() as session:
            accounts.note_visit(session, token)
    except SoundForgeError as error:
        # A full disk is no reason to turn people away: they come to make room.
        log.warning("accounts.visit_not_noted", reason=str(error))
