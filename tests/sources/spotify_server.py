"""A stand-in for Spotify on the loopback: Web API, accounts and pages, with faults on order."""

import base64
import hashlib
import json
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from tests.sources.spotify_shelf import (
    CLIENT_ID,
    CLIENT_SECRET,
    COVER,
    Fault,
    Json,
    SpotifyServer,
    playlist_json,
)


@contextmanager
def serve_spotify() -> Generator[SpotifyServer]:
    """Run the server while the context is open."""
    state = SpotifyServer()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, state)) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            state.released.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, state: SpotifyServer, *args: object) -> None:
        self.state = state
        super().__init__(*args)  # pyright: ignore[reportArgumentType] — passed on as it came

    def do_GET(self) -> None:
        self._answer(form={})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        with self.state.lock:
            self.state.forms.append(form)
        self._answer(form=form)

    def _answer(self, *, form: dict[str, str]) -> None:
        address = urlsplit(self.path)
        fault = self.state.take(address.path)
        if fault is not None:
            self._fail(fault)
            return
        if address.path in self.state.moved:
            self._send(307, b"", {"Location": self.state.moved[address.path]})
            return
        words = {name: values[0] for name, values in parse_qs(address.query).items()}
        parts = [part for part in address.path.split("/") if part]
        match parts:
            case ["api", "token"]:
                self._token(form)
            case ["v1", *rest]:
                self._api(rest, words)
            case ["embed", kind, key]:
                self._page(self.state.pages.get(f"{kind}/{key}"))
            case ["oembed"]:
                self._json(self.state.oembeds.get(words.get("url", "")))
            case _:
                self._json(None)

    def _api(self, parts: list[str], words: dict[str, str]) -> None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        state = self.state
        with state.lock:
            state.bearers.append(token)
        if token not in state.good:
            self._json({"error": {"status": 401, "message": "The access token expired"}}, 401)
            return
        match parts:
            case ["me"]:
                self._json({"id": "someone", "display_name": "Some One"})
            case ["me", "playlists"]:
                rows = [playlist_json(key, entries) for key, entries in state.playlists.items()]
                self._json(self._slice(rows, words))
            case ["me", "tracks"]:
                self._json(
                    self._slice([{"track": state.tracks[key]} for key in state.saved], words)
                )
            case ["tracks", key]:
                self._json(state.tracks.get(key))
            case ["albums", key]:
                self._json(self._album(key, words))
            case ["albums", key, "tracks"]:
                self._json(self._slice(self._album_tracks(key), words))
            case ["playlists", key]:
                found = state.playlists.get(key)
                self._json(None if found is None else playlist_json(key, found))
            case ["playlists", key, "items" | "tracks" as name]:
                self._entries(key, name, words)
            case _:
                self._json(None)

    def _entries(self, key: str, name: str, words: dict[str, str]) -> None:
        state = self.state
        if key in state.foreign or (name == "tracks" and not state.knows_tracks):
            self._json({"error": {"status": 403, "message": "Forbidden"}}, 403)
        elif key not in state.playlists or (name == "items" and not state.knows_items):
            self._json(None)
        else:
            slot = "item" if state.says_item else "track"
            rows = [
                entry and {slot: entry.get("content"), "is_local": entry.get("is_local", False)}
                for entry in state.playlists[key]
            ]
            self._json(self._slice(rows, words))

    def _album(self, key: str, words: dict[str, str]) -> Json | None:
        if key not in self.state.albums:
            return None
        return {
            "id": key,
            "name": f"Album {key}",
            "artists": [{"name": "The Band"}],
            "release_date": "1999",
            "images": [{"url": COVER.format(key), "width": 640}],
            "tracks": self._slice(self._album_tracks(key), words),
        }

    def _album_tracks(self, key: str) -> list[Json]:
        simplified = ("id", "type", "name", "artists", "duration_ms", "track_number")
        return [
            {name: self.state.tracks[track][name] for name in simplified}
            for track in self.state.albums[key]
        ]

    def _token(self, form: dict[str, str]) -> None:
        state = self.state
        match form.get("grant_type"):
            case "client_credentials":
                pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
                if self.headers.get("Authorization") != f"Basic {pair}":
                    self._json({"error": "invalid_client"}, 401)
                    return
            case "authorization_code":
                challenge = state.codes.pop(form.get("code", ""), "")
                verifier = form.get("code_verifier", "")
                digest = hashlib.sha256(verifier.encode()).digest()
                if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
                    self._json({"error": "invalid_grant"}, 400)
                    return
            case "refresh_token" if form.get("refresh_token") in state.refresh_tokens:
                pass
            case _:
                self._json({"error": "invalid_grant"}, 400)
                return
        self._give(form)

    def _give(self, form: dict[str, str]) -> None:
        state = self.state
        given: Json = {"token_type": "Bearer", "expires_in": state.token_seconds}
        with state.lock:
            given["access_token"] = state.odd_answer or state.give_token()
            if form["grant_type"] != "client_credentials":
                given["scope"] = "playlist-read-private"
                if state.gives_refresh:
                    given["refresh_token"] = f"refresh-{len(state.refresh_tokens)}"
                    state.refresh_tokens.add(str(given["refresh_token"]))
        self._json(given)

    def _fail(self, fault: Fault) -> None:
        match fault.kind:
            case "status":
                headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
                self._send(fault.status, b'{"error": "on order"}', headers)
            case "cut":
                self._send(200, b'{"id": "cut', {"Content-Length": "1000"})
                self.close_connection = True
            case "slow":
                self.state.released.wait()
            case "drip":
                self._send(200, b" ", {"Content-Length": "1000"})
                with suppress(ConnectionError):
                    while not self.state.released.wait(0.02):
                        self.wfile.write(b" ")
            case "rubbish":
                self._send(200, b"<html>not what you expected</html>")
            case "huge":
                self._send(200, b" " * 11_000_000)
            case "away":
                self._send(302, b"", {"Location": "http://169.254.169.254/latest/meta-data"})

    def _page(self, html: str | None) -> None:
        self._send(404 if html is None else 200, (html or "").encode())

    def _json(self, content: object, status: int = 200) -> None:
        missing = {"error": {"status": 404, "message": "Resource not found"}}
        status = 404 if content is None else status
        self._send(status, json.dumps(missing if content is None else content).encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        with suppress(ConnectionError):  # whoever asked may be gone
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  — the name is theirs
        """Say nothing: a test prints no log."""
        del format, args

    def _slice(self, rows: list[Json | None] | list[Json], words: dict[str, str]) -> Json:
        limit, offset = int(words.get("limit", "20")), int(words.get("offset", "0"))
        length = limit if limit < 50 else self.state.page_length
        total = len(rows) + self.state.hidden_entries
        return {"items": rows[offset : offset + length], "total": total, "limit": limit}
