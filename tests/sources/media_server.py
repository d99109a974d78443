"""A server on loopback with real audio, that can misbehave in the ways servers do."""

import io
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import soundfile

from tests.songs import write_song

METADATA_URL = "http://169.254.169.254/latest/meta-data/"
ENDLESS_CHUNK = b"\x00" * 65_536

SEARCH_RESULTS = (
    ("Daft Punk - Around the World (Live 2007)", 200, "/live"),
    ("Daft Punk - Around the World (Official Audio)", 7, "/watch"),
    ("Daft Punk - Around the World (1 hour)", 3600, "/hour"),
)
"""Title, seconds and page of what the search finds."""


class MediaServer:
    """Pages and files by path; ``asked`` remembers what was asked for and from which byte."""

    def __init__(self, folder: Path) -> None:
        self.song = write_song(folder / "served.wav", seconds=7.0).read_bytes()
        self.mp3 = encode_mp3()
        self.asked: list[tuple[str, str]] = []
        self.cookies: set[str] = set()
        self.cuts_left = 1
        self.files: dict[str, tuple[bytes, str]] = {}
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.media = self  # pyright: ignore[reportAttributeAccessIssue]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self._server.server_address[1])

    @property
    def place(self) -> str:
        """Return ``host:port``, as an admin allows it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of a page or file."""
        return f"http://{self.place}{path}"

    def close(self) -> None:
        """Stop serving."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serving(folder: Path) -> Generator[MediaServer]:
    """Have a media server for a while."""
    folder.mkdir(parents=True, exist_ok=True)
    server = MediaServer(folder)
    try:
        yield server
    finally:
        server.close()


def encode_mp3() -> bytes:
    """Return seven seconds of a chord as an mp3."""
    time = np.arange(7 * 22_050) / 22_050
    chord = 0.2 * np.sin(2 * np.pi * 220.0 * time) + 0.2 * np.sin(2 * np.pi * 329.6 * time)
    file = io.BytesIO()
    soundfile.write(file, chord, 22_050, format="MP3")
    return file.getvalue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def media(self) -> MediaServer:
        return self.server.media  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.media.asked.append((path, self.headers.get("Range", "")))
        self.media.cookies |= {self.headers["Cookie"]} if "Cookie" in self.headers else set()
        pages = self._pages()
        try:
            if path in self.media.files:
                self._file(*self.media.files[path])
            elif path in pages:
                pages[path]()
            elif path.startswith("/status/"):
                self._send(int(path.rpartition("/")[2]), "text/plain", b"no")
            else:
                self._send(404, "text/plain", b"nothing here")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args

    def _pages(self) -> dict[str, Callable[[], None]]:
        media = self.media
        return {
            "/song.wav": lambda: self._file(media.song, "audio/wav"),
            "/song.mp3": lambda: self._file(media.mp3, "audio/mpeg"),
            "/plain": lambda: self._file(media.song, "application/octet-stream"),
            "/cut.wav": self._cut,
            "/slow.wav": self._slow,
            "/endless.mp3": self._endless,
            "/to-metadata": lambda: self._redirect(METADATA_URL),
            "/to-localhost": lambda: self._redirect(f"http://localhost:{media.port}/song.wav"),
            "/to-song": lambda: self._redirect(media.url("/song.wav")),
            "/watch": lambda: self._html(_watch_page(media)),
            "/og": lambda: self._html(_og_page(media)),
            "/list": lambda: self._html(_list_page(media)),
            "/search": lambda: self._rss(SEARCH_RESULTS),
            "/long-list": lambda: self._rss([(f"Song {n}", n, "/watch") for n in range(1200)]),
            "/empty": lambda: self._html("<p>Nothing to hear.</p>"),
            "/drm": lambda: self._html(_page("<p>Widevine</p>")),
            "/sneaky": lambda: self._html(_page(f'<audio src="{METADATA_URL}a.mp3"></audio>')),
        }

    def _file(self, data: bytes, kind: str) -> None:
        start = 0
        asked = self.headers.get("Range", "")
        if asked.startswith("bytes="):
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), int(last) + 1 if last else len(data)
            if start >= len(data):
                self._send(416, "text/plain", b"", extra={"Content-Range": f"bytes */{len(data)}"})
                return
            extra = {"Content-Range": f"bytes {start}-{min(end, len(data)) - 1}/{len(data)}"}
            self._send(206, kind, data[start:end], extra=extra)
        else:
            self._send(200, kind, data)

    def _cut(self) -> None:
        """Break off in the middle, as often as the test says, and serve the rest after that."""
        if self.media.cuts_left <= 0 or self.command == "HEAD":
            self._file(self.media.song, "audio/wav")
            return
        self.media.cuts_left -= 1
        data = self.media.song
        start = int(self.headers.get("Range", "bytes=0-")[6:].partition("-")[0])
        self._head(206 if start else 200, "audio/wav", len(data) - start, {
            "Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}", "Accept-Ranges": "bytes"
        } if start else {"Accept-Ranges": "bytes"})  # fmt: skip
        self.wfile.write(data[start : start + (len(data) - start) // 2])
        self.wfile.flush()
        self.close_connection = True

    def _slow(self) -> None:
        """Send the half, and the rest when the test lets it go."""
        data = self.media.song
        self._head(200, "audio/wav", len(data), {})
        self.wfile.write(data[: len(data) // 2])
        self.wfile.flush()
        self.media.released.wait(30)
        self.wfile.write(data[len(data) // 2 :])

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "audio/mpeg")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if self.command == "HEAD":
            return
        self.wfile.write(self.media.mp3)
        while not self.media.released.is_set():
            self.wfile.write(ENDLESS_CHUNK)

    def _redirect(self, target: str) -> None:
        self._send(302, "text/plain", b"", extra={"Location": target})

    def _html(self, text: str) -> None:
        self._send(200, "text/html; charset=utf-8", text.encode())

    def _rss(self, items: "list[tuple[str, int, str]] | tuple[tuple[str, int, str], ...]") -> None:
        entries = "".join(
            f"<item><title>{title}</title><link>{self.media.url(page)}</link>"
            f"<itunes:duration>{seconds}</itunes:duration></item>"
            for title, seconds, page in items
        )
        feed = (
            '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
            f"<channel><title>Found</title>{entries}</channel></rss>"
        )
        self._send(200, "application/rss+xml", feed.encode())

    def _send(
        self, status: int, kind: str, body: bytes, *, extra: dict[str, str] | None = None
    ) -> None:
        self._head(status, kind, len(body), extra or {})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, status: int, kind: str, length: int, extra: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in extra.items():
            self.send_header(name, value)
        self.end_headers()


def _page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def _watch_page(media: MediaServer) -> str:
    about = {
        "@context": "https://schema.org",
        "@type": "AudioObject",
        "name": "Around the World",
        "contentUrl": media.url("/song.wav"),
        "duration": "PT7S",
        "author": "Daft Punk",
    }
    head = f'<script type="application/ld+json">{json.dumps(about)}</script>'
    return _page("<h1>Around the World</h1>", f"<title>Around the World</title>{head}")


def _og_page(media: MediaServer) -> str:
    head = '<title>Og song</title><meta property="og:title" content="Og song">'
    head += f'<meta property="og:video" content="{media.url("/song.mp3")}">'
    return _page("", head)


def _list_page(media: MediaServer) -> str:
    players = "".join(
        f'<audio controls src="{media.url(path)}"></audio>' for path in ("/song.wav", "/song.mp3")
    )
    return _page(players, "<title>Two songs</title>")
