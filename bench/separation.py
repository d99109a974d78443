"""The installed ``demucs`` command and our engine, in turn, on the same audio and weights.

python -m bench.separation [seconds]

The network is as large as htdemucs and its weights are of chance: as much work, and no music.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import soundfile

from app.core import audio
from app.core.units import bytes_to_words
from app.sources import render_demo_song
from app.stems.ports import Precision
from bench.music import SECONDS
from bench.studio.weights import SOURCES, write_htdemucs
from bench.workroom import Workroom
from jobs.children.priority import give_way

WARM: dict[str, Precision] = {"warm": "auto", "fp32": "fp32"}

_KILOBYTE = 1024
_EXACT = ("--shifts", "0", "--float32", "--clip-mode", "none")


@dataclass(frozen=True)
class Figure:
    """What one way of separating took."""

    words: str
    seconds: float
    peak_bytes: int


def main(seconds: int = SECONDS) -> None:
    """Print seconds, peak memory and agreement of both, and their ratios."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        models = folder / "models"
        write_htdemucs(models)
        song = write_song(folder / "song.flac", seconds)
        command = _run_command(folder / "as-is", models, song)
        _print(command, seconds=seconds, command=command)
        with Workroom() as room:
            _print(
                _run_ours(room, folder / "cold", models, song, "cold"),
                seconds=seconds,
                command=command,
            )
            exact = _run_command(folder / "exact", models, song, *_EXACT)
            _print(exact, seconds=seconds, command=command)
            for name, precision in WARM.items():
                ours = _run_ours(room, folder / name, models, song, "warm", precision)
                _print(ours, seconds=seconds, command=command)
        for name in WARM:
            level_db = _compare(folder / name, folder / "exact" / "htdemucs" / song.stem)
            print(f"  {name}, against the command without a shift : {level_db:5.1f} dB")


def write_song(path: Path, seconds: int) -> Path:
    """Write the demo song over and over, for so many seconds, and return the file."""
    song = render_demo_song()
    left = seconds * song.rate_hz
    with audio.FlacWriter(path, rate_hz=song.rate_hz, channels=2, bits=16) as writer:
        while left > 0:
            writer.write(song.mix[:, :left])
            left -= song.mix.shape[1]
    return path


def _run_command(folder: Path, models: Path, song: Path, *options: str) -> Figure:
    """Run the ``demucs`` command, by default as people run it: one random shift, 16 bits."""
    command = [sys.executable, "-m", "demucs", "--repo", str(models), "-n", "htdemucs"]
    command += ["-o", str(folder), *options, str(song)]
    start = perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        give_way(process.pid)  # as ours does, or else whoever else is at work would decide
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - start
    if process.returncode:
        sys.exit(f"The demucs command ended with {process.returncode}.")
    words = f"demucs {' '.join(options[:2])}".strip()
    return Figure(f"{words}, cold", seconds, usage.ru_maxrss * _KILOBYTE)


def _run_ours(
    room: Workroom,
    folder: Path,
    models: Path,
    song: Path,
    state: str,
    precision: Precision = "auto",
) -> Figure:
    done = room.separate(song, folder=folder, models=models, model="htdemucs", precision=precision)
    words = f"ours, {done.report.device} {done.report.precision}, {state}"
    print(f"  {words}: first stems after {done.heard_seconds:.1f} s")
    return Figure(words, done.seconds, done.peak_bytes)


def _print(figure: Figure, *, seconds: int, command: Figure) -> None:
    print(
        f"  {figure.words:27}: {figure.seconds:6.1f} s, {seconds / figure.seconds:5.2f} x real time"
        f", {command.seconds / figure.seconds:4.2f} x the command"
        f"; {bytes_to_words(figure.peak_bytes)} at the peak"
        f", {figure.peak_bytes / command.peak_bytes:4.2f} of the command's",
        flush=True,
    )


def _compare(ours: Path, theirs: Path, names: Sequence[str] = SOURCES) -> float:
    """Return how well stems agree, in dB of all of them together."""
    level = error = 0.0
    for name in names:
        one, _ = soundfile.read(ours / f"{name}.flac", dtype="float32")
        other, _ = soundfile.read(theirs / f"{name}.wav", dtype="float32")
        level += float(np.square(other, dtype=np.float64).sum())
        error += float(np.square(one - other, dtype=np.float64).sum())
    return 10 * float(np.log10(level / max(error, 1e-30)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
