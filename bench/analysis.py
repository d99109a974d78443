"""Our analysis beside a plain librosa script for the same features, and beside the truth.

python -m bench.analysis [songs] [seed]

The songs are drawn by their seeds, one after the other from ``seed`` on, so that everybody gets the
same table; with 0 songs only the time is measured.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from app import analysis
from bench.analysing.peer import analyse_plainly
from bench.analysing.table import print_table
from bench.analysing.trial import Trial, try_song
from bench.music import write_three_minutes
from tests.twins import ignore_progress

SONGS = 30
FIRST_SEED = 1_000
TIMES = 3


def main(songs: int = SONGS, seed: int = FIRST_SEED) -> None:
    """Print seconds and the ratio to the peer, and the table of results."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _print_times(write_three_minutes(folder))
        if songs > 0:
            _print_results(folder, songs, seed)


@dataclass(frozen=True)
class Effort:
    """What a piece of work took: by the clock on the wall, and of all processors together."""

    wall_seconds: float
    processor_seconds: float


def _print_times(song: Path) -> None:
    """Print what ours and the peer take, in turns, so that other programs disturb both alike."""
    request = analysis.AnalysisRequest(source=song, name=song.name)
    works: tuple[Callable[[], object], ...] = (
        lambda: analysis.ANALYSE.perform(request, ignore_progress),
        lambda: analyse_plainly(song),
    )
    for work in works:
        work()
    ours, peer = zip(*([_measure(work) for work in works] for _ in range(TIMES)), strict=True)
    count = len(analysis.ALL)
    print(f"  our analysis          : {_in_words(ours)}, {count} features")
    print(f"  plain librosa script  : {_in_words(peer)}, warm; its first call compiles for ~20 s")
    wall = median(one.wall_seconds for one in ours) / median(one.wall_seconds for one in peer)
    busy = [median(one.processor_seconds for one in efforts) for efforts in (ours, peer)]
    print(
        f"  ours takes {wall:.2f} of the peer's time, {busy[0] / busy[1]:.2f} of its processors'\n"
    )


def _measure(work: Callable[[], object]) -> Effort:
    wall, busy = perf_counter(), process_time()
    work()
    return Effort(perf_counter() - wall, process_time() - busy)


def _in_words(efforts: Sequence[Effort]) -> str:
    wall = median(effort.wall_seconds for effort in efforts)
    busy = median(effort.processor_seconds for effort in efforts)
    return f"{wall:6.2f} s ({busy:.2f} s of the processors)"


def _print_results(folder: Path, songs: int, seed: int) -> None:
    start = perf_counter()
    trials: list[Trial] = []
    for number in range(songs):
        print(f"\r  song {number + 1} of {songs}", end="", file=sys.stderr, flush=True)
        trials.append(try_song(seed + number, folder))
    print(file=sys.stderr)
    print_table(trials)
    print(f"\n{songs} songs from seed {seed}, in {perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
