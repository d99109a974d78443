"""Who may come in: every request and every socket passes here first.

It is plain ASGI, because what wraps requests alone never sees a socket, and would wrap streams.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts import ForeignRequest, SignInNeeded, User
from app.api import failures
from app.api.addresses import SIGN_IN, is_open, is_shared, sign_in_for
from app.api.visitors import KNOWN_SECONDS, Visitors, set_token, token_of
from app.core.errors import SoundForgeError
from app.pipeline import Tools

log = structlog.get_logger()

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})

CLOSE_STRANGER = 4401
CLOSE_FOREIGN = 4403


class Gate:
    """Finds out whose request it is and turns strangers away.

    What comes through has ``scope["state"]["user"]``: the :class:`~app.accounts.User`, or None on
    the few addresses that are open to everybody.
    """

    def __init__(self, app: ASGIApp, *, visitors: Visitors | None = None) -> None:
        self._app = app
        self._visitors = Visitors() if visitors is None else visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a socket in, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["user"], state["visitors"] = None, self._visitors
        enter = self._answer if scope["type"] == "http" else self._connect
        await enter(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD" and is_open(scope["path"]) and not is_shared(scope["path"]):
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        refusal = await self._refuse(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
        elif scope["state"]["user"] is None:
            await self._app(scope, receive, _without_pages(scope, receive, send))
        else:
            await self._app(scope, receive, _with_fresh_cookie(scope, send))

    async def _refuse(self, scope: Scope) -> Response | None:
        if scope["method"] not in SAFE_METHODS and is_foreign(Headers(scope=scope)):
            return failures.describe_error(
                ForeignRequest("Another site sent this request. Open the studio and do it there.")
            )
        if is_open(scope["path"]) and not scope["path"].startswith(SIGN_IN):
            return None
        try:
            scope["state"]["user"] = await self._find_user(scope)
        except SoundForgeError as error:
            return failures.describe_error(error)
        if scope["state"]["user"] is None and not is_open(scope["path"]):
            return _turn_away(scope)
        return None

    async def _find_user(self, scope: Scope) -> User | None:
        return await self._finder(scope)()

    def _finder(self, scope: Scope) -> Callable[[], Awaitable[User | None]]:
        """Return who finds the user again later, when the scope is NiceGUI's and not ours."""
        tools: Tools = scope["app"].state.tools
        return partial(self._visitors.find, tools, token_of(HTTPConnection(scope)))

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_foreign(Headers(scope=scope)):
            await _hang_up(receive, send, CLOSE_FOREIGN)
            return
        find_user = self._finder(scope)
        try:
            scope["state"]["user"] = await find_user()
        except SoundForgeError as error:
            log.warning("gate.socket_refused", reason=str(error))
        user: User | None = scope["state"]["user"]
        if user is None:
            await _hang_up(receive, send, CLOSE_STRANGER)
            return
        line = _Line(find_user, receive, send)
        with self._visitors.lines_of(user) as news:
            watch = asyncio.create_task(line.watch(news), name="watch line")
            try:
                await self._app(scope, line.receive, line.send)
            finally:
                watch.cancel()


class _Line:
    """A socket that is cut when its session ends, whether or not somebody speaks."""

    def __init__(
        self, find_user: Callable[[], Awaitable[User | None]], receive: Receive, send: Send
    ) -> None:
        self._find_user = find_user
        self._receive, self._send = receive, send
        self._is_cut = False

    async def watch(self, news: asyncio.Event) -> None:
        """Look again when there is news, and every few seconds: another program brings none."""
        while not self._is_cut:
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), KNOWN_SECONDS)
            news.clear()
            await self._goes_on()

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and not await self._goes_on():
            return {"type": "websocket.disconnect", "code": CLOSE_STRANGER}
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            await self._goes_on()
        if not self._is_cut:
            await self._send(message)

    async def _goes_on(self) -> bool:
        if not self._is_cut and not await self._is_welcome():
            is_first, self._is_cut = not self._is_cut, True
            if is_first:  # the watch and a message may find out at the same time
                await self._send({"type": "websocket.close", "code": CLOSE_STRANGER})
        return not self._is_cut

    async def _is_welcome(self) -> bool:
        try:
            return await self._find_user() is not None
        except SoundForgeError:
            return True  # a database that is busy ends nobody's session


def is_foreign(headers: Headers) -> bool:
    """Say whether another site made the browser send this; programs send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in OWN_SITE:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _turn_away(scope: Scope) -> Response:
    asked = Headers(scope=scope)
    if scope["method"] in {"GET", "HEAD"} and "text/html" in asked.get("accept", ""):
        address = sign_in_for(scope["path"], scope["query_string"].decode("latin-1"))
        answer: Response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    else:
        answer = failures.describe_error(SignInNeeded("Nobody is signed in. Sign in first."))
    answer.headers["cache-control"] = "no-store"
    return answer


async def _hang_up(receive: Receive, send: Send, code: int) -> None:
    await receive()
    await send({"type": "websocket.close", "code": code})


def _without_body(send: Send) -> Send:
    """Answer a HEAD as the GET would be: routes that have a page or a file know no HEAD."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
        elif not message.get("more_body"):
            await send({"type": "http.response.body", "body": b""})

    return send_head


def _without_pages(scope: Scope, receive: Receive, send: Send) -> Send:
    """Keep the studio's pages from strangers even where an open address leads to one.

    NiceGUI answers with a page what it does not know, such as a file that is missing.
    """
    is_hidden = False

    async def send_files(message: Message) -> None:
        nonlocal is_hidden
        if message["type"] == "http.response.start":
            is_hidden = "x-nicegui-content" in MutableHeaders(raw=message["headers"])
            if is_hidden:
                path = scope["path"]
                missing = failures.describe("NotFound", f"There is no {path}.", status=404)
                await missing(scope, receive, send)
        if not is_hidden:
            await send(message)

    return send_files


def _with_fresh_cookie(scope: Scope, send: Send) -> Send:
    """Let the cookie of who opens a page last as long as the session, from this visit on."""
    cookie = Response()
    set_token(cookie, token_of(HTTPConnection(scope)), is_safe=scope["scheme"] == "https")

    async def send_renewed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            if "x-nicegui-content" in headers:
                headers.append("set-cookie", cookie.headers["set-cookie"])
                message = {**message, "headers": headers.raw}
        await send(message)

    return send_renewed
