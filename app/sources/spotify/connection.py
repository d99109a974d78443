"""The line to Spotify: bounded in time and size, patient when asked to wait, never led astray."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from itertools import count
from threading import Event
from time import monotonic
from typing import Final, Self
from urllib.parse import urljoin, urlsplit

import httpx
import structlog

from app.core import clock
from app.core.errors import Cancelled
from app.core.units import KILO, seconds_to_words
from app.sources.errors import SpotifyBusy, SpotifyChanged, SpotifyUnreachable

CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 60.0
"""A server that gives a little every few seconds would otherwise hold a thread for ever."""
PATIENCE_SECONDS: Final = 60.0
LIMIT_BYTES: Final = 10 * KILO * KILO
MAX_HOPS: Final = 5
TRIES: Final = 3

SPOTIFY_HOSTS: Final = frozenset({"spotify.com", "spotify.link", "spotify.app.link"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

log = structlog.get_logger()


@dataclass(frozen=True)
class Addresses:
    """Where Spotify's services are."""

    api: str = "https://api.spotify.com/v1"
    accounts: str = "https://accounts.spotify.com"
    pages: str = "https://open.spotify.com"
    short: str = "https://spotify.link"


@dataclass(frozen=True)
class Question:
    """One request; what it carries may be secret and is in no representation."""

    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    is_repeatable: bool = True


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def _wait(seconds: float) -> bool:
    return Event().wait(seconds)


class Connection:
    """Asks Spotify, from any thread.

    ``wait`` is called to pass the time that Spotify asks for; when it returns true, as the wait of
    a halt that was set does, the work is cancelled.
    """

    def __init__(
        self,
        addresses: Addresses | None = None,
        *,
        wait: Callable[[float], bool | None] = _wait,
        now: Callable[[], datetime] = clock.now,
        timeout_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.addresses = addresses or Addresses()
        self.now = now
        self._wait = wait
        self._answer_seconds = answer_seconds
        self._patience_seconds = patience_seconds
        self._client = httpx.Client(
            timeout=timeout_seconds,
            follow_redirects=False,
            headers={"user-agent": "sound-forge-alchemy", "accept-language": "en"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the sockets."""
        self._client.close()

    def ask(self, question: Question) -> Answer:
        """Return the answer, whatever its status, having waited where Spotify asks for that.

        Raises:
            SpotifyBusy: if it asks for more patience than there is.
            SpotifyUnreachable: if there is no answer, or it breaks off.
            SpotifyChanged: if the answer is too large to be one.
            Cancelled: if the waiting was cut short.
        """
        waited_seconds = 0.0
        for attempt in count(1):
            would_wait_seconds = waited_seconds + attempt
            is_last = attempt >= TRIES or would_wait_seconds > self._patience_seconds
            answer = self._try(question, is_last=is_last or not question.is_repeatable)
            if answer is not None and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                return answer
            pause_seconds = float(attempt) if answer is None else self._pause(answer)
            waited_seconds += pause_seconds
            if waited_seconds > self._patience_seconds:
                raise self._busy(pause_seconds)
            self._pass(pause_seconds)
        raise AssertionError  # it counts for ever

    def read_page(self, url: str, *, params: Mapping[str, str] | None = None) -> Answer:
        """Return a public page, following redirects as long as they stay at Spotify.

        Raises:
            SpotifyChanged: if they lead elsewhere, or in circles.
        """
        question = Question(url, params=params or {})
        for _ in range(MAX_HOPS):
            answer = self.ask(question)
            target = target_of(answer, url=question.url)
            if target is None:
                return answer
            self.check_target(target)
            question = Question(target)
        raise SpotifyChanged(
            "Spotify sends us in circles. Open the link in a browser, and paste the address it "
            "ends at."
        )

    def check_target(self, url: str) -> None:
        """Accept an address that Spotify sends on to.

        Raises:
            SpotifyChanged: if it is not one of Spotify's own.
        """
        own = (self.addresses.pages, self.addresses.short)
        address = urlsplit(url)
        host = address.hostname or ""
        is_theirs = host in SPOTIFY_HOSTS or host.endswith(".spotify.com")
        if not (is_theirs and address.scheme == "https" and "@" not in address.netloc) and not any(
            url.startswith(f"{start}/") for start in own
        ):
            raise SpotifyChanged(
                "Spotify sends us on to another site, which is not followed. "
                "Open the link in a browser, and paste the address it ends at."
            )

    def _try(self, question: Question, *, is_last: bool) -> Answer | None:
        """Return the answer; None if there was trouble that may pass."""
        try:
            answer = self._send(question)
        except SpotifyUnreachable:
            if is_last:
                raise
            return None
        return None if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not is_last else answer

    def _send(self, question: Question) -> Answer:
        ends_at = monotonic() + self._answer_seconds
        try:
            with self._client.stream(
                question.method,
                question.url,
                params=question.params or None,
                headers=question.headers,
                data=question.form,
            ) as response:
                return Answer(response.status_code, response.headers, _read(response, ends_at))
        except httpx.TimeoutException as error:
            raise SpotifyUnreachable(
                "Spotify did not answer in time. Check the network, then try again."
            ) from error
        except httpx.HTTPError as error:
            raise SpotifyUnreachable(
                "Spotify could not be reached. Check the network, then try again; "
                "files, folders and lists can be imported without it."
            ) from error

    def _pause(self, answer: Answer) -> float:
        return pause_of(answer.headers.get("retry-after", ""), now=self.now())

    def _pass(self, seconds: float) -> None:
        log.info("spotify.waits", seconds=seconds)
        if self._wait(seconds):
            raise Cancelled("It was cancelled while waiting for Spotify.")

    def _busy(self, pause_seconds: float) -> SpotifyBusy:
        moment = self.now() + timedelta(seconds=pause_seconds)
        return SpotifyBusy(
            f"Spotify answers no more questions for {seconds_to_words(pause_seconds)}. "
            f"Try again after {moment:%Y-%m-%d %H:%M} UTC.",
            wait_seconds=pause_seconds,
        )


def target_of(answer: Answer, *, url: str) -> str | None:
    """Return where an answer sends on to, as a whole address; None if it does not."""
    location = answer.headers.get("location", "")
    return urljoin(url, location) if answer.status in _REDIRECTS and location else None


def pause_of(retry_after: str, *, now: datetime) -> float:
    """Return how many seconds ``Retry-After`` asks for: a number or a date, at least 1."""
    if re.fullmatch(r"\d{1,9}", retry_after.strip()):
        return max(float(retry_after), 1.0)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 1.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 1.0)


def _read(response: httpx.Response, ends_at: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LIMIT_BYTES:
            raise SpotifyChanged(
                "Spotify's answer is larger than any list of music, so it was not read to its end. "
                "Try again later."
            )
        if monotonic() > ends_at:
            raise SpotifyUnreachable(
                "Spotify's answer takes too long. Check the network, then try again."
            )
    return bytes(body)
