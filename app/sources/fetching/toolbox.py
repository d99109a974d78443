"""spotdl in an environment of its own: installed when somebody wants it, beside ours.

It pins other versions of libraries that we have too, so it must never come into our environment.
A new one is built beside the old one and gets its name when it works; its programs are therefore
started through its Python, because the scripts of an environment know where that was built.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from filelock import FileLock, Timeout
from pydantic import BaseModel

from app.core.errors import Conflict, NetworkDown, Unavailable
from app.core.work import Report, Task, part_of
from app.core.workplace import refusals_of

WANTED: Final = "spotdl>=4.5,<5"
_BUILDING: Final = "building-"
_NAME: Final = re.compile(r"spotdl-(\d+(?:\.\d+)*)")
_PACKAGES_ABOUT: Final = 75
_LAST_LINES: Final = 40
_OFFLINE = re.compile(
    r"connection|name resolution|unreachable|timed? ?out|newconnection|dns error|no matching dist"
    r"|failed to fetch|client error",
    re.IGNORECASE,
)
_KEPT: Final = re.compile(
    r"PATH|HOME|TMPDIR|LANG|LC_\w+|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|XDG_\w+|(?:PIP|UV)_\w+"
    r"|(?:HTTPS?|ALL|NO)_PROXY",
    re.IGNORECASE,
)
"""What an installer may know of our surroundings: where packages come from, and no secrets."""


class SpotdlState(BaseModel):
    """Whether spotdl can be used."""

    status: Literal["missing", "installing", "ready", "broken"]
    version: str | None = None


class InstallRequest(BaseModel):
    """Where to install spotdl, again if it is there; only what an installer needs is taken over."""

    tools_folder: Path
    environment: dict[str, str]


def spotdl_state(tools_folder: Path) -> SpotdlState:
    """Say whether spotdl is installed in a folder, and which."""
    newest = _newest(tools_folder)
    version = _version_of(newest) if newest else None
    if _is_being_installed(tools_folder):
        return SpotdlState(status="installing", version=version)
    if newest is None:
        return SpotdlState(status="missing")
    is_whole = _python_of(newest).exists()  # its link leads nowhere when that Python was removed
    return SpotdlState(status="ready" if is_whole else "broken", version=version)


def spotdl_python(tools_folder: Path) -> Path:
    """Return the Python that has spotdl.

    Raises:
        Unavailable: if there is none that works.
    """
    newest = _newest(tools_folder)
    if newest is None or not _python_of(newest).exists():
        raise Unavailable("spotdl is not installed. Install it in the settings, then try again.")
    return _python_of(newest)


def remove_spotdl(tools_folder: Path) -> None:
    """Remove spotdl in every version.

    Raises:
        Conflict: if it is being installed.
        StorageFailed: if the disk refuses.
    """
    if not tools_folder.exists():
        return
    try:
        with _lock(tools_folder), refusals_of(tools_folder):
            for folder in (*_installed(tools_folder), *tools_folder.glob(f"{_BUILDING}*")):
                shutil.rmtree(folder)
    except Timeout as error:
        raise _being_installed() from error


def install_spotdl(request: InstallRequest, report: Report) -> SpotdlState:
    """Install the newest spotdl that we know how to use, and take the old one away.

    Raises:
        Conflict: if somebody else is at it.
        NetworkDown: if packages cannot be reached.
        Unavailable: if they cannot be installed.
        StorageFailed: if the disk refuses.
    """
    tools = request.tools_folder
    with refusals_of(tools):
        tools.mkdir(parents=True, exist_ok=True)
    try:
        with _lock(tools):
            for leftover in tools.glob(f"{_BUILDING}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            building = tools / f"{_BUILDING}{uuid4()}"
            try:
                _build(building, _reduced(request.environment), report)
                _put_in_place(building, tools)
            finally:
                shutil.rmtree(building, ignore_errors=True)
    except Timeout as error:
        raise _being_installed() from error
    report(1.0, "installed")
    return SpotdlState(status="ready", version=_version_of(_newest(tools)))


def _build(building: Path, environment: Mapping[str, str], report: Report) -> None:
    report(0.0, "preparing spotdl's environment")
    uv = shutil.which("uv", path=environment.get("PATH"))
    if uv:
        make = [uv, "venv", "--python", sys.executable, str(building)]
        add = [uv, "pip", "install", "--python", str(_python_of(building))]
    else:
        make = [sys.executable, "-m", "venv", str(building)]
        add = [str(_python_of(building)), "-m", "pip", "install", "--no-input"]
        add += ["--disable-pip-version-check", "--progress-bar", "off"]
    _run(make, environment, part_of(report, start=0.0, end=0.1))
    # Built packages only: what comes is unpacked, and no code of it runs while it is installed.
    _run([*add, "--only-binary", ":all:", WANTED], environment, part_of(report, start=0.1, end=0.9))
    report(0.9, "trying spotdl")


def _put_in_place(building: Path, tools: Path) -> None:
    ask = "import importlib.metadata, spotdl; print(importlib.metadata.version('spotdl'))"
    try:
        answer = subprocess.run(
            [_python_of(building), "-I", "-c", ask],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable("spotdl was installed but does not start. Install it again.") from error
    target = tools / f"spotdl-{answer.stdout.strip()}"
    with refusals_of(tools):
        if target.exists():
            target.rename(tools / f"{_BUILDING}old-{uuid4()}")
        building.rename(target)
    for other in (*_installed(tools), *tools.glob(f"{_BUILDING}*")):
        if other != target:
            shutil.rmtree(other, ignore_errors=True)


def _run(command: list[str], environment: Mapping[str, str], report: Report) -> None:
    """Run an installer and tell of its packages.

    Raises:
        NetworkDown: if it cannot reach them.
        Unavailable: if it fails otherwise, or does not start.
    """
    said: list[str] = []
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=dict(environment),
        ) as process:
            for count, line in enumerate(_lines(process), 1):
                said = [*said[-_LAST_LINES:], line]
                report(min(count / (3 * _PACKAGES_ABOUT), 1.0), "installing spotdl")
    except OSError as error:
        raise Unavailable("The installer for spotdl does not start. Check Python.") from error
    if process.returncode == 0:
        return
    text = "\n".join(said)
    if _OFFLINE.search(text):
        raise NetworkDown("spotdl cannot be fetched. Go online, then install it again.")
    reason = said[-1].strip() if said else "it gave no reason"
    raise Unavailable(f"spotdl cannot be installed here ({reason[:200]}).")


def _lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout is not None  # noqa: S101  — it was opened as a pipe
    yield from process.stdout


def _reduced(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if _KEPT.fullmatch(name)}


def _installed(tools_folder: Path) -> list[Path]:
    return [one for one in tools_folder.glob("spotdl-*") if _NAME.fullmatch(one.name)]


def _newest(tools_folder: Path) -> Path | None:
    return max(_installed(tools_folder), key=_order_of, default=None)


def _order_of(folder: Path) -> list[int]:
    return [int(part) for part in folder.name.removeprefix("spotdl-").split(".")]


def _version_of(folder: Path | None) -> str | None:
    return folder.name.removeprefix("spotdl-") if folder else None


def _python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def _lock(tools_folder: Path) -> FileLock:
    return FileLock(tools_folder / ".spotdl.lock", timeout=0)


def _is_being_installed(tools_folder: Path) -> bool:
    if not tools_folder.exists():
        return False
    with suppress(OSError):  # a folder that cannot be written to is not being installed into
        try:
            with _lock(tools_folder):
                return False
        except Timeout:
            return True
    return False


def _being_installed() -> Conflict:
    return Conflict("spotdl is being installed right now. Wait until that is done.")


INSTALL_SPOTDL: Final = Task("sources.install_spotdl", InstallRequest, SpotdlState, install_spotdl)
