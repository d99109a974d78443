"""What went wrong out there, in a sentence: what may pass, and what no second try helps."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from app.core.errors import (
    InvalidInput,
    NetworkDown,
    NotFound,
    SoundForgeError,
    StorageFailed,
    Unavailable,
)
from app.core.workplace import DISK_ERRORS

_UPLOAD: Final = "Upload the file instead, or choose another address."
_COOKIES: Final = "Give a cookies file of your browser in the settings, then try again."
_LATER: Final = "Check the connection, then try again."

_GONE = frozenset({404, 410})
_CLOSED = frozenset({401, 402, 403, 407})
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_COUNTRY = 451
_CHAIN_AT_MOST = 12
_REASON_AT_MOST = 200

_TOLD: Final[tuple[tuple[str, type[SoundForgeError], str], ...]] = (
    (r"\bdrm\b", InvalidInput, f"is protected against copying (DRM). {_UPLOAD}"),
    (
        r"live event|premieres? in|not currently live|\blive ?stream|is live\b|will begin in",
        InvalidInput,
        "is a live stream, and has no end. Come back when it is over, or choose another address.",
    ),
    (
        r"geo.?restrict|your country|your location|this region|in your region",
        InvalidInput,
        f"is not available in the country this machine is in. {_UPLOAD}",
    ),
    (r"\bprivate\b", InvalidInput, f"is private. {_COOKIES}"),
    (
        r"confirm your age|age.?restricted|inappropriate for some",
        InvalidInput,
        f"is only for signed-in people above an age. {_COOKIES}",
    ),
    (
        r"sign in|log ?in|registered users|members.only|premium|not a bot|subscri|cookies",
        InvalidInput,
        f"is only for people who are signed in. {_COOKIES}",
    ),
    (
        r"removed|deleted|no longer available|video unavailable|does not exist|terminat|taken down",
        NotFound,
        f"is not there any more. {_UPLOAD}",
    ),
    (
        r"unsupported url|no video formats|no media|no suitable|format is not available",
        InvalidInput,
        "has no sound that can be fetched. Give the address of the track, or upload the file.",
    ),
)
"""What extractors say in words, and what that means; the first that fits holds."""

_OF_THE_NETWORK = re.compile(
    r"timed? ?out|connection|name resolution|unreachable|incomplete|reset by peer|getaddrinfo"
    r"|bytes read|tunnel|proxy|ssl|eof occurred|network"
)


def explain(error: BaseException, *, url: str) -> SoundForgeError:
    """Return what an error of a library that fetched ``url`` means."""
    chain = list(_chain_of(error))
    ours = next((one for one in chain if isinstance(one, SoundForgeError)), None)
    if ours is not None:
        return ours
    full = next((one for one in chain if getattr(one, "errno", None) in DISK_ERRORS), None)
    if isinstance(full, OSError):
        return StorageFailed(f"The disk {DISK_ERRORS[full.errno or 0]}, then try again.")
    said = " ".join(_plain(one) for one in chain).lower()
    for pattern, kind, sentence in _TOLD:
        if re.search(pattern, said):
            return kind(f"{name_of(url)} {sentence}")
    status = next((code for one in chain if (code := _status_of(one)) is not None), None)
    if status is not None:
        return explain_status(status, url=url)
    if _OF_THE_NETWORK.search(said) or any(isinstance(one, OSError) for one in chain):
        return NetworkDown(f"{name_of(url)} cannot be reached. {_LATER}")
    return Unavailable(
        f"{name_of(url)} could not be fetched ({_reason_of(chain)}). "
        f"The site may have changed: update yt-dlp. {_UPLOAD}"
    )


def explain_status(status: int, *, url: str) -> SoundForgeError:
    """Return what a server's answer means that is none of success."""
    name = name_of(url)
    if status in _GONE:
        return NotFound(f"{name} is not there (HTTP {status}). Check the address.")
    if status in _CLOSED:
        return InvalidInput(f"{name} is not given to everybody (HTTP {status}). {_COOKIES}")
    if status == _COUNTRY:
        return InvalidInput(f"{name} may not be shown in this country (HTTP {status}). {_UPLOAD}")
    if status in _BUSY:
        return NetworkDown(f"{name} is busy (HTTP {status}). Try again later.")
    return Unavailable(f"{name} answers with HTTP {status}. {_UPLOAD}")


def too_large(url: str, *, size: str) -> InvalidInput:
    """Return the refusal of more than may be fetched."""
    return InvalidInput(
        f"{name_of(url)} is larger than the {size} that may be fetched. "
        "Choose another address, or raise the limit in the settings."
    )


def unreadable_cookies() -> InvalidInput:
    """Return the refusal of a cookies file."""
    return InvalidInput(
        "The cookies file cannot be read. Export it from the browser again, in Netscape's form."
    )


def name_of(url: str) -> str:
    """Return an address as it is told: without a password and without its query."""
    parts = urlsplit(url)
    if not parts.hostname:
        return "The search"
    port = f":{parts.port}" if parts.port else ""
    return f"'{parts.hostname}{port}{parts.path}'"


def _chain_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those behind it: what it says of its cause, and what it came out of."""
    waiting: list[object] = [error]
    seen: list[BaseException] = []
    while waiting and len(seen) < _CHAIN_AT_MOST:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or one in seen:
            continue
        seen.append(one)
        yield one
        behind: object = getattr(one, "exc_info", None)
        if isinstance(behind, tuple):
            waiting.extend(behind)  # pyright: ignore[reportUnknownArgumentType]  — filtered above
        waiting += [getattr(one, "cause", None), one.__cause__, one.__context__]


def _status_of(error: BaseException) -> int | None:
    status = getattr(error, "status", None)
    return status if isinstance(status, int) else None


def _plain(error: BaseException) -> str:
    """Return what an error says, without the advice that is for users of a command line."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    return re.split(r"; please report|\. Use --cookies|\(caused by|See  ?https?://", text)[0]


def _reason_of(chain: list[BaseException]) -> str:
    texts = [_plain(one).removeprefix("ERROR: ").strip().splitlines() for one in chain]
    first = next((lines[0] for lines in texts if lines), type(chain[0]).__name__)
    return first[:_REASON_AT_MOST].rstrip(".")
