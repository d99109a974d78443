"""How long the wired application takes to import, beside importing torch alone."""

import subprocess
import sys

from bench.clock import median_seconds


def main() -> None:
    """Print seconds of fresh interpreters."""
    bare = _import("sys")
    ours = _import("app.boot") - bare
    peer = _import("torch") - bare
    print(f"  import app.boot : {ours:5.2f} s")
    print(f"  import torch    : {peer:5.2f} s  (which ours does without)")


def _import(module: str) -> float:
    command = [sys.executable, "-c", f"import {module}"]
    return median_seconds(lambda: subprocess.run(command, check=True))
