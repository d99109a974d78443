"""Fetch a track of Spotify with the spotdl program, in a process and an environment of its own."""

import os
import re
import subprocess
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field

from app.core.audio import ffmpeg_path
from app.core.errors import InvalidInput, NetworkDown, NotFound, SoundForgeError, Unavailable
from app.core.units import bytes_to_words
from app.core.work import Report, Task
from app.sources.fetching.faults import too_large
from app.sources.fetching.guard import Guard, guarded
from app.sources.fetching.orders import AudioChoice, FetchReport, WayOut
from app.sources.fetching.toolbox import spotdl_python

_TRACK = re.compile(
    r"(?:https?://)?open\.spotify\.com/(?:intl-[a-z-]+/)?track/([0-9A-Za-z]{22})(?:[/?#].*)?"
    r"|spotify:track:([0-9A-Za-z]{22})"
)
_STEPS: Final[tuple[tuple[str, float, str], ...]] = (
    (r"^Processing query", 0.05, "asking Spotify"),
    (r"^Found \d+ song", 0.1, "asking Spotify"),
    (r": Searching for song\s*$", 0.2, "searching a recording"),
    (r": Getting audio meta\s*$", 0.35, "a recording was found"),
    (r": Downloading\s*$", 0.5, "downloading"),
    (r": Converting\s*$", 0.75, "converting"),
    (r": Embedding metadata\s*$", 0.95, "writing the tags"),
    (r": Done\s*$", 1.0, "fetched"),
)
"""What spotdl 4 says on the way, with the option ``--simple-tui``, and how far it is then."""

_DOWNLOADED = re.compile(r'^Downloaded "(.+)": (https?://\S+)', re.MULTILINE)
_ERROR = re.compile(r"^\s*(?:\S+ - )?(\w*(?:Error|Exception)): (.+)", re.MULTILINE)
_NOTHING_FOUND = re.compile(r"No results found for song: (.+)")
_TOLD: Final[tuple[tuple[str, type[SoundForgeError], str], ...]] = (
    (
        r"http status: (?:400|404)|invalid (?:base62|id)\b|non existing id",
        NotFound,
        "Spotify does not know this track. Check the link.",
    ),
    (
        r"http status: 429|rate.?limit|reason: too many",
        NetworkDown,
        "Spotify wants fewer questions for a while. Try again later.",
    ),
    (
        r"^\s*(?:\S+ - )?FFmpegError",
        Unavailable,
        "spotdl cannot use the ffmpeg program. Install ffmpeg on the system.",
    ),
    (
        r"^\s*(?:\S+ - )?(?:Connection|Proxy|ConnectTimeout|ReadTimeout|SSL)(?:Error)?: ",
        NetworkDown,
        "spotdl cannot reach its servers. Check the connection, then try again.",
    ),
)
"""What spotdl and its libraries say, and what that means; the first that fits holds."""

_KEPT_LINES: Final = 400
_WIDE: Final = "1000"
_ENDINGS: Final = frozenset({".mp3", ".flac", ".opus", ".m4a", ".ogg", ".wav"})
_REASON_AT_MOST: Final = 200


class SpotdlRequest(BaseModel):
    """A track of Spotify to fetch; nothing is written outside ``folder``."""

    url: str
    folder: Path
    tools_folder: Path
    audio: AudioChoice = "best"
    bitrate_kbps: int = Field(default=256, ge=32, le=320)
    max_bytes: int = Field(gt=0)
    way_out: WayOut = WayOut()


def fetch_with_spotdl(request: SpotdlRequest, report: Report) -> FetchReport:
    """Fetch a track.

    Raises:
        SoundForgeError: with the reason, if that does not work.
    """
    track_url = read_track_url(request.url)
    python = spotdl_python(request.tools_folder)
    (request.folder / "home").mkdir(parents=True, exist_ok=True)
    report(0.0, "starting spotdl")
    way_out = request.way_out
    with guarded(allowed=way_out.allowed, upstream=way_out.proxy) as guard:
        said = _run(
            command_of(request, python, track_url=track_url, proxy=guard.url),
            environment=_environment(request.folder, guard),
            folder=request.folder,
            report=report,
        )
        path = next((one for one in _files_in(request.folder)), None)
        if path is None:
            raise explain_output(f"{said}\n{_saved_errors(request.folder)}", url=track_url)
    return _report_of(path, said, request, track_url)


def read_track_url(text: str) -> str:
    """Return the plain address of a track of Spotify.

    Raises:
        InvalidInput: if it is none; spotdl itself would take lists, searches and options.
    """
    found = _TRACK.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(
            f"'{text[:100]}' is no track of Spotify. Copy the link of the track itself."
        )
    return f"https://open.spotify.com/track/{found[1] or found[2]}"


def command_of(request: SpotdlRequest, python: Path, *, track_url: str, proxy: str) -> list[str]:
    """Return the command line."""
    kind = "m4a" if request.audio == "best" else request.audio
    rate = "disable" if request.audio in {"best", "flac"} else _rate_of(request.bitrate_kbps)
    command = [str(python), "-I", "-m", "spotdl", "download", track_url]
    command += ["--output", str(request.folder / "audio.{output-ext}"), "--format", kind]
    command += ["--bitrate", rate, "--ffmpeg", str(ffmpeg_path()), "--proxy", proxy]
    command += ["--audio", "youtube-music", "youtube", "--threads", "1", "--max-retries", "2"]
    command += ["--simple-tui", "--no-cache", "--print-errors"]
    command += ["--save-errors", str(request.folder / "errors.txt")]
    if request.way_out.cookies_file is not None:
        command += ["--cookie-file", str(request.way_out.cookies_file)]
    return command


def _rate_of(kbps: int) -> str:
    """Return the nearest bitrate that spotdl knows."""
    known = (32, 40, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    return f"{min(known, key=lambda one: abs(one - kbps))}k"


def _environment(folder: Path, guard: Guard) -> dict[str, str]:
    """Return an environment without anything of ours: its home is the job's own folder.

    The proxy is named twice, because spotdl asks some servers before it has read its options.
    """
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
    return {
        "HOME": str(folder / "home"),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": _WIDE,
        "TERM": "dumb",
        "NO_COLOR": "1",
        **dict.fromkeys(proxies, guard.url),
    }


def _run(command: list[str], *, environment: dict[str, str], folder: Path, report: Report) -> str:
    """Run the program and return the last of what it said.

    Its exit code says little: it is 0 when the one track could not be had.
    """
    said: deque[str] = deque(maxlen=_KEPT_LINES)
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            cwd=folder,
            env=environment,
        ) as process:
            assert process.stdout is not None  # noqa: S101  — it was opened as a pipe
            follow(process.stdout, said, report)
    except OSError as error:
        raise Unavailable("spotdl does not start. Install it again in the settings.") from error
    return "".join(said)


def follow(lines: Iterable[str], said: "deque[str]", report: Report) -> None:
    """Report the steps that the program's lines tell of, and keep the lines; never goes back."""
    furthest = 0.0
    for line in lines:
        said.append(line)
        for pattern, fraction, phase in _STEPS:
            if fraction > furthest and re.search(pattern, line.strip()):
                furthest = fraction
                report(fraction, phase)


def explain_output(text: str, *, url: str) -> SoundForgeError:
    """Return what the program's words mean, when it has brought no file."""
    nothing = _NOTHING_FOUND.search(text)
    if nothing:
        return NotFound(
            f"spotdl has found no recording of '{nothing[1].strip()}'. "
            "Paste the address of one, or upload the file."
        )
    for pattern, kind, sentence in _TOLD:
        if re.search(pattern, text, re.IGNORECASE | re.MULTILINE):
            return kind(sentence)
    errors = _ERROR.findall(text)
    if not errors:
        return Unavailable("spotdl has brought nothing and gives no reason. Update it, try again.")
    kind, reason = errors[-1]
    if kind == "AudioProviderError":
        return Unavailable(
            f"spotdl has found a recording, {_address_in(reason) or url}, that cannot be "
            "downloaded. Update spotdl, or paste the address of another one."
        )
    return Unavailable(
        f"spotdl could not fetch the track ({reason.strip()[:_REASON_AT_MOST]}). "
        "Update spotdl, or paste the address of a recording."
    )


def _address_in(text: str) -> str | None:
    found = re.search(r"https?://\S+", text)
    return found[0].rstrip(".,)") if found else None


def _saved_errors(folder: Path) -> str:
    file = folder / "errors.txt"
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def _files_in(folder: Path) -> list[Path]:
    return sorted(one for one in folder.glob("audio.*") if one.suffix in _ENDINGS)


def _report_of(path: Path, said: str, request: SpotdlRequest, track_url: str) -> FetchReport:
    size_bytes = path.stat().st_size
    if size_bytes > request.max_bytes:
        raise too_large(track_url, size=bytes_to_words(request.max_bytes))
    found = _DOWNLOADED.search(said)
    artist, _, title = found[1].partition(" - ") if found else ("", "", "")
    return FetchReport(
        path=path,
        size_bytes=size_bytes,
        url=found[2] if found else track_url,
        extractor="spotdl",
        title=title or "Untitled",
        artist=artist or None,
    )


SPOTDL: Final = Task("sources.spotdl", SpotdlRequest, FetchReport, fetch_with_spotdl)
