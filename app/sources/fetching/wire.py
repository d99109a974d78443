"""The few words of HTTP that a proxy needs: a request's head, an answer's head, bytes passed on."""

import selectors
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

HEAD_AT_MOST_BYTES: Final = 1 << 16
CHUNK_BYTES: Final = 1 << 16
_HEAD_END: Final = b"\r\n\r\n"
_OF_ONE_HOP: Final = frozenset(
    {"connection", "keep-alive", "proxy-authorization", "proxy-connection"}
)
"""What two neighbours say to each other; it is not passed on."""


class UnreadableRequest(ValueError):
    """The bytes are no request that this proxy understands."""


@dataclass(frozen=True)
class Head:
    """The lines before a body; ``first`` is the request or status line."""

    first: str
    fields: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        """Return a field's value, or nothing."""
        return next((value for key, value in self.fields if key.lower() == name), "")

    def written(self, *, first: str, extra: tuple[tuple[str, str], ...] = ()) -> bytes:
        """Return the head as bytes for the next hop, which is told to close after the answer."""
        kept = [field for field in self.fields if field[0].lower() not in _OF_ONE_HOP]
        lines = [first, *(f"{name}: {value}" for name, value in (*kept, *extra))]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


@dataclass(frozen=True)
class Asked:
    """What a client wants: a tunnel (``method`` is CONNECT) or one answer."""

    method: str
    host: str
    port: int
    path: str
    head: Head

    @property
    def is_tunnel(self) -> bool:
        """Say whether it wants a tunnel."""
        return self.method == "CONNECT"


def read_head(stream: socket.socket) -> tuple[Head, bytes]:
    """Return the next head, and what has already come of the body.

    Raises:
        UnreadableRequest: if it ends early, is too long, or is no HTTP.
        OSError: if the connection breaks.
    """
    data = b""
    while _HEAD_END not in data:
        chunk = stream.recv(CHUNK_BYTES)
        data += chunk
        if not chunk or len(data) > HEAD_AT_MOST_BYTES:
            raise UnreadableRequest
    head, _, rest = data.partition(_HEAD_END)
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = [line.partition(":") for line in lines]
    return Head(first, tuple((name.strip(), value.strip()) for name, _, value in fields)), rest


def read_asked(head: Head) -> Asked:
    """Return what a request's head asks for: ``CONNECT host:port`` or ``GET http://host/path``.

    Raises:
        UnreadableRequest: for anything else.
    """
    method, _, rest = head.first.partition(" ")
    target, _, version = rest.rpartition(" ")
    if not version.startswith("HTTP/1."):
        raise UnreadableRequest
    try:
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port
    except ValueError as error:
        raise UnreadableRequest from error
    if not parts.hostname:
        raise UnreadableRequest
    if method == "CONNECT":
        return Asked(method, parts.hostname, port or 443, "", head)
    if parts.scheme != "http" or method not in {"GET", "HEAD", "POST"}:
        raise UnreadableRequest
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Asked(method, parts.hostname, port or 80, path, head)


def pass_body(source: socket.socket, sink: socket.socket, *, begun: bytes, length: int) -> None:
    """Pass on a body of a known length, of which ``begun`` has come, and nothing behind it."""
    sink.sendall(begun[:length])
    left = length - len(begun)
    while left > 0 and (chunk := source.recv(min(left, CHUNK_BYTES))):
        sink.sendall(chunk)
        left -= len(chunk)


def pass_answer(source: socket.socket, sink: socket.socket) -> None:
    """Pass on one answer until the server closes; the client hears that nothing comes after it."""
    head, begun = read_head(source)
    sink.sendall(head.written(first=head.first) + begun)
    while chunk := source.recv(CHUNK_BYTES):
        sink.sendall(chunk)


def pass_both_ways(one: socket.socket, other: socket.socket, *, patience_seconds: float) -> None:
    """Pass bytes both ways until either side ends, or is silent for too long."""
    peers = {one: other, other: one}
    with selectors.DefaultSelector() as selector:
        for peer in peers:
            selector.register(peer, selectors.EVENT_READ)
        while ready := selector.select(patience_seconds):
            for key, _ in ready:
                source = one if key.fileobj is one else other
                chunk = source.recv(CHUNK_BYTES)
                if not chunk:
                    return
                peers[source].sendall(chunk)
