"""One file from the network to the disk: streamed, resumed, checked, then given its name."""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import InvalidInput, NetworkDown, Unavailable
from app.core.units import bytes_to_words
from app.core.work import Report

CHUNK_BYTES = 1 << 18
TIMEOUT_SECONDS = 30.0
ATTEMPTS = 3

_PARTIAL = 206
_PAST_THE_END = 416


@dataclass(frozen=True)
class Download:
    """A file of weights, ``<signature>-<checksum>.th``, on its way to ``target``.

    What has come so far lies beside the target with ``.part`` behind its name.
    """

    url: str
    target: Path
    model: str
    label: str

    def run(self, report: Report) -> None:
        """Fetch the file, going on where an earlier try broke off.

        Raises:
            InvalidInput: if the address is not one of the web.
            NetworkDown: if it breaks off three times.
            Unavailable: if it cannot be reached, is not there, or is not what its name promises.
        """
        if not self.url.startswith(("http://", "https://")):
            raise InvalidInput(
                f"'{self.url}' is no web address for weights. Set SFA_WEIGHTS_URL to one that "
                "begins with https://."
            )
        for _ in range(ATTEMPTS):
            if self._fetch(report):
                break
        else:
            raise NetworkDown(self._sentence("it keeps breaking off"))
        self._check()
        self._part.replace(self.target)

    @property
    def _part(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part")

    def _fetch(self, report: Report) -> bool:
        """Append what is missing, and return whether the file is complete."""
        have = self._part.stat().st_size if self._part.exists() else 0
        request = urllib.request.Request(self.url)  # noqa: S310  — checked to be of the web
        if have:
            request.add_header("Range", f"bytes={have}-")
        with self._network_errors():
            try:
                response = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)  # noqa: S310  — same
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == _PAST_THE_END and have:
                    return True
                raise
        with response:
            resumed = response.status == _PARTIAL
            done = have if resumed else 0
            length = response.headers.get("Content-Length")
            total = done + int(length) if length else None
            with self._part.open("ab" if resumed else "wb") as file:
                for chunk in self._read(response):
                    file.write(chunk)
                    done += len(chunk)
                    report(done / total if total else 0.0, self._say(done, total))
        return total is None or done >= total

    def _read(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        while True:
            with self._network_errors():
                try:
                    chunk = response.read(CHUNK_BYTES)
                except (http.client.HTTPException, ConnectionError):
                    return  # broken off: the next try goes on from here
            if not chunk:
                return
            yield chunk

    def _say(self, done: int, total: int | None) -> str:
        of = f" of {bytes_to_words(total)}" if total else ""
        return f"{self.label}: {bytes_to_words(done)}{of}"

    def _check(self) -> None:
        """Compare the content with the checksum in the file's name."""
        promised = self.target.stem.rsplit("-", 1)[-1]
        with self._part.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if not actual.startswith(promised):
            self._part.unlink()
            raise Unavailable(
                f"What came as {self.target.name} is damaged: its checksum is not the one in its "
                f"name, so it was thrown away. Run 'sfa models pull {self.model}' again."
            )

    @contextmanager
    def _network_errors(self) -> Generator[None]:
        try:
            yield
        except urllib.error.HTTPError as error:
            raise Unavailable(
                f"The weights of '{self.model}' are not at {self.url} (HTTP {error.code}). "
                "Check SFA_WEIGHTS_URL, or use the draft engine."
            ) from error
        except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
            # Whoever is offline wants to hear it now, and not after the retries of a job.
            raise Unavailable(self._sentence("the address cannot be reached")) from error

    def _sentence(self, why: str) -> str:
        return (
            f"The weights of '{self.model}' are not installed and cannot be fetched: {why}. "
            f"Run 'sfa models pull {self.model}' when you are online; the draft engine works "
            "without them."
        )
