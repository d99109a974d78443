"""A web server on the loopback that hands out a folder, and misbehaves on request."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@dataclass
class WeightsServer:
    """What was asked for, and how to answer."""

    folder: Path
    url: str = ""
    ranges: list[str | None] = field(default_factory=list[str | None])
    break_after_bytes: int | None = None
    knows_ranges: bool = True


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
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        wanted = re.match(r"bytes=(\d+)-", self.headers.get("Range") or "")
        start = int(wanted[1]) if wanted and state.knows_ranges else 0
        if start and start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = len(content) if state.break_after_bytes is None else start + state.break_after_bytes
        self.wfile.write(content[start:end])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  — the name is theirs
        """Say nothing: a test prints no log."""
        del format, args
