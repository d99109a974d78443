"""The house rules that no other tool knows; each failure says the way out."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
ROOMS = ("app", "pages", "components", "jobs", "hardware", "alembic", "bench", "static", "tests")
DOORS_AND_FEATURES = ("app", "pages", "components", "jobs", "hardware")
NOT_OURS = {".venv", ".git", "node_modules", "dist", "build", "data", "__pycache__", "versions"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
PLUGIN_FOLDERS = ("engines", "stages", "actions", "roster", "providers", "exporters")
HEAVY = ("torch", "demucs", "librosa", "numba", "scipy", "soundfile", "soxr")
ONLY_FOR_SOME = ("fastapi", "nicegui", "redis")  # what serves pages, and what joins processes
ADR_HEADINGS = ("## Context", "## Decision", "## Consequences")

COLOURS_ELSEWHERE: dict[str, str] = {
    "components/theme.py": "the one table of colours",
    "app/analysis/rules/form/cues.py": "a cue's colour is data: it is stored and exported",
}


def test_no_module_is_named_like_a_drawer() -> None:
    drawers = [name(path) for path in python_files() if path.stem.strip("_") in DRAWERS]
    assert not drawers, f"Name the noun inside; a drawer fills up: {drawers}"


def test_files_stay_under_three_hundred_lines() -> None:
    rooms = [path for path in source_files() if path.name != "__init__.py"]
    long = {name(path): len(lines(path)) for path in rooms if len(lines(path)) > 300}
    assert not long, f"Move a noun of its own out of each of these: {long}"


def test_a_door_names_no_more_than_two_hundred_things() -> None:
    doors = [path for path in source_files() if path.name == "__init__.py"]
    long = {name(path): len(lines(path)) for path in doors if len(lines(path)) > 400}
    assert not long, f"A door names each thing twice; make a feature of its own of some: {long}"


def test_functions_stay_under_forty_lines_beside_their_docstring() -> None:
    long = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in python_files()
        for function in functions(path)
        if length_without_docstring(function) > 40
    ]
    assert not long, f"Give a step of each of these a name of its own: {long}"


def test_a_feature_is_entered_by_its_door() -> None:
    burglars = [
        f"{name(path)}: {module}"
        for path in python_files(DOORS_AND_FEATURES)
        for module in imports(path)
        if (room := re.match(r"(app\.\w+)\.(service|repository)\b", module))
        and not name(path).startswith(room[1].replace(".", "/"))
    ]
    assert not burglars, f"Import the feature, and call noun.verb through its __init__: {burglars}"


def test_only_the_unit_of_work_commits() -> None:
    commits = [
        f"{name(path)}:{call.lineno}"
        for path in python_files(DOORS_AND_FEATURES)
        if name(path) != "app/core/database.py"
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert not commits, f"Open the transaction at the edge and let it commit: {commits}"


def test_the_folder_of_migrations_is_no_package() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists(), (
        "Remove alembic/__init__.py: with it, the library of the same name cannot be imported."
    )


def test_only_the_theme_names_colours() -> None:
    loud = [
        f"{name(path)}:{number}"
        for path in tracked_files(".py", ".js", ".css", ".html", ".svg")
        if name(path) not in COLOURS_ELSEWHERE and not name(path).startswith("tests/")
        for number, line in enumerate(lines(path), 1)
        if re.search(r"#(?:[0-9a-f]{8}|[0-9a-f]{6})\b|:\s*#[0-9a-f]{3,4}\b", line, re.IGNORECASE)
    ]
    assert not loud, f"Use a token of components/theme.py, or add one there: {loud}"


def test_every_plugin_is_in_its_catalog() -> None:
    strays = [
        name(plugin)
        for folder in plugin_folders()
        for plugin in folder.iterdir()
        if is_plugin(plugin) and not re.search(rf"\b{plugin.stem}\b", catalog_of(folder))
    ]
    assert not strays, f"Add each to the tuple in its folder's __init__.py: {strays}"


def test_no_file_names_a_package_registry() -> None:
    # Written in halves, so that this file does not name one either.
    halves = [("registry.npm", "js"), ("registry.yarn", "pkg"), ("pypi", ".org")]
    halves += [("python", "hosted"), ("deb.deb", "ian.org")]
    addresses = re.compile("|".join(re.escape(left + right) for left, right in halves))
    named = [name(path) for path in tracked_files() if addresses.search(text(path))]
    assert not named, f"Leave the address to pip's or npm's own settings: {named}"


def test_every_decision_has_its_headings_and_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    decisions = sorted(folder.glob("[0-9]*.md"))
    index = text(folder / "README.md") if decisions else ""
    wrong = [
        path.name
        for path in decisions
        if path.name not in index or any(f"\n{part}\n" not in text(path) for part in ADR_HEADINGS)
    ]
    assert not wrong, f"Link it in docs/adr/README.md and give it {ADR_HEADINGS}: {wrong}"


def test_every_requirement_is_pinned_in_the_constraints() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    wanted: list[str] = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = {
        canonicalize_name(line.partition("==")[0]): line
        for line in lines(ROOT / "constraints.txt")
        if line and not line.startswith("#")
    }
    loose = [need for need in wanted if not pins.get(canonicalize_name(Requirement(need).name), "")]
    assert not loose, f"Pin each in constraints.txt, from 'pip freeze': {loose}"
    assert not [pin for pin in pins.values() if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)]


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [("app.boot", (*HEAVY, *ONLY_FOR_SOME)), ("app.api", HEAVY), ("app.cli", HEAVY)],
)
def test_the_wired_app_starts_without_the_heavy_libraries(
    module: str, unwanted: tuple[str, ...]
) -> None:
    question = f"import sys, {module}; print(*(set({unwanted}) & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == [], (
        "Import it inside the function that uses it; 'python -X importtime' shows who did not."
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def lines(path: Path) -> list[str]:
    return text(path).splitlines()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


@cache
def tracked_files(*suffixes: str) -> list[Path]:
    """Return what git would commit; without git (a copy, an archive), what is not generated."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  — whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = (
        [ROOT / entry for entry in listed.stdout.split("\0") if entry]
        if listed.returncode == 0
        else [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    )
    return [path for path in found if path.is_file() and (not suffixes or path.suffix in suffixes)]


def source_files() -> list[Path]:
    return [
        path
        for path in tracked_files(".py", ".js", ".css")
        if path.relative_to(ROOT).parts[0] in ROOMS and "versions" not in path.parts
    ]


def python_files(rooms: tuple[str, ...] = ROOMS) -> list[Path]:
    return [
        path
        for path in source_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in rooms
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    if ast.get_docstring(function) is not None and len(function.body) > 1:
        first = function.body[1]
    return (function.end_lineno or first.lineno) - first.lineno + 1


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def plugin_folders() -> list[Path]:
    return [
        folder
        for kind in PLUGIN_FOLDERS
        for folder in ROOT.glob(f"app/*/{kind}")
        if folder.is_dir()
    ]


def is_plugin(path: Path) -> bool:
    package = path.is_dir() and (path / "__init__.py").exists()
    return not path.name.startswith("_") and (package or path.suffix == ".py")


def catalog_of(folder: Path) -> str:
    return text(folder / "__init__.py") if (folder / "__init__.py").exists() else ""
