"""Stems are heard while they are made: a real Chromium, a real studio, the test's pace."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.live import (
    PAGE_FRAMES,
    SECONDS,
    STEP,
    Song,
    bring_song,
    drawn_from,
    make_workshop,
    seconds_of,
    wait_for_state,
)
from tests.browser.served import Served, serve
from tests.browser.slow import SlowSeparation
from tests.browser.sound import start_tape, take_tape
from tests.browser.windows import Windows
from tests.houses import wait_until
from tests.songs import RATE_HZ

ROUNDED = 3.5 * STEP
"""Four stems, each rounded to 16 bits, and the mix they are compared with."""

SEEDS = count(1)

Bring = Callable[..., Song]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a studio whose separations go as tests tell them to."""
    with serve(tmp_path_factory.mktemp("live") / "data", workshop=make_workshop()) as studio:
        yield studio


@pytest.fixture
def windows(chromium: Browser, served: Served) -> Iterator[Windows]:
    """Return a way to open windows; none may have an error on its console at the end."""
    with Windows(chromium, served.address, served.cookies()) as opened:
        yield opened


@pytest.fixture
def bring(served: Served, windows: Windows, tmp_path: Path) -> Iterator[Bring]:
    """Return a way to bring in songs; whatever is still made at the end is finished."""
    songs: list[Song] = []

    def bring_one(*, factor: int = 1) -> Song:
        slow = SlowSeparation(factor=factor)
        songs.append(bring_song(served, windows, tmp_path, seed=next(SEEDS), slow=slow))
        return songs[-1]

    yield bring_one
    for song in songs:
        if not song.slow.is_over:
            song.slow.finish()


def test_the_start_is_heard_while_the_rest_is_still_made(bring: Bring) -> None:
    song = bring()
    song.slow.begin()
    window = song.open()
    wait_for_state(window, "waiting")
    expect(window.locator(".sfa-note")).to_contain_text("Waiting for the stems")
    assert song.requests("/pages/") == []
    song.slow.write(0, 10)
    wait_for_state(window, "playing")
    window.wait_for_function("() => player.seconds > 1.5")
    expect(window.locator(".sfa-note")).to_contain_text("The stems are being made")
    written = int(10 * RATE_HZ / PAGE_FRAMES)
    pages = {int(one.rpartition("/")[2]) for one in song.requests("/pages/")}
    assert pages == set(range(written))


def test_what_is_heard_of_unfinished_stems_is_the_music_to_the_sample(bring: Bring) -> None:
    song = bring()
    song.slow.write(0, 12)
    window = song.open(autoplay=False)
    start_tape(window, 4 * RATE_HZ)
    window.evaluate("() => player.play()")
    heard = take_tape(window)
    fade = 500
    assert np.abs(heard - song.mix_at(0, len(heard)))[fade:].max() < ROUNDED


def test_the_picture_grows_with_the_music(bring: Bring) -> None:
    song = bring()
    song.slow.write(0, 10)
    window = song.open(autoplay=False)
    strip = window.locator(".sfa-overview")
    wait_until(lambda: len(drawn_from(window, "/columns")) == 4, "no columns are asked for")
    window.wait_for_load_state("networkidle")
    before = strip.screenshot()
    song.slow.write(20, 30)
    wait_until(lambda: len(drawn_from(window, "/columns")) == 8, "new columns are not asked for")
    wait_until(lambda: strip.screenshot() != before, "the picture does not change")
    last = int(30 * RATE_HZ / 288)
    assert all(one.endswith(f"end={last}") for one in drawn_from(window, "/columns")[4:])
    assert drawn_from(window, "/waveform") == []


def test_playback_that_catches_up_waits_and_goes_on_by_itself(bring: Bring) -> None:
    song = bring()
    song.slow.write(0, 12)
    edge = int(12 * RATE_HZ / PAGE_FRAMES) * PAGE_FRAMES
    window = song.open(autoplay=False)
    window.evaluate("(seconds) => player.seek(seconds)", edge / RATE_HZ - 3)
    window.evaluate("() => player.play()")
    wait_for_state(window, "playing")
    wait_for_state(window, "waiting")
    assert round(seconds_of(window) * RATE_HZ) == edge
    expect(window.locator(".sfa-note")).to_contain_text("Waiting for the stems")
    wait_until(lambda: song.slow.wished_seconds == 12, "it does not say what it waits for")
    start_tape(window, 2 * RATE_HZ)
    song.slow.write(12, 24)
    heard = take_tape(window)
    fade = 500
    assert np.abs(heard - song.mix_at(edge, len(heard)))[fade:].max() < ROUNDED
    assert np.abs(np.diff(heard[:fade])).max() < 0.1


def test_a_click_into_the_hatched_part_has_it_made_next(bring: Bring) -> None:
    song = bring()
    song.slow.write(0, 12)
    window = song.open()
    wait_for_state(window, "playing")
    box = window.locator(".sfa-overview").bounding_box()
    assert box is not None
    window.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 24)
    expect(window.locator(".sfa-overview")).to_have_attribute(
        "title", "The hatched part is not made yet. Click to have it made next."
    )
    before = len(song.requests("/wish", method="POST"))
    with window.expect_request("**/wish"):
        window.mouse.down()
        window.mouse.up()
    expect(window.locator(".sfa-note")).to_contain_text("This part is made next")
    place = seconds_of(window)
    assert abs(place - 0.75 * SECONDS) < 0.2
    page = int(place * RATE_HZ / PAGE_FRAMES) * PAGE_FRAMES / RATE_HZ
    wait_until(lambda: song.slow.wished_seconds == page, "nobody wishes")
    wait_for_state(window, "waiting")
    assert len(song.requests("/wish", method="POST")) == before + 1
    song.slow.write(page, page + 9)
    wait_for_state(window, "playing")
    window.wait_for_function("(place) => player.seconds > place + 1", arg=place)
    expect(window.locator(".sfa-note")).to_contain_text("The stems are being made")


def test_at_the_end_nothing_is_loaded_again_and_nothing_clicks(bring: Bring) -> None:
    song = bring()
    song.slow.write(0, 14)
    window = song.open()
    window.wait_for_function("() => player.seconds > 1")
    start_tape(window, 6 * RATE_HZ)
    begun = round(seconds_of(window) * RATE_HZ)
    window.evaluate("() => { heard.length = 0; }")
    song.slow.finish()
    expect(window.locator(".sfa-note")).to_be_hidden()
    wait_until(lambda: len(drawn_from(window, "/waveform")) == 4, "the waveforms are not replaced")
    heard = take_tape(window)
    first = frame_of(song, heard, near=begun)
    assert np.abs(heard - song.mix_at(first, len(heard))).max() < ROUNDED
    twice = [one for one, times in Counter(song.requests("/pages/")).items() if times > 1]
    assert twice == []
    assert window.evaluate("() => [player.takes, player.misses]") == [1, 0]
    assert set(window.evaluate("() => heard")) <= {"playing"}


def test_stems_that_are_given_up_leave_the_mix_playing_at_the_same_place(bring: Bring) -> None:
    song = bring()
    song.slow.write(0, 12)
    window = song.open()
    window.evaluate("() => player.setVolume(0.5)")
    window.wait_for_function("() => player.seconds > 1")
    place = seconds_of(window)
    song.give_up(window)
    expect(window.locator(".sfa-note")).to_contain_text("not finished, so you hear the mix")
    window.wait_for_function("() => player.manifest.stems.length === 1")
    assert place < seconds_of(window) < place + 10
    window.wait_for_function("(place) => player.seconds > place + 3", arg=place)
    assert window.evaluate("() => [player.state, player.volume]") == ["playing", 0.5]
    window.get_by_role("button", name="Close this note").click()
    expect(window.locator(".sfa-note")).to_be_hidden()


def test_the_mix_changes_over_to_the_stems_without_being_heard(bring: Bring) -> None:
    song = bring()
    window = song.open()
    wait_for_state(window, "playing")
    assert window.evaluate("() => player.manifest.stems.map((stem) => stem.type)") == ["mix"]
    window.wait_for_function("() => player.seconds > 1")
    begun = round(seconds_of(window) * RATE_HZ)
    start_tape(window, 12 * RATE_HZ)
    song.slow.write(0, SECONDS)
    window.wait_for_function("() => player.manifest.stems.length === 4")
    assert begun < window.evaluate("() => player.frame") < begun + 12 * RATE_HZ
    expect(window.locator(".sfa-row")).to_have_count(4)
    heard = take_tape(window)
    first = frame_of(song, heard, near=begun)
    assert np.abs(heard - song.mix_at(first, len(heard))).max() < ROUNDED
    assert window.evaluate("() => [player.state, player.misses]") == ["playing", 0]


def test_a_loop_goes_on_over_the_change(bring: Bring) -> None:
    song = bring()
    window = song.open()
    window.evaluate("() => { player.setVolume(0.25); player.setLoop(4, 6); player.seek(4); }")
    window.wait_for_function("() => player.seconds > 4.5")
    song.slow.write(0, 12)
    window.wait_for_function("() => player.manifest.stems.length === 4")
    loop = {"start": 4 * RATE_HZ, "end": 6 * RATE_HZ}
    assert window.evaluate("() => [player.loop, player.volume]") == [loop, 0.25]
    start_tape(window, 7 * RATE_HZ)
    heard = take_tape(window)[RATE_HZ:]  # in its first moments, one may still fade into the other
    assert np.abs(heard).max() > 0.01
    assert np.array_equal(heard[2 * RATE_HZ :], heard[: -2 * RATE_HZ])


def test_a_mix_that_rests_changes_over_where_it_stands(bring: Bring) -> None:
    song = bring()
    window = song.open(autoplay=False)
    window.evaluate("() => player.seek(7)")
    song.slow.write(0, 20)
    window.wait_for_function("() => player.manifest.stems.length === 4")
    assert seconds_of(window) == 7
    assert window.evaluate("() => player.state") == "paused"
    start_tape(window, RATE_HZ)
    window.evaluate("() => player.play()")
    heard = take_tape(window)
    assert np.abs(heard - song.mix_at(7 * RATE_HZ, len(heard)))[500:].max() < ROUNDED


def test_stems_at_another_rate_go_on_where_the_mix_was(bring: Bring) -> None:
    song = bring(factor=2)
    window = song.open()
    window.wait_for_function("() => player.seconds > 1")
    place = seconds_of(window)
    song.slow.write(0, SECONDS)
    window.wait_for_function("() => player.manifest.stems.length === 4")
    wait_for_state(window, "playing")
    window.wait_for_function("(place) => player.seconds > place + 1", arg=seconds_of(window))
    assert window.evaluate("() => player.manifest.rate_hz") == 2 * RATE_HZ
    assert place < seconds_of(window) < place + 15


def test_newer_stems_are_offered_to_somebody_who_works_with_stems(bring: Bring) -> None:
    song = bring()
    song.slow.finish()
    window = song.open()
    window.evaluate("() => player.toggleLane(1, 'muted')")
    window.wait_for_function("() => player.seconds > 1")
    old = window.evaluate("() => player.manifest.separation_id")
    song.separate_again(SlowSeparation())
    window.evaluate("() => player.lookAgain()")
    song.slow.write(0, SECONDS)
    expect(window.locator(".sfa-note")).to_contain_text("New stems are there")
    assert window.evaluate("() => player.manifest.separation_id") == old
    window.get_by_role("button", name="Hear the new stems").click()
    window.wait_for_function("(old) => player.manifest.separation_id !== old", arg=old)
    assert window.evaluate("() => player.lanes[1].muted")
    assert window.evaluate("() => player.state") == "playing"


def test_newer_stems_that_are_given_up_leave_the_earlier_ones_playing(bring: Bring) -> None:
    song = bring()
    song.slow.finish()
    song.separate_again(SlowSeparation())
    song.slow.write(0, 12)
    window = song.open()
    old = window.evaluate("() => player.manifest.separation_id")
    coming = window.evaluate("async () => (await fetch(player.manifest.coming_url)).json()")
    address = f"{song.address}?separation={coming['separation_id']}"
    window.evaluate("(url) => player.load(url, { autoplay: true })", address)
    window.wait_for_function("() => player.deck?.feed && player.seconds > 1")
    song.give_up(window)
    expect(window.locator(".sfa-note")).to_contain_text("so you hear the earlier ones")
    window.wait_for_function("(old) => player.manifest.separation_id === old", arg=old)
    window.wait_for_function("() => player.state === 'playing' && player.seconds > 3")


def frame_of(song: Song, heard: np.ndarray, *, near: int) -> int:
    """Return from which frame on the song was heard, within three seconds of where it should be."""
    start = max(0, near - 3 * RATE_HZ)
    part = song.mix[start : near + 6 * RATE_HZ + 4_096]
    piece = heard[:4_096]
    products = np.correlate(part, piece, mode="valid")
    squares = np.concatenate([[0], np.cumsum(part.astype(np.float64) ** 2)])
    energy = squares[len(piece) :] - squares[: -len(piece)]
    return start + int(np.argmin(energy - 2 * products))
