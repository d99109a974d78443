"""A terminal for tests: type ``sfa`` and its arguments, and see what comes back."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.settings import Settings
from tests.programs import ROOT, environment_of

LONG_SECONDS = 600.0
"""Long enough for any command on a very busy machine."""


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    exit_code: int
    output: str
    errors: str

    @property
    def documents(self) -> list[dict[str, Any]]:
        """Return what it said to programs: every line of its output, or the test fails."""
        return [json.loads(line) for line in self.output.splitlines()]

    def document_of(self, path: Path) -> dict[str, Any]:
        """Return what it said to programs about one file."""
        (found,) = [one for one in self.documents if one["file"] == str(path)]
        return found


def sfa(
    settings: Settings,
    *arguments: str | Path,
    typed: str = "",
    folder: Path | None = None,
    **variables: str,
) -> Answer:
    """Run a command in ``folder`` with ``typed`` on its standard input."""
    ended = subprocess.run(
        command(*arguments),
        cwd=folder or ROOT,
        env=environment_of(settings) | {"PYTHONPATH": str(ROOT)} | variables,
        input=typed,
        capture_output=True,
        text=True,
        timeout=LONG_SECONDS,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return Answer(ended.returncode, ended.stdout, ended.stderr)


def command(*arguments: str | Path) -> Sequence[str]:
    """Return what the operating system is asked to run."""
    return [sys.executable, "-m", "app", *map(str, arguments)]
