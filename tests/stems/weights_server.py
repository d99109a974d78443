"""A web server on the loopback that hands out a folder, and misbehaves on request."""

import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread


@dataclass
class WeightsServer:
    """What was asked for, and how to answer.

    ``hold_after_bytes`` stops in the middle of each file until ``released`` is set.
    """

    folder: Path
    url: str = ""
    ranges: list[str | None] = field(default_factory=list[str | None])
    break_after_bytes: int | None = None
    hold_after_bytes: int | None = None
    released: Event = field(default_factory=Event)
    knows_ranges: bool = True
    lies_about_ranges: bool = False
    says_length: bool = True
    busy: int = 0


@contextmanager
def serve_weights(folder: Path) -> Generator[WeightsServer]:
    """Serve ``folder`` while the context is open."""
    state = WeightsServer(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, state)) as server:
        state.url = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            state.released.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, state: WeightsServer, *args: object) -> None:
        self.state = state
        super().__init__(*args)  # pyright: ignore[reportArgumentType] — passed on as it came

    def do_GET(self) -> None:
        state = self.state
        state.ranges.append(self.headers.get("Range"))
        path = state.folder / self.path.lstrip("/")
        if state.busy > 0:
            state.busy -= 1
            self.send_error(503)
        elif not path.is_file():
            self.send_error(404)
        else:
            self._send(path.read_bytes())

    def _send(self, content: bytes) -> None:
        state = self.state
        version = f'"{sha256(content).hexdigest()[:16]}"'
        start = self._start_of(version)
        if start and start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            said = 0 if state.lies_about_ranges else start
            self.send_header("Content-Range", f"bytes {said}-{len(content) - 1}/{len(content)}")
        if state.says_length:
            self.send_header("Content-Length", str(len(content) - start))
        self.send_header("ETag", version)
        self.end_headers()
        end = len(content) if state.break_after_bytes is None else start + state.break_after_bytes
        held = len(content) if state.hold_after_bytes is None else start + state.hold_after_bytes
        with suppress(ConnectionError):  # whoever asked may be gone
            self.wfile.write(content[start : min(held, end)])
            if held < end:
                state.released.wait()
                self.wfile.write(content[held:end])

    def _start_of(self, version: str) -> int:
        """Return where the answer begins: at 0 if what the client has is of another version."""
        wanted = re.match(r"bytes=(\d+)-", self.headers.get("Range") or "")
        is_same = self.headers.get("If-Range") in {None, version}
        return int(wanted[1]) if wanted and is_same and self.state.knows_ranges else 0

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  — the name is theirs
        """Say nothing: a test prints no log."""
        del format, args
