"""Stems are heard while they are made, to the bit as they will be, from wherever one listens."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from app.core import audio
from app.core.errors import NotFound
from app.stems.errors import MakingEnded, NotYet
from app.stems.live import WISH_FRAMES, LiveStems
from app.stems.outlet import StemFiles
from app.stems.rules.pyramid import read_level
from tests.houses import PATIENCE_SECONDS, wait_until
from tests.stems.test_outlet import FRAMES, HOUSE_ORDER, left_in, noise, open_files, write_all

PAGE_FRAMES = 4_096
LAST_PAGE = FRAMES // PAGE_FRAMES


def listen(folder: Path) -> LiveStems:
    """Find the live stems of a folder, which have to be there."""
    live = LiveStems.find(folder)
    assert live is not None
    return live


def wait_for(live: LiveStems, *spans: tuple[int, int]) -> None:
    """Wait until just these frames are there."""
    wait_until(lambda: list(live.written()[1]) == list(spans), f"{spans} were never written")


def write_span(files: StemFiles, start: int, end: int) -> None:
    """Write a part of the noise."""
    stems = noise()[..., start:end]
    files.write(start, stems.sum(axis=0), stems)


def test_a_listener_is_told_what_will_be_there(tmp_path: Path) -> None:
    assert LiveStems.find(tmp_path) is None
    with open_files(tmp_path) as files:
        live = listen(tmp_path)
        assert live.shape.names == tuple(HOUSE_ORDER)
        assert (live.shape.frames, live.shape.channels) == (FRAMES, 2)
        assert list(live.written()[1]) == []
        write_all(files, noise())


def test_pages_are_the_same_before_and_after(tmp_path: Path) -> None:
    with open_files(tmp_path) as files:
        live = listen(tmp_path)
        write_all(files, 4 * noise(), cuts=[20_000, 7, 12_345])
        wait_for(live, (0, FRAMES))
        before = [
            [live.page(place, index, page_frames=PAGE_FRAMES) for index in range(LAST_PAGE + 1)]
            for place in range(4)
        ]
    cutter = audio.PageCutter()
    for place, path in enumerate(files.paths.values()):
        for index in range(LAST_PAGE + 1):
            page = cutter.cut(path, index, page_frames=PAGE_FRAMES)
            assert page == before[place][index]
            assert any(page)


def test_a_page_is_given_when_all_of_it_is_written(tmp_path: Path) -> None:
    with open_files(tmp_path) as files:
        live = listen(tmp_path)
        write_span(files, PAGE_FRAMES + 1, 3 * PAGE_FRAMES)
        wait_for(live, (PAGE_FRAMES + 1, 3 * PAGE_FRAMES))
        for index in (0, 1, 3):
            with pytest.raises(NotYet, match="Ask again"):
                live.page(0, index, page_frames=PAGE_FRAMES)
        assert any(live.page(0, 2, page_frames=PAGE_FRAMES))
        write_span(files, 0, PAGE_FRAMES + 1)
        wait_for(live, (0, 3 * PAGE_FRAMES))
        assert any(live.page(3, 1, page_frames=PAGE_FRAMES))
        write_span(files, 3 * PAGE_FRAMES, FRAMES)


@pytest.mark.parametrize(("place", "index"), [(0, LAST_PAGE + 1), (0, -1), (4, 0), (-1, 0)])
def test_there_is_no_page_outside(tmp_path: Path, place: int, index: int) -> None:
    with open_files(tmp_path) as files:
        write_all(files, noise())
        with pytest.raises(NotFound, match="no such page"):
            listen(tmp_path).page(place, index, page_frames=PAGE_FRAMES)


def test_the_waveform_grows_and_ends_as_the_finished_one(tmp_path: Path) -> None:
    with open_files(tmp_path) as files:
        live = listen(tmp_path)
        assert not any(live.columns(0, 0, 1 << 30))
        write_span(files, 12_345, 20_000)
        wait_for(live, (12_345, 20_000))
        columns = np.frombuffer(live.columns(0, 0, 1 << 30), np.uint8).reshape(-1, 4)
        drawn = np.flatnonzero(columns[:, 0])
        assert (drawn[0], drawn[-1]) == (12_345 // 288, (20_000 - 1) // 288)
        write_span(files, 0, 12_345)
        write_span(files, 20_000, FRAMES)
        wait_for(live, (0, FRAMES))
        last = [live.columns(place, 0, 1 << 30) for place in range(4)]
        assert live.columns(1, 10, 13) == last[1][40:52]
    for place, path in enumerate(files.paths.values()):
        pyramid = path.with_suffix(".peaks").read_bytes()
        assert read_level(pyramid, 1, start=0, end=1 << 30) == last[place]


def test_the_last_wish_counts_until_it_is_written(tmp_path: Path) -> None:
    with open_files(tmp_path) as files:
        one, other = listen(tmp_path), listen(tmp_path)
        assert files.wished_frame is None
        one.wish(8_000)
        other.wish(20_000)
        assert files.wished_frame == one.wished_frame() == 20_000
        write_span(files, 15_000, 21_000)
        assert files.wished_frame == 21_000
        write_span(files, 21_000, FRAMES)
        assert files.wished_frame is None
        one.wish(15_000)
        assert files.wished_frame is None
        one.wish(14_999)
        assert files.wished_frame == 14_999
        write_span(files, 0, 15_000)
        assert files.wished_frame is None


def test_a_wish_does_not_reach_for_what_is_heard_much_later(tmp_path: Path) -> None:
    frames = 4 * WISH_FRAMES
    files = open_files(tmp_path, frames=frames)
    with pytest.raises(ValueError, match="never written"), files:
        stems = noise(frames=WISH_FRAMES)
        files.write(0, stems.sum(axis=0), stems)
        listen(tmp_path).wish(1)
        assert files.wished_frame == WISH_FRAMES
        listen(tmp_path).wish(0)
        assert files.wished_frame is None


def test_two_listeners_never_hear_anything_half_written(tmp_path: Path) -> None:
    stems = noise()
    wanted = [(stems[name].T * (1 << 15)) for name in (3, 0, 1, 2)]
    trouble: list[str] = []
    heard: set[tuple[int, int]] = set()

    def hear(live: LiveStems) -> None:
        while len(heard) < 4 * (LAST_PAGE + 1):
            spans = live.written()[1]
            for place in range(4):
                for index in range(LAST_PAGE + 1):
                    start, end = index * PAGE_FRAMES, min((index + 1) * PAGE_FRAMES, FRAMES)
                    if (place, index) in heard or not spans.holds(start, end):
                        continue
                    page = np.frombuffer(live.page(place, index, page_frames=PAGE_FRAMES), "<i2")
                    if np.abs(page.reshape(-1, 2) - wanted[place][start:end]).max() > 0.5:
                        trouble.append(f"page {index} of stem {place} was torn")
                    heard.add((place, index))

    with open_files(tmp_path) as files:
        listeners = [threading.Thread(target=hear, args=(listen(tmp_path),)) for _ in range(2)]
        for listener in listeners:
            listener.start()
        for start in [*range(1_000, FRAMES, 2_000), *range(0, FRAMES, 2_000)]:
            write_span(files, start, start + 1_000)
        for listener in listeners:
            listener.join(timeout=PATIENCE_SECONDS)
    assert len(heard) == 4 * (LAST_PAGE + 1)
    assert trouble == []


def test_listeners_of_a_making_that_ended_badly_are_told(tmp_path: Path) -> None:
    heard: list[LiveStems] = []
    with pytest.raises(ValueError, match="never written"), open_files(tmp_path) as files:
        heard.append(listen(tmp_path))
        write_span(files, 0, PAGE_FRAMES)
        wait_for(heard[0], (0, PAGE_FRAMES))
    live = heard[0]
    for ask in (
        live.written,
        lambda: live.page(0, 0, page_frames=PAGE_FRAMES),
        lambda: live.columns(0, 0, 1),
        lambda: live.wish(0),
    ):
        with pytest.raises(MakingEnded, match="not being made"):
            ask()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.stems.test_live import listen, wait_for, write_span
from tests.stems.test_outlet import open_files
folder = Path(sys.argv[1])
with open_files(folder) as files:
    write_span(files, 5_000, 20_000)
    wait_for(listen(folder), (5_000, 20_000))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_an_engine_that_is_killed_leaves_no_stem_and_its_successor_starts_over(
    tmp_path: Path,
) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not [name for name in left_in(tmp_path) if name.endswith((".flac", ".peaks"))]
    assert list(listen(tmp_path).written()[1]) == [(5_000, 20_000)]
    stems = noise(seed=2)
    with open_files(tmp_path) as files:
        assert list(listen(tmp_path).written()[1]) == []
        write_all(files, stems)
    assert np.array_equal(audio.read(files.paths["vocals"])[0], stems[3])
    assert not [name for name in left_in(tmp_path) if name.endswith(".part")]
