"""Which addresses are for everybody, and which ones lead nowhere else."""

import re
from importlib.metadata import version
from urllib.parse import quote, urlsplit

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
SHARE = "/share"

OPEN_PAGES = frozenset(
    {"/health", SIGN_IN, SIGN_OUT, "/manifest.webmanifest", "/sw.js", "/offline", "/favicon.ico"}
)
OPEN_FOLDERS = ("/static/", "/icons/")
LINK = re.compile(rf"{SIGN_IN}/[^/]+")
SHARED = re.compile(rf"{SHARE}/[^/]+(/tracks/[^/]+/(audio|picture))?")

# Its own files, the same for everybody; what it makes for one page (client, auto, the socket) and
# what it answers with a page because it does not know it (another version) are not among them.
NICEGUI_FILES = re.compile(
    rf"/_nicegui/{re.escape(version('nicegui'))}/"
    r"(static/.+|libraries/.+|components/.+|resources/[^/]+/.+|esm/[^/]+/.+)"
)

UNSAFE_IN_PATH = re.compile(r"[\x00-\x20\x7f\\]")
LONGEST_PATH = 1000


def is_open(path: str) -> bool:
    """Say whether strangers may ask for ``path``."""
    return (
        path in OPEN_PAGES
        or path.startswith(OPEN_FOLDERS)
        or LINK.fullmatch(path) is not None
        or is_shared(path)
        or NICEGUI_FILES.fullmatch(path) is not None
    )


def is_shared(path: str) -> bool:
    """Say whether a link for people without an account leads to ``path``."""
    return SHARED.fullmatch(path) is not None


def sign_in_for(path: str, query: str) -> str:
    """Return the address of the sign-in page that leads to ``path`` afterwards."""
    wanted = local_path(f"{path}?{query}" if query else path)
    return SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={quote(wanted, safe='/')}"


def local_path(wanted: str) -> str:
    """Return ``wanted`` if it is a path of this site, else ``/``.

    Browsers read two slashes as another site, also with a backslash or a tab among them.
    """
    is_path = wanted.startswith("/") and not wanted.startswith("//")
    if not is_path or len(wanted) > LONGEST_PATH or UNSAFE_IN_PATH.search(wanted):
        return "/"
    if urlsplit(wanted).path.startswith((SIGN_IN, SIGN_OUT)):
        return "/"
    return quote(wanted, safe="/?&=%#+,;:@!$'()*~[]")
