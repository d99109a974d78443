"""What browsers are told to allow: headers for every answer, and a nonce for NiceGUI's scripts."""

import gzip
import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLAIN_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

# NiceGUI evaluates what the server sends over the socket, and its components have inline styles.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)

# The last three together give pages SharedArrayBuffer, which audio and pages share samples in.
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
}

SCRIPT = re.compile(rb"<script\b")


class SecurityHeaders:
    """Adds them on the way out; only NiceGUI's pages are held until they are complete."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            send = _Outbox(send).send
        await self._app(scope, receive, send)


class _Outbox:
    """One answer on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._page: Message | None = None
        self._chunks: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif self._page is not None and message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_page(self._page)
        else:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(raw=list(message["headers"]))
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        message = {**message, "headers": headers.raw}
        if headers.get("x-nicegui-content") == "page":
            self._page = message
            return
        headers.setdefault("content-security-policy", PLAIN_POLICY)
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        nonce = secrets.token_urlsafe(16)
        body = b"".join(self._chunks)
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
            del headers["content-encoding"]
        body = SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', body)
        headers["content-security-policy"] = PAGE_POLICY.format(nonce=nonce)
        headers["content-length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})
