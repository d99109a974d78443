"""An address that is itself a file of sound: streamed to the disk, resumed where it breaks off."""

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import LoadError, MozillaCookieJar
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import Final
from urllib.parse import unquote, urlsplit

import httpx

from app.core.errors import NetworkDown
from app.core.workplace import refusals_of
from app.sources.fetching.faults import explain, explain_status, name_of, unreadable_cookies
from app.sources.fetching.orders import FetchReport, FetchRequest
from app.sources.fetching.progress import Meter

ATTEMPTS: Final = 4
_PATIENCE_SECONDS: Final = 30.0
_MOST_REDIRECTS: Final = 8
_PARTIAL: Final = 206
_PAST_THE_END: Final = 416
_OK: Final = frozenset({200, _PARTIAL})
_ENDINGS: Final = frozenset(
    {"mp3", "wav", "flac", "ogg", "oga", "opus", "m4a", "mp4", "aac", "aif", "aiff", "webm", "wma"}
)
_NO_TITLE: Final = re.compile(r"[\x00-\x1f]+")
_LISTS: Final = ("mpegurl", "scpls", "x-ms-asf", "xspf")
_FILE_NAME = re.compile(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What a server says of a file before it sends it."""

    url: str
    name: str
    total_bytes: int | None
    start: int
    version: str


def fetch_directly(request: FetchRequest, *, proxy: str, meter: Meter) -> FetchReport | None:
    """Fetch a file of sound; None, if the address is a page or whatever else is no file of it.

    Raises:
        SoundForgeError: with the reason, if it is one and cannot be fetched.
    """
    stream = _Stream(request, meter)
    with _client(request, proxy) as client:
        for _ in range(ATTEMPTS):
            is_done = stream.go_on(client)
            if is_done is None:
                return None
            if is_done:
                return stream.report()
    raise NetworkDown(f"{name_of(request.url)} keeps breaking off. Try again later.")


class _Stream:
    """A file on its way; what has come stays for the next attempt."""

    def __init__(self, request: FetchRequest, meter: Meter) -> None:
        self._request = request
        self._meter = meter
        self._part = request.folder / "direct.part"
        self._answer: Answer | None = None
        self._begun = monotonic()
        self._pause = threading.Event()

    def go_on(self, client: httpx.Client) -> bool | None:
        """Return whether all has come, and None if it is no sound."""
        have = self._part.stat().st_size if self._part.exists() else 0
        try:
            with client.stream("GET", self._request.url, headers=self._headers(have)) as response:
                if response.status_code == _PAST_THE_END and have:
                    return True
                if response.status_code not in _OK:
                    raise explain_status(response.status_code, url=self._request.url)
                if self._answer is None and not _is_sound(response):
                    return None
                self._answer = _read_answer(response)
                return self._take(response, self._answer)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if self._answer is None:
                raise explain(error, url=self._request.url) from error
            return False  # it had begun, so it is worth going on

    def report(self) -> FetchReport:
        """Return what has come, under its name."""
        answer = self._answer
        assert answer is not None  # noqa: S101  — nothing comes without
        ending = PurePosixPath(answer.name).suffix.removeprefix(".").lower()
        path = self._request.folder / f"audio.{ending if ending in _ENDINGS else 'bin'}"
        self._part.replace(path)
        return FetchReport(
            path=path,
            size_bytes=path.stat().st_size,
            url=answer.url,
            extractor="file",
            title=PurePosixPath(answer.name).stem or "Untitled",
        )

    def _headers(self, have: int) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}  # the bytes of the file, so that they add up
        if have:
            headers["Range"] = f"bytes={have}-"
            if self._answer and self._answer.version:
                headers["If-Range"] = self._answer.version
        return headers

    def _take(self, response: httpx.Response, answer: Answer) -> bool:
        done = answer.start
        with refusals_of(self._request.folder), self._part.open("r+b" if done else "wb") as file:
            file.seek(done)
            for chunk in response.iter_raw():
                done += len(chunk)
                self._meter.tell(done, answer.total_bytes)
                file.write(chunk)
                self._keep_to_the_limit(done)
        return answer.total_bytes is None or done >= answer.total_bytes

    def _keep_to_the_limit(self, done: int) -> None:
        if self._request.rate_limit_bytes is not None:
            due_seconds = done / self._request.rate_limit_bytes
            self._pause.wait(max(0.0, due_seconds - (monotonic() - self._begun)))


@contextmanager
def _client(request: FetchRequest, proxy: str) -> Generator[httpx.Client]:
    with httpx.Client(
        proxy=proxy,
        trust_env=False,
        follow_redirects=True,
        max_redirects=_MOST_REDIRECTS,
        timeout=_PATIENCE_SECONDS,
        cookies=_cookies(request.way_out.cookies_file),
    ) as client:
        yield client


def _cookies(file: Path | None) -> MozillaCookieJar | None:
    if file is None:
        return None
    jar = MozillaCookieJar(file)
    try:
        jar.load()
    except (LoadError, OSError, UnicodeError) as error:
        raise unreadable_cookies() from error
    return jar


def _is_sound(response: httpx.Response) -> bool:
    """Say whether an answer is a file of sound, by its type, or by its name where that is open."""
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if any(word in kind for word in _LISTS):
        return False
    if kind.startswith("audio/") or kind in {"application/ogg", "application/x-flac"}:
        return True
    ending = PurePosixPath(_name_of_file(response)).suffix.removeprefix(".").lower()
    is_open = kind in {"", "application/octet-stream", "binary/octet-stream"}
    return ending in _ENDINGS and (is_open or kind.startswith("video/"))


def _read_answer(response: httpx.Response) -> Answer:
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    start = 0
    said = re.match(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
    if response.status_code == _PARTIAL and said is not None:
        start = int(said[1])
        total = int(said[2]) if said[2] != "*" else None
    version = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    return Answer(
        url=str(response.url),
        name=_name_of_file(response),
        total_bytes=total,
        start=start,
        version="" if version.startswith("W/") else version,
    )


def _name_of_file(response: httpx.Response) -> str:
    """Return what the server calls the file; it is for people, and never becomes a path."""
    stated = _FILE_NAME.search(response.headers.get("Content-Disposition", ""))
    name = stated[1] if stated else urlsplit(str(response.url)).path
    return _NO_TITLE.sub(" ", PurePosixPath(unquote(name)).name)
