"""Whose request it is: the session cookie, and who stands behind it."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic
from uuid import UUID

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app import accounts
from app.accounts import AccessChanged, User
from app.core.errors import SoundForgeError
from app.core.events import Bus, Event
from app.pipeline import Tools

log = structlog.get_logger()

COOKIE = "sfa_session"
KNOWN_SECONDS = 2.0
"""How long an answer of the database is believed; a page asks for dozens of files at once."""
MOST_KNOWN = 1000


class Visitors:
    """Finds the users of tokens, asking the database at most every two seconds for each.

    What it believes of a user is forgotten as soon as the bus tells that the user's access has
    changed, and whoever keeps a line open for that user is told to look again.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[User | None, float]] = {}
        self._lines: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._changes = 0

    def listen(self, bus: Bus) -> Callable[[], None]:
        """Follow ``bus`` from now on, on the running loop; return the way out."""
        loop = asyncio.get_running_loop()

        def hear(event: Event) -> None:
            if isinstance(event, AccessChanged) and not loop.is_closed():
                loop.call_soon_threadsafe(self._look_again, event.owner_id)

        return bus.subscribe(hear)

    @contextmanager
    def lines_of(self, user: User) -> Generator[asyncio.Event, None, None]:
        """Hold a line for ``user``: the event is set whenever the user's access has changed."""
        news = asyncio.Event()
        self._lines[user.id].add(news)
        try:
            yield news
        finally:
            self._lines[user.id].discard(news)
            if not self._lines[user.id]:
                del self._lines[user.id]

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
        changes = self._changes
        user = await asyncio.to_thread(_look_up, tools, token)
        # What was read before a change may be wrong by now, and is not believed for longer.
        return self._keep(token, user) if changes == self._changes else user

    def forget(self, token: str) -> None:
        """Turn the token away from now on, also for those that are being looked up."""
        self._put(token, None)

    def _look_again(self, user_id: UUID) -> None:
        self._changes += 1
        self._known = {
            token: known
            for token, known in self._known.items()
            if known[0] is None or known[0].id != user_id
        }
        for news in self._lines.get(user_id, ()):
            news.set()

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
