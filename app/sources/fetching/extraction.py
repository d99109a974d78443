"""yt-dlp as a library: silent, with nothing of its user's, and with the guard as its way out."""

import logging
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, Protocol, cast
from urllib.parse import urlsplit

from app.core.errors import InvalidInput
from app.sources.fetching.faults import explain, unreadable_cookies
from app.sources.fetching.found import Done, Found, Progress
from app.sources.fetching.guard import Guard

PATIENCE_SECONDS: Final = 20.0
RETRIES: Final = 3
_NOTHING: Final = logging.CRITICAL + 1
"""A level that no message reaches."""

_OWN_PROTOCOLS: Final = "[protocol~='^(https?|m3u8_native|http_dash_segments)([+].+)?$']"
"""What yt-dlp fetches by itself, through the guard; other programs would go past it."""

FORMAT: Final = f"bestaudio{_OWN_PROTOCOLS}/best{_OWN_PROTOCOLS}"
"""The best sound alone, or, where there is none alone, the best with pictures."""


@dataclass(frozen=True)
class Manner:
    """How yt-dlp is to work: for lists, and for a download of one item."""

    folder: Path | None = None
    cookies_file: Path | None = None
    most_entries: int = 1
    is_flat: bool = True
    rate_limit_bytes: int | None = None
    hook: Callable[[Progress], None] | None = None


class Response(Protocol):
    """An answer that somebody reads, or leaves half read."""

    def close(self) -> None:
        """End the connection."""
        ...


class Extractor(Protocol):
    """The part of yt-dlp that is used."""

    urlopen: Callable[[object], Response]

    def extract_info(self, url: str, download: bool) -> object:  # noqa: FBT001  — theirs
        """Return what is known of an address."""
        ...

    def process_ie_result(self, raw: object, /, download: bool) -> object:  # noqa: FBT001
        """Download what is known."""
        ...


@contextmanager
def extracting(guard: Guard, manner: Manner) -> Generator[Extractor]:
    """Have yt-dlp for a while; it writes only into the folder it is given, if any."""
    import yt_dlp  # noqa: PLC0415  — it takes seconds, and is for children
    from yt_dlp.globals import plugin_dirs  # noqa: PLC0415  — same
    from yt_dlp.postprocessor.ffmpeg import FFmpegPostProcessor  # noqa: PLC0415  — same

    plugin_dirs.value = []
    options = _options(guard, manner)
    # It is told of no ffmpeg, because that would open addresses past the guard.
    no_ffmpeg = cast(ContextVar[str], FFmpegPostProcessor._ffmpeg_location)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    no_ffmpeg.set(str(options["ffmpeg_location"]))
    with ExitStack() as closing, yt_dlp.YoutubeDL(cast("Any", options)) as made:
        ydl = cast("Extractor", made)
        ydl.urlopen = _remembering(ydl.urlopen, closing)
        yield ydl


def _remembering(
    urlopen: Callable[[object], Response], closing: ExitStack
) -> Callable[[object], Response]:
    """Have every answer closed at the end: extractors leave some open after a look at them."""

    def open_and_remember(request: object) -> Response:
        response = urlopen(request)
        closing.callback(response.close)
        return response

    return open_and_remember


def know(ydl: Extractor, url: str) -> tuple[Found, object]:
    """Return what is known of an address, in our form and in yt-dlp's.

    Raises:
        SoundForgeError: with the reason, if nothing is.
    """
    try:
        raw = ydl.extract_info(url, download=False)
        return Found.model_validate(raw), raw
    except Exception as error:  # a site can break an extractor in any way
        raise explain(error, url=url) from error


def download(ydl: Extractor, raw: object, *, url: str) -> Done:
    """Download an item that is known.

    Raises:
        SoundForgeError: with the reason, if that does not work.
    """
    try:
        return Done.model_validate(ydl.process_ie_result(raw, download=True))
    except Exception as error:  # a site can break a download in any way
        raise explain(error, url=url) from error


def check_web_address(url: str) -> None:
    """Accept an address of the web, and nothing else that yt-dlp knows.

    Raises:
        InvalidInput: if it is none.
    """
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_one = False
    if not is_one:
        raise InvalidInput(f"'{url[:100]}' is no web address. Begin it with https://.")


def has_own_extractor(url: str) -> bool:
    """Say whether yt-dlp knows the site, and not only pages in general."""
    from yt_dlp.extractor import gen_extractor_classes  # noqa: PLC0415  — it takes seconds

    return any(one.ie_key() != "Generic" and one.suitable(url) for one in gen_extractor_classes())


def _silent_log() -> logging.Logger:
    log = logging.getLogger("yt_dlp.silence")
    log.setLevel(_NOTHING)
    return log


def _options(guard: Guard, manner: Manner) -> dict[str, object]:
    folder = manner.folder
    options: dict[str, object] = {
        "logger": _silent_log(),
        "quiet": True,
        "noprogress": True,
        "no_color": True,
        "proxy": guard.url,
        "enable_file_urls": False,
        "usenetrc": False,
        "cachedir": False,
        "ffmpeg_location": str((folder or Path()) / "no-ffmpeg"),
        "external_downloader": {"default": "native"},
        "hls_prefer_native": True,
        "geo_bypass": False,
        "noplaylist": folder is not None,
        "extract_flat": "in_playlist" if manner.is_flat else False,
        "playlistend": manner.most_entries + 1,
        "socket_timeout": PATIENCE_SECONDS,
        "retries": RETRIES,
        "fragment_retries": RETRIES,
        "extractor_retries": 1,
        "format": FORMAT,
        "skip_download": folder is None,
        "cookiefile": _cookies(manner.cookies_file),
    }
    if folder is not None:
        options |= {
            "paths": {"home": str(folder), "temp": str(folder)},
            "outtmpl": {"default": "audio.%(ext)s"},
            "overwrites": True,
            "updatetime": False,
            "fixup": "never",
            "ratelimit": manner.rate_limit_bytes,
            "progress_hooks": [_hook_of(manner)],
        }
    return options


def _cookies(file: Path | None) -> StringIO | None:
    """Return a copy that yt-dlp may write to, as it does, and as nobody's own file should be.

    Raises:
        InvalidInput: if it cannot be read.
    """
    if file is None:
        return None
    try:
        return StringIO(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise unreadable_cookies() from error


def _hook_of(manner: Manner) -> Callable[[object], None]:
    def hook(said: object) -> None:
        if manner.hook is not None:
            manner.hook(Progress.model_validate(said))

    return hook
