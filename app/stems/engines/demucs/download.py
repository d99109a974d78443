"""One file from the network to the disk: streamed, resumed, checked, then given its name."""

import hashlib
import http.client
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from app.core.errors import InvalidInput, NetworkDown, StorageFailed, Unavailable, WeightsMissing
from app.core.units import bytes_to_words
from app.core.work import Report

CHUNK_BYTES = 1 << 18
TIMEOUT_SECONDS = 30.0
ATTEMPTS = 3
REPORT_SECONDS = 0.25
"""Each report is a line between processes and a row written; a bar needs no more of them."""

_PARTIAL = 206
_PAST_THE_END = 416
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers of a server that may serve the file later."""


@dataclass(frozen=True)
class Download:
    """A file of weights, ``<signature>-<checksum>.th``, on its way to ``target``.

    What has come so far lies beside the target with ``.part`` behind its name, and stays there
    when the fetch breaks off or its process is killed.  What the server calls that version of the
    file lies in ``.part.tag``, so that parts of two versions are never put together.
    """

    url: str
    target: Path
    model: str
    label: str

    def run(self, report: Report) -> None:
        """Fetch the file, going on where an earlier try broke off.

        Raises:
            InvalidInput: if the address is not one of the web.
            NetworkDown: if it breaks off three times, or the server is busy.
            WeightsMissing: if the address cannot be reached, or the file is not there.
            Unavailable: if what comes is not what its name promises.
            StorageFailed: if there is no room for it.
        """
        if not self.url.startswith(("http://", "https://")):
            raise InvalidInput(
                f"'{self.url}' is no web address for weights. Set SFA_WEIGHTS_URL to one that "
                "begins with https://."
            )
        was_begun = self._part.exists()
        self._fetch_all(report)
        if was_begun and not self._is_whole():
            self._drop()  # what lay there may have been damaged, so all of it is fetched once more
            self._fetch_all(report)
        if not self._is_whole():
            self._drop()
            raise Unavailable(
                f"What came as {self.target.name} is damaged: its checksum is not the one in its "
                f"name, so it was thrown away. Run 'sfa models pull {self.model}' again, or fetch "
                "it again on the Models page."
            )
        self._part.replace(self.target)
        self._tag.unlink(missing_ok=True)

    @property
    def _part(self) -> Path:
        return part_file_of(self.target)

    @property
    def _tag(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part.tag")

    def _drop(self) -> None:
        self._part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def _fetch_all(self, report: Report) -> None:
        for _ in range(ATTEMPTS):
            if self._fetch(report):
                return
        raise NetworkDown(self._sentence("it keeps breaking off"))

    def _fetch(self, report: Report) -> bool:
        """Append what is missing, and return whether the file is complete."""
        have = self._part.stat().st_size if self._part.exists() else 0
        try:
            response = self._open(have)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == _PAST_THE_END and have:
                return True
            raise self._refused(error.code) from error
        with response:
            done, total = _place_of(response, have)
            if done is None:  # it answers with a part that was not asked for
                self._drop()
                return False
            self._check_room((total or 0) - done)
            self._note_version(response)
            with self._part.open("ab" if done else "wb") as file:
                teller = _Teller(self.label, report)
                for chunk in _chunks_of(response):
                    file.write(chunk)
                    done += len(chunk)
                    teller.tell(done, total)
        return total is None or done >= total

    def _open(self, have: int) -> http.client.HTTPResponse:
        request = urllib.request.Request(self.url)  # noqa: S310  — checked to be of the web
        request.add_header(
            "Accept-Encoding", "identity"
        )  # the bytes of the file, so that they add up
        if have:
            request.add_header("Range", f"bytes={have}-")
            if self._tag.exists():
                request.add_header("If-Range", self._tag.read_text(encoding="latin-1"))
        with self._network_errors():
            return urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)  # noqa: S310  — same

    def _note_version(self, response: http.client.HTTPResponse) -> None:
        """Remember what the server calls this version, unless its word for it is a weak one."""
        tag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        if tag and not tag.startswith("W/"):
            self._tag.write_text(tag, encoding="latin-1")
        else:
            self._tag.unlink(missing_ok=True)

    def _check_room(self, needed_bytes: int) -> None:
        free_bytes = shutil.disk_usage(self.target.parent).free
        if needed_bytes > free_bytes:
            raise StorageFailed(
                f"{self.target.name} needs {bytes_to_words(needed_bytes)} more, and "
                f"{self.target.parent} has only {bytes_to_words(free_bytes)} left. "
                "Free some space, then try again."
            )

    def _is_whole(self) -> bool:
        """Compare the content with the checksum in the file's name."""
        return has_its_checksum(self._part, name=self.target.name)

    @contextmanager
    def _network_errors(self) -> Generator[None]:
        try:
            yield
        except urllib.error.HTTPError:
            raise
        except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
            # Whoever is offline wants to hear it now, and not after the retries of a job.
            raise WeightsMissing(self._sentence("the address cannot be reached")) from error

    def _refused(self, code: int) -> Unavailable:
        if code in _BUSY:
            return NetworkDown(self._sentence(f"the server is busy (HTTP {code})"))
        return WeightsMissing(
            f"The weights of '{self.model}' are not at {self.url} (HTTP {code}). "
            f"Check SFA_WEIGHTS_URL, then fetch them on the Models page or with 'sfa models pull "
            f"{self.model}'; the draft engine works without them."
        )

    def _sentence(self, why: str) -> str:
        return (
            f"The weights of '{self.model}' are not installed and cannot be fetched: {why}. "
            f"Fetch them on the Models page or with 'sfa models pull {self.model}' when you are "
            "online; the draft engine works without them."
        )


class _Teller:
    """Says how far a file is, but not at every piece."""

    def __init__(self, label: str, report: Report) -> None:
        self._label = label
        self._report = report
        self._told_at = 0.0

    def tell(self, done: int, total: int | None) -> None:
        moment = monotonic()
        if done != total and moment - self._told_at < REPORT_SECONDS:
            return
        self._told_at = moment
        of = f" of {bytes_to_words(total)}" if total else ""
        fraction = done / total if total else 0.0
        self._report(fraction, f"{self._label}: {bytes_to_words(done)}{of}")


def part_file_of(target: Path) -> Path:
    """Return where a file of weights lies while it is not complete."""
    return target.with_name(f"{target.name}.part")


def has_its_checksum(path: Path, *, name: str) -> bool:
    """Say whether a file has the SHA-256 that begins as ``name`` promises, behind its dash."""
    promised = Path(name).stem.rsplit("-", 1)[-1].lower()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().startswith(promised)


def _place_of(
    response: http.client.HTTPResponse, have: int
) -> tuple[int, int | None] | tuple[None, None]:
    """Return where the answer begins in the file and how long that is; None if not where wanted."""
    length = response.headers.get("Content-Length")
    if response.status != _PARTIAL:
        return 0, int(length) if length else None
    said = re.match(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", ""))
    if said is None or int(said[1]) != have:
        return None, None
    return have, int(said[2]) + 1 if said[3] == "*" else int(said[3])


def _chunks_of(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """Yield what comes until it ends or breaks off; whoever counts the bytes knows which."""
    while True:
        try:
            chunk = response.read1(CHUNK_BYTES)
        except (http.client.HTTPException, OSError):
            return
        if not chunk:
            return
        yield chunk
