"""What a person pastes, read as links: which are Spotify's, which are audio, which are pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from app.core.names import clean_text

MAX_LINKS: Final = 1_000
MAX_LENGTH: Final = 2_000
SHOWN_LENGTH: Final = 80

AUDIO_EXTENSIONS: Final = (
    ".mp3", ".wav", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aiff", ".aif",
)  # fmt: skip
"""Of files that the studio reads; what is in one is told by its content, later."""


class LinkKind(StrEnum):
    """What a link leads to."""

    SPOTIFY_TRACK = "spotify_track"
    SPOTIFY_ALBUM = "spotify_album"
    SPOTIFY_PLAYLIST = "spotify_playlist"
    SPOTIFY_SHORT = "spotify_short"
    AUDIO = "audio"
    PAGE = "page"
    REFUSED = "refused"


@dataclass(frozen=True)
class Link:
    """One thing that was pasted.

    ``text`` is what was written, ``url`` the address in its plain form, ``spotify_id`` is Spotify's
    where it is one of theirs, and ``reason`` is the sentence why a refused one leads nowhere.
    """

    kind: LinkKind
    text: str
    url: str = ""
    spotify_id: str = ""
    reason: str = ""


SPOTIFY_KINDS: Final = {
    "track": LinkKind.SPOTIFY_TRACK,
    "album": LinkKind.SPOTIFY_ALBUM,
    "playlist": LinkKind.SPOTIFY_PLAYLIST,
}
SPOTIFY_HOSTS: Final = frozenset(
    {"spotify.com", "open.spotify.com", "play.spotify.com", "www.spotify.com"}
)
SHORT_HOSTS: Final = frozenset({"spotify.link", "spotify.app.link"})
SPOTIFY_REFUSALS: Final = {
    "artist": "it leads to an artist. Paste an album, a playlist or a track of that artist",
    "show": "it leads to a podcast. Paste a track, an album or a playlist",
    "episode": "it leads to an episode of a podcast. Paste a track, an album or a playlist",
    "user": "it leads to a person. Paste one of that person's playlists",
    "collection": "it leads to your own collection. Link your Spotify account, and take your "
    "saved tracks from there",
}

_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_SHORT_PATH = re.compile(r"/[A-Za-z0-9_-]{1,64}")
_LANGUAGE = re.compile(r"intl-[a-z]{2,3}(-[a-z]{2,4})?", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(/|$))")
_BARE_SPOTIFY = re.compile(
    r"((open|play|www)\.)?spotify\.com/|spotify\.link/|spotify\.app\.link/", re.IGNORECASE
)
_BARE_ADDRESS = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?")
_START = r"(?:https?://|spotify:|(?:(?:open|play|www)\.)?spotify\.com/|spotify\.link/)"
_NEXT_LINK = re.compile(rf"[,;]+(?={_START})", re.IGNORECASE)
_WRAPPING = "<>\"'“”„«»,;"
"""What mail and chat put around links, and lists between them."""


class _Refusal(Exception):
    """Why a piece of text is no link; the end of a sentence, without its full stop."""


def read_links(text: str) -> list[Link]:
    """Return what was pasted, in its order and each thing once.

    What is not understood, and what goes beyond a thousand links, is returned as refused, with the
    sentence why.
    """
    found: dict[str, Link] = {}
    for number, piece in enumerate(_pieces(text)):
        if number >= MAX_LINKS:
            found["beyond"] = _beyond(piece)
            break
        link = _read(piece)
        found.setdefault(link.url or f"refused {link.text}", link)
    return list(found.values())


def _beyond(piece: str) -> Link:
    reason = (
        f"At most {MAX_LINKS:,} links are read at once; this one and those after it were left out. "
        "Paste the rest afterwards."
    )
    return Link(LinkKind.REFUSED, piece[:MAX_LENGTH], reason=reason)


def _pieces(text: str) -> Iterator[str]:
    """Yield each link of each line; a line that is not plainly several links is one piece."""
    for line in text.splitlines():
        words = line.split()
        parts = words if len(words) > 1 and all(map(_begins_like_a_link, words)) else [line]
        for part in parts:
            for piece in _NEXT_LINK.split(part):
                if stripped := piece.strip().strip(_WRAPPING).strip():
                    yield stripped


def _begins_like_a_link(word: str) -> bool:
    bare = word.strip(_WRAPPING)
    return not bare or bool(re.match(_START, bare, re.IGNORECASE))


def _read(piece: str) -> Link:
    try:
        return _understand(piece)
    except _Refusal as refusal:
        return Link(
            LinkKind.REFUSED,
            piece[:MAX_LENGTH],
            reason=f"'{_shown(piece)}' cannot be used: {refusal}.",
        )


def _understand(piece: str) -> Link:
    if len(piece) > MAX_LENGTH:
        raise _Refusal(f"it is longer than {MAX_LENGTH:,} characters. Paste the address alone")
    if piece.lower().startswith("spotify:"):
        return _spotify(piece, piece.split(":")[1:])
    if clean_text(piece) != piece or " " in piece or "\\" in piece:
        raise _Refusal("it is no link. Put each link on a line of its own, and nothing beside it")
    address = _split(_with_scheme(piece))
    host = address.hostname or ""
    if host in SHORT_HOSTS:
        return _short(piece, address)
    if host in SPOTIFY_HOSTS:
        return _spotify(piece, [part for part in address.path.split("/") if part])
    if host.endswith(".spotify.com"):
        raise _Refusal("it is a page of Spotify, but no track, album or playlist")
    is_audio = address.path.lower().endswith(AUDIO_EXTENSIONS)
    return Link(LinkKind.AUDIO if is_audio else LinkKind.PAGE, piece, url=_plain(address))


def _with_scheme(piece: str) -> str:
    """Return the address with its scheme; only Spotify's may come without one."""
    if _BARE_SPOTIFY.match(piece):
        return f"https://{piece}"
    scheme = _SCHEME.match(piece)
    if scheme is None:
        if _BARE_ADDRESS.fullmatch(piece):
            raise _Refusal(
                f"it says neither http:// nor https://. If it is an address, write https://{piece}"
            )
        raise _Refusal("it is no link. Paste an address that begins with https://")
    if scheme[1].lower() not in {"http", "https"}:
        raise _Refusal(
            f"addresses that begin with {scheme[1].lower()}: are not fetched. "
            "Paste one that begins with https://, or upload the file"
        )
    return piece


def _split(piece: str) -> SplitResult:
    try:
        address = urlsplit(piece)
        host, _ = address.hostname or "", address.port
    except ValueError:
        raise _Refusal("it is not written as an address is. Copy it again") from None
    if not host:
        raise _Refusal("it names no server. Copy it again")
    if "@" in address.netloc:
        raise _Refusal(
            "it holds a user name or a password. Take what stands before the @ out of it"
        )
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        raise _Refusal("it leads to the studio's own machine. Upload the file instead")
    return address


def _spotify(piece: str, parts: list[str]) -> Link:
    """Read the parts of a path or of a URI: ``["intl-de", "track", "<id>"]``."""
    if parts and (_LANGUAGE.fullmatch(parts[0])):
        parts = parts[1:]
    if parts and parts[0].lower() == "embed":
        parts = parts[1:]
    if len(parts) >= 4 and (parts[0].lower(), parts[2].lower()) == ("user", "playlist"):  # noqa: PLR2004  — how playlists were written until 2018
        parts = parts[2:]
    name = parts[0].lower() if parts else ""
    if name in SPOTIFY_REFUSALS:
        raise _Refusal(SPOTIFY_REFUSALS[name])
    if name not in SPOTIFY_KINDS:
        raise _Refusal("it is a page of Spotify, but no track, album or playlist")
    spotify_id = re.split(r"[?#&]", parts[1])[0] if len(parts) > 1 else ""
    if not _ID.fullmatch(spotify_id):
        raise _Refusal(f"what follows '{name}' is no ID of Spotify's. Copy the link again")
    url = f"https://open.spotify.com/{name}/{spotify_id}"
    return Link(SPOTIFY_KINDS[name], piece, url=url, spotify_id=spotify_id)


def _short(piece: str, address: SplitResult) -> Link:
    path = address.path.rstrip("/")
    if not _SHORT_PATH.fullmatch(path):
        raise _Refusal("it is no short link of Spotify's. Copy it again")
    return Link(LinkKind.SPOTIFY_SHORT, piece, url=f"https://{address.hostname}{path}")


def _plain(address: SplitResult) -> str:
    """Return the address with its host in lower case, and without the part no server sees."""
    host = address.netloc.lower()
    return urlunsplit((address.scheme.lower(), host, address.path or "/", address.query, ""))


def _shown(piece: str) -> str:
    words = clean_text(piece)
    return words if len(words) <= SHOWN_LENGTH else f"{words[: SHOWN_LENGTH - 1]}…"
