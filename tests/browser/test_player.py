"""The player in a real Chromium: what is heard is recorded in the worklet."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, ConsoleMessage, Error, Page

from tests import editions, visitors
from tests.browser.sound import find_player
from tests.browser.windows import PATIENCE_MS
from tests.houses import PATIENCE_SECONDS, wait_until
from tests.programs import Program
from tests.songs import RATE_HZ, write_song

SECONDS = 8.0
SOON = "await new Promise((done) => requestAnimationFrame(done))"
HOST = """<!doctype html><html lang="en"><head><title>Player</title>
<link rel="stylesheet" href="/static/tokens.css">
<link rel="stylesheet" href="/static/dist/base.css">
</head><body><div style="position:fixed;inset:auto 0 0 0" id="host"></div></body></html>"""


@dataclass(frozen=True)
class Studio:
    """A studio that runs and one track in it."""

    address: str
    cookie: str
    manifest_url: str
    manifest: dict[str, Any]
    stems: dict[str, np.ndarray]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Generator[Studio, None, None]:
    """Start a studio and put a song into it."""
    folder = tmp_path_factory.mktemp("player")
    song = write_song(folder / "song.wav", seconds=SECONDS)
    with editions.embedded(folder / "data") as settings, Program(settings, "serve") as server:
        wait_until(lambda: visitors.LINK.search(server.log) is not None, "no link")
        address, _, path = visitors.first_link(server).partition("/sign-in/")
        with httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client:
            wait_until(lambda: _is_up(client), "it does not answer")
            client.post(f"/sign-in/{path}")
            asked = {"name": "song.wav", "engine": "draft"}
            client.post("/api/v1/uploads", params=asked, content=song.read_bytes())
            track_id = _finished(client)
            url = f"/api/v1/tracks/{track_id}/player"
            manifest = client.get(url).json()
            media = settings.data_folder / "media" / "stems"
            stems = {path.stem: soundfile.read(path)[0] for path in media.rglob("*.flac")}
            yield Studio(address, client.cookies[visitors.COOKIE], url, manifest, stems)


def _is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code == 200
    except httpx.TransportError:
        return False


def _finished(client: httpx.Client) -> str:
    found: list[str] = []

    def is_done() -> bool:
        tracks = client.get("/api/v1/tracks").json()["rows"]
        for track in tracks:
            manifest = client.get(f"/api/v1/tracks/{track['id']}/player").json()
            if manifest["sections"] and manifest["separation_id"] and not manifest["is_pending"]:
                found.append(track["id"])
        return bool(found)

    wait_until(is_done, "the song is not taken apart")
    return found[0]


@pytest.fixture(scope="module")
def tab(chromium: Browser, studio: Studio) -> Generator[Page, None, None]:
    """Open a page with nothing but the player on it."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": visitors.COOKIE, "value": studio.cookie, "url": studio.address}])
    page = context.new_page()
    page.route("**/player-host", lambda route: route.fulfill(body=HOST, content_type="text/html"))
    yield page
    context.close()


@pytest.fixture
def page(tab: Page, studio: Studio) -> Generator[Page, None, None]:
    """Return the page with the song loaded; nothing may go wrong on it."""
    troubles: list[str] = []

    def note(trouble: Error) -> None:
        troubles.append(str(trouble))

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(message.text)

    tab.on("console", listen)
    tab.on("pageerror", note)
    tab.goto(f"{studio.address}/player-host")
    tab.evaluate(
        """async (url) => {
          const { mount } = await import("/static/dist/player.js");
          globalThis.told = [];
          const tell = (state) => told.push(state);
          globalThis.mounted = mount(document.getElementById("host"), { tell });
          globalThis.player = mounted.player;
          await player.load(url);
        }""",
        studio.manifest_url,
    )
    yield tab
    tab.evaluate("() => mounted.close()")
    tab.remove_listener("console", listen)
    tab.remove_listener("pageerror", note)
    assert not troubles


def record(page: Page, frames: int, act: str = "") -> dict[str, Any]:
    """Record what each stem and the sum sound like, while ``act`` is done."""
    heard: dict[str, Any] = page.evaluate(
        """async ([frames, act]) => {
          const tape = player.record(frames);
          if (act) await new Function("player", `return (async () => {${act}})()`)(player);
          const heard = await tape;
          const plain = (samples) => Array.from(samples);
          return { frame: heard.frame, stems: heard.stems.map(plain), left: plain(heard.left) };
        }""",
        [frames, act],
    )
    return {
        "frame": heard["frame"],
        "stems": np.array(heard["stems"]),
        "left": np.array(heard["left"]),
    }


def level_of(studio: Studio) -> float:
    """Return the gain that matches the song's loudness."""
    return 10 ** (studio.manifest["gain_db"] / 20)


def click_db(samples: np.ndarray) -> float:
    """Return the highest level above 4 kHz."""
    window = np.hanning(len(samples))
    spectrum = np.fft.rfft(samples * window)
    spectrum[np.fft.rfftfreq(len(samples), 1 / RATE_HZ) < 4_000] = 0
    heard = np.fft.irfft(spectrum, len(samples))
    return 20 * float(np.log10(np.abs(heard).max() + 1e-9))


def test_the_stems_are_played_zero_samples_apart(page: Page, studio: Studio) -> None:
    heard = record(page, 3 * RATE_HZ, "await player.play();")
    start = heard["frame"]
    assert start == 0
    level = level_of(studio)
    settled = slice(500, 3 * RATE_HZ)  # the fade-in is over
    for place, stem in enumerate(studio.manifest["stems"]):
        written = studio.stems[stem["type"]][start : start + 3 * RATE_HZ, 0]
        difference = heard["stems"][place][settled] / level - written[settled]
        assert np.abs(difference).max() < 2 / 32_768, stem["type"]
    assert np.abs(heard["stems"].sum(axis=0) - heard["left"]).max() < 1e-6


def test_it_starts_at_once_and_misses_nothing(page: Page) -> None:
    page.evaluate("async () => { await player.load(player.address, { autoplay: true }); }")
    page.wait_for_function("() => player.state === 'playing'")
    page.wait_for_function("() => player.seconds > 2.5")
    # The promise is half a second; a machine that is busy with other tests is given twice that.
    assert page.evaluate("() => player.startMs") < 1_000
    assert page.evaluate("() => player.misses") == 0


def test_mute_reaches_silence_without_a_click(page: Page, studio: Studio) -> None:
    bass = [stem["type"] for stem in studio.manifest["stems"]].index("bass")
    act = f"player.setLane({bass}, {{solo: true}}); await player.play();"
    act += f"while (player.seconds < 0.5) {SOON};"
    act += f"player.setLane({bass}, {{muted: true}});"
    heard = record(page, 2 * RATE_HZ, act)["left"]
    silent = np.flatnonzero(heard)[-1] + 1
    assert silent < 1.9 * RATE_HZ
    around = heard[silent - 300 : silent + 300]
    assert click_db(around) < -45


def test_a_loop_repeats_bit_by_bit(page: Page) -> None:
    act = "player.setLoop(1, 1.5); player.seek(1); await player.play();"
    heard = record(page, 3 * RATE_HZ, act)
    assert heard["frame"] == RATE_HZ
    length = RATE_HZ // 2
    first = heard["left"][length : 2 * length]
    assert np.abs(first).max() > 0.01
    for turn in range(2, 6):
        assert np.array_equal(heard["left"][turn * length : (turn + 1) * length], first)


def test_a_seek_lands_on_the_frame(page: Page, studio: Studio) -> None:
    heard = record(page, RATE_HZ, "player.seek(4.321); await player.play();")
    frame = round(4.321 * RATE_HZ)
    assert heard["frame"] == frame
    drums = [stem["type"] for stem in studio.manifest["stems"]].index("drums")
    written = studio.stems["drums"][frame : frame + RATE_HZ, 0]
    settled = slice(500, RATE_HZ)
    difference = heard["stems"][drums][settled] / level_of(studio) - written[settled]
    assert np.abs(difference).max() < 2 / 32_768


def test_the_bar_is_played_by_hand_and_by_keys(page: Page) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => player.state === 'playing'")
    page.get_by_role("button", name="Stems", exact=True).click()
    page.get_by_role("button", name="Mute Drums").click()
    assert page.evaluate("() => player.lanes[1].muted")
    page.keyboard.press("3")
    page.keyboard.press("s")
    assert page.evaluate("() => player.lanes[2].solo")
    page.keyboard.press("Space")
    page.wait_for_function("() => player.state === 'paused'")
    assert page.evaluate("() => told.at(-1).state") == "paused"


def test_a_drag_over_the_track_marks_a_loop_and_escape_ends_it(page: Page) -> None:
    box = page.locator(".sfa-overview").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10, steps=3)
    page.mouse.up()
    loop = page.evaluate("() => player.loop")
    assert abs(loop["start"] - SECONDS * RATE_HZ / 4) < SECONDS * RATE_HZ / 100
    assert abs(loop["end"] - SECONDS * RATE_HZ / 2) < SECONDS * RATE_HZ / 100
    page.keyboard.press("Escape")
    assert page.evaluate("() => player.loop") is None


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_the_bar_fits_every_screen_and_shows_the_music(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.get_by_role("button", name="Stems", exact=True).click()
    page.wait_for_function("() => document.querySelectorAll('.sfa-row').length === 4")
    overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    for name in ("Play", "Stems", "Mute Vocals"):
        assert page.get_by_role("button", name=name, exact=True).is_visible()
    strip = page.locator(".sfa-overview")
    wait_until(lambda: _colours(strip.screenshot()) > 8, "no waveform is drawn")
    assert strip.is_visible()


def _colours(picture: bytes) -> int:
    """Count how many different byte runs a picture has: a plain strip is a very small file."""
    return len(picture) // 100


def test_the_music_goes_on_while_one_moves_through_the_studio(tab: Page, studio: Studio) -> None:
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.set_default_timeout(10_000)
    tab.goto(studio.address)
    tab.get_by_role("link", name="song").first.click()
    tab.wait_for_url("**/track/*")
    tab.locator("#content").get_by_role("button", name="Play").first.click()
    tab.wait_for_selector(".sfa-player[data-state=playing]")
    find_player(tab)
    tab.evaluate("(end) => player.setLoop(0, end)", SECONDS)  # or it ends before we are there
    tab.get_by_role("link", name="Library").first.click()
    tab.wait_for_url(f"{studio.address}/")
    assert tab.locator(".sfa-player").get_attribute("data-state") == "playing"
