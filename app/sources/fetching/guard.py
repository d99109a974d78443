"""The guard: everything that is fetched passes it, and nothing reaches this machine's network.

A page can lead anywhere: by a link, a redirect, or a name that means another address the second
time it is looked up.  So libraries and programs that fetch are given a proxy as their only way
out.  It looks each name up itself, judges the address, and connects to the very one it judged.
It listens on loopback, for this process and what it starts, behind a password.
"""

import base64
import hmac
import secrets
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Final, cast
from urllib.parse import unquote, urlsplit

from app.core.errors import InvalidInput, NetworkDown
from app.sources.fetching.addresses import Allowance, is_public, is_web_port, read_address
from app.sources.fetching.errors import Refused, Unreachable
from app.sources.fetching.wire import (
    Asked,
    UnreadableRequest,
    pass_answer,
    pass_body,
    pass_both_ways,
    read_asked,
    read_head,
)

CONNECT_SECONDS: Final = 15.0
SILENCE_SECONDS: Final = 60.0
_USER: Final = "guard"


class Upstream:
    """A proxy of the admin's that stands between this network and the internet."""

    def __init__(self, url: str) -> None:
        """Read its address.

        Raises:
            InvalidInput: if it is not of the form ``http://[user:password@]host:port``.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise InvalidInput(
                f"'{parts.scheme}://{parts.hostname}' is no proxy for fetching. "
                "Write it as http://host:port."
            )
        self.place = (parts.hostname, parts.port or 80)
        words = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self.fields = (_password_field(words),) if parts.username else ()


class Guard:
    """A forward proxy that serves until it is closed; see :func:`guarded`."""

    def __init__(self, *, allowed: tuple[str, ...] = (), upstream: str | None = None) -> None:
        self.allowance = Allowance.read(allowed)
        self.upstream = Upstream(upstream) if upstream else None
        # Letters and digits only: some programs that are given the address know no others.
        self._password = secrets.token_hex(16)
        self._refusals: list[Refused] = []
        self._unreachable: list[Unreachable] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.guard = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Return the proxy's address with its password."""
        return f"http://{_USER}:{self._password}@127.0.0.1:{self._server.server_address[1]}"

    def explain(self, error: Exception) -> Exception:
        """Return what was behind an error: what was refused, or what could not be reached."""
        if self._refusals:
            return self._refusals[0]
        if self._unreachable and isinstance(error, NetworkDown):
            return NetworkDown(f"{self._unreachable[0]} Check the connection, then try again.")
        return error

    def close(self) -> None:
        """Let nobody in any more; connections that are open end with whoever holds them."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def knows(self, given: str) -> bool:
        """Say whether a client has the password."""
        return hmac.compare_digest(
            given.encode("latin-1"),
            _password_field(f"{_USER}:{self._password}")[1].encode("latin-1"),
        )

    def connect(self, asked: Asked) -> socket.socket:
        """Connect to an address of the server that was judged first.

        Raises:
            Refused: if it has none that is fetched from.
            Unreachable: if it cannot be found or does not answer.
        """
        try:
            addresses = self._judged(asked.host, asked.port)
            return _connect_to_any(addresses, asked.port)
        except Refused as error:
            self._refusals.append(error)
            raise
        except Unreachable as error:
            self._unreachable.append(error)
            raise

    def reach_by_upstream(self, asked: Asked) -> tuple[socket.socket, str]:
        """Connect to the admin's proxy, and return by which address to ask it for the server.

        A name that means nothing here is the proxy's to look up: it may be the only one that can.

        Raises:
            Refused: if the server has no address that is fetched from.
            Unreachable: if the proxy does not answer.
        """
        assert self.upstream is not None  # noqa: S101  — asked before
        try:
            host = self._judged(asked.host, asked.port)[0]
        except Unreachable:
            host = asked.host
        except Refused as error:
            self._refusals.append(error)
            raise
        place, port = self.upstream.place
        return _connect_to_any([place], port), f"[{host}]" if ":" in host else host

    def _judged(self, host: str, port: int) -> list[str]:
        is_known = self.allowance.has_server(host, port)
        if not is_known and not is_web_port(port):
            raise Refused(
                f"Port {port} of '{host}' is not one of a web server, and is not fetched from. "
                "Use an address whose port is 80, 443 or above 1023."
            )
        addresses = look_up(host, port)
        judged = [one for one in addresses if is_known or self._passes(one)]
        if not judged:
            raise Refused(
                f"'{host}' is an address of this network, and those are not fetched from. "
                "Upload the file instead, or let an administrator allow the server."
            )
        return judged

    def _passes(self, text: str) -> bool:
        address = read_address(text)
        return address is not None and (is_public(address) or self.allowance.has_address(address))


class _Server(ThreadingTCPServer):
    daemon_threads = True
    guard: Guard


class _Handler(BaseRequestHandler):
    """One connection of a client: one request, one answer, or one tunnel."""

    request: socket.socket

    @property
    def guard(self) -> Guard:
        return cast("_Server", self.server).guard

    def handle(self) -> None:
        self.request.settimeout(SILENCE_SECONDS)
        with suppress(OSError):  # a side that goes away is the end of it
            try:
                head, begun = read_head(self.request)
                if not self.guard.knows(head.value("proxy-authorization")):
                    self._answer("407 Proxy Authentication Required")
                    return
                self._serve(read_asked(head), begun)
            except UnreadableRequest:
                self._answer("400 Bad Request")
            except Refused as error:
                self._answer("403 Forbidden", str(error))
            except Unreachable as error:
                self._answer("502 Bad Gateway", str(error))

    def _serve(self, asked: Asked, begun: bytes) -> None:
        guard = self.guard
        if guard.upstream is None:
            place, first, extra = guard.connect(asked), asked.path, ()
        else:
            place, host = guard.reach_by_upstream(asked)
            first, extra = f"http://{host}:{asked.port}{asked.path}", guard.upstream.fields
            if asked.is_tunnel:
                _open_tunnel(place, f"{host}:{asked.port}", extra)
        with place:
            place.settimeout(SILENCE_SECONDS)
            if asked.is_tunnel:
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                place.sendall(begun)
                pass_both_ways(self.request, place, patience_seconds=SILENCE_SECONDS)
                return
            line = f"{asked.method} {first} HTTP/1.1"
            place.sendall(asked.head.written(first=line, extra=extra))
            self._pass_body(asked, begun, place)
            pass_answer(place, self.request)

    def _pass_body(self, asked: Asked, begun: bytes, place: socket.socket) -> None:
        length = asked.head.value("content-length") or "0"
        if asked.head.value("transfer-encoding") or not length.isdecimal():
            raise UnreadableRequest
        pass_body(self.request, place, begun=begun, length=int(length))

    def _answer(self, status: str, text: str = "") -> None:
        body = text.encode()
        fields = f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}"
        if status.startswith("407"):
            fields += f'\r\nProxy-Authenticate: Basic realm="{_USER}"'
        head = f"HTTP/1.1 {status}\r\n{fields}\r\nConnection: close\r\n\r\n"
        self.request.sendall(head.encode() + body)


@contextmanager
def guarded(*, allowed: tuple[str, ...] = (), upstream: str | None = None) -> Generator[Guard]:
    """Have a guard for a while; what it refused is what went wrong, whatever is said of it.

    Raises:
        Refused: in place of any error that comes out of the block after a refusal.
    """
    guard = Guard(allowed=allowed, upstream=upstream)
    try:
        yield guard
    except Exception as error:
        reason = guard.explain(error)
        if reason is error:
            raise
        raise reason from error
    finally:
        guard.close()


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system knows them, each once.

    Raises:
        Unreachable: if the name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"The name '{host}' is not known here.") from error
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def _connect_to_any(addresses: list[str], port: int) -> socket.socket:
    reason: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=CONNECT_SECONDS)
        except OSError as error:
            reason = error
    raise Unreachable(f"Port {port} of {addresses[0]} does not answer.") from reason


def _open_tunnel(place: socket.socket, target: str, fields: tuple[tuple[str, str], ...]) -> None:
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    lines += [f"{name}: {value}" for name, value in fields]
    place.settimeout(CONNECT_SECONDS)
    place.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
    head, _ = read_head(place)
    if head.first.split(" ")[1:2] != ["200"]:
        raise Unreachable(f"The proxy answers '{head.first}' to a tunnel to {target}.")


def _password_field(words: str) -> tuple[str, str]:
    return "Proxy-Authorization", "Basic " + base64.b64encode(words.encode()).decode()
