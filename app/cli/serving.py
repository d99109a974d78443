"""``sfa serve`` and ``sfa worker``: processes that run until they are told to stop."""

import asyncio
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn

from app import accounts
from app.boot import create_web, open_studio
from app.cli import screen
from app.cli.failures import BadSettings
from app.cli.starting import interruptible, load_settings
from app.core.errors import Conflict, InvalidInput, SoundForgeError
from app.pipeline import Queue, Tools

GRACE_SECONDS = 3
"""How long a stop waits for answers that are being given."""

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


def run_server(*, host: str | None, port: int | None) -> None:
    """Serve until SIGINT or SIGTERM, then give running work back.

    Raises:
        Conflict: if the port is taken, or another process works on the data folder.
    """
    settings = load_settings()
    given = {"host": host, "port": port}
    settings = settings.model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    with open_socket(settings.host, settings.port) as listener:
        studio, address = create_web(settings), _address(listener)

        async def greet() -> None:
            await asyncio.to_thread(_greet, studio.state.tools, address)

        web = Guarded(studio, greet=greet)
        config = uvicorn.Config(
            web,
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        # uvicorn raises the signal once more when it is done; that is no failure.
        with interruptible(), suppress(KeyboardInterrupt):
            _serve(uvicorn.Server(config), listener, web)
        screen.say("Sound Forge has stopped.")


def run_worker(queues: list[str] | None) -> None:
    """Work on jobs until SIGINT or SIGTERM, then give running work back.

    Raises:
        BadSettings: if there is no shared queue.
    """
    settings = load_settings()
    if settings.is_embedded:
        raise BadSettings(
            "REDIS_URL is not set, so there is no queue to share. Set REDIS_URL and DATABASE_URL, "
            "or run 'sfa serve', which works on jobs itself."
        )
    home_time = threading.Event()

    def go_home(number: int, frame: FrameType | None) -> None:
        del number, frame
        home_time.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, go_home)
    studio = open_studio(settings)
    try:
        studio.start_workers([Queue(name) for name in queues] if queues else tuple(Queue))
        screen.say("The worker is ready. Press Ctrl-C to stop it.")
        home_time.wait()
    finally:
        studio.close()
    screen.say("The worker has stopped; what it was doing goes on elsewhere.")


class Guarded:
    """The web application, telling when it is ready, or why not, in a sentence."""

    def __init__(self, web: Application, *, greet: Callable[[], Awaitable[None]]) -> None:
        self._web = web
        self._greet = greet
        self.trouble: BaseException | None = None

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer one request, or live one life span."""
        if scope["type"] != "lifespan":
            await self._web(scope, receive, send)
            return

        async def send_and_tell(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self._greet()
            if message["type"].endswith(".failed"):
                message = {**message, "message": ""}  # it would be logged: a traceback
            await send(message)

        try:
            await self._web(scope, receive, send_and_tell)
        except Exception as error:
            self.trouble = error
            raise


def _greet(tools: Tools, address: str) -> None:
    """Say where the studio is; an owner who was never here also gets a way in."""
    screen.say(f"Sound Forge is at {address}. Press Ctrl-C to stop it.")
    with tools.database.transaction() as session:
        owner = accounts.get_by_email(session, tools.settings.owner_email)
        token = accounts.make_first_link(session, owner)
    if token is not None:
        screen.say("Sign in for the first time with this link, which works once:")
        screen.say(f"{address}/sign-in/{token}")


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        Conflict: if the port is taken.
        InvalidInput: if the address is not one of this machine, or the port not for this user.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise _refusal(error, host, port) from error


def _serve(server: uvicorn.Server, listener: socket.socket, web: Guarded) -> None:
    logging.getLogger("uvicorn.error").addFilter(_is_no_echo)
    try:
        server.run(sockets=[listener])
    except SystemExit:
        if web.trouble is None:
            raise
    if web.trouble is not None:
        raise web.trouble


def _is_no_echo(record: logging.LogRecord) -> bool:
    """Drop the line that only repeats that the start failed: the sentence follows."""
    return not str(record.msg).startswith("Application startup failed")


def _refusal(error: OSError, host: str, port: int) -> SoundForgeError:
    if error.errno == errno.EADDRINUSE:
        return Conflict(
            f"Port {port} of {host} is taken by another program, perhaps by another Sound Forge. "
            "Stop it, or choose another port with --port."
        )
    if error.errno == errno.EACCES:
        return InvalidInput(f"Port {port} is not for this user. Choose one above 1023 with --port.")
    reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
    return InvalidInput(
        f"'{host}' is no address to listen on here ({reason}). Choose one with --host."
    )


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
