"""The queue as a person uses it: from a list on, by chance, by hand, by keys, over a reload."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from app import accounts, library
from tests import visitors
from tests.browser.pictures import shoot
from tests.browser.queued import (
    RATE_HZ,
    Samples,
    find,
    make_workshop,
    owner_of,
    put_music,
    queue,
    queued_row,
)
from tests.browser.served import Served, serve
from tests.browser.windows import SIZES, Windows
from tests.houses import wait_until

IDS = "() => jukebox.queue.entries.map((one) => one.id)"
CURRENT = "() => jukebox.queue.current?.id"
PLAYING = ".sfa-player[data-state=playing]"

MEDIA = """window.acts = {};
const take = (name, act) => { window.acts[name] = act; };
Object.defineProperty(MediaSession.prototype, "setActionHandler", { value: take });
Object.defineProperty(MediaSession.prototype, "setPositionState", {
  value: (place) => { window.place = place; },
});"""


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a studio to put music into."""
    with serve(tmp_path_factory.mktemp("queue") / "data", workshop=make_workshop()) as studio:
        yield studio


@pytest.fixture
def windows(chromium: Browser, served: Served) -> Iterator[Windows]:
    """Return a way to open windows; none may have an error on its console at the end."""
    with Windows(chromium, served.address, served.cookies()) as opened:
        yield opened


def silence(times: Samples) -> Samples:
    """Return nothing to be heard."""
    return 0.0 * times


def put_tracks(served: Served, *titles: str, seconds: int = 20) -> list[UUID]:
    """Add tracks, the last of which is the newest."""
    return [put_music(served, title, silence, frames=seconds * RATE_HZ) for title in titles]


def titles_in(window: Page) -> list[str]:
    """Return what the queue shows, in its order."""
    rows = window.locator(".sfa-queue-row")
    places = {
        int(row.get_attribute("data-place") or 0): row.locator(".sfa-title").inner_text()
        for row in rows.all()
    }
    return [places[place] for place in sorted(places)]


def is_playing(window: Page, track_id: UUID) -> None:
    """Wait until a track of the queue sounds."""
    window.wait_for_selector(PLAYING)
    window.wait_for_function("(id) => player.manifest?.track_id === id", arg=str(track_id))


def test_a_row_is_played_and_the_list_follows_in_its_order(
    served: Served, windows: Windows
) -> None:
    ids = [str(one) for one in reversed(put_tracks(served, *"ABCD"))]  # the newest first
    window = windows.open()
    find(window)
    window.get_by_role("button", name="Play C").click()
    window.wait_for_selector(PLAYING)
    wait_until(lambda: window.evaluate(IDS) == ids, "the list does not follow")
    assert window.evaluate(CURRENT) == ids[1]
    window.get_by_role("button", name="Next track").click()
    is_playing(window, UUID(ids[2]))
    window.keyboard.press("b")
    is_playing(window, UUID(ids[1]))
    window.keyboard.press("n")
    is_playing(window, UUID(ids[2]))


def test_a_playlist_is_played_from_a_track_on(served: Served, windows: Windows) -> None:
    ids = put_tracks(served, *"ABCD")
    order = [ids[2], ids[0], ids[3], ids[0], ids[1]]
    with served.tools.database.transaction() as session:
        made = library.create_playlist(
            session, "Evening", owner_id=owner_of(served), track_ids=order
        )
        playlist_id = made.id
    window = windows.open(f"/playlist/{playlist_id}")
    find(window)
    window.locator("[data-place='3']").get_by_role("button", name="Play A").click()
    is_playing(window, ids[0])
    wanted = [str(one) for one in order]
    wait_until(lambda: window.evaluate(IDS) == wanted, "the playlist does not follow")
    assert window.evaluate("() => jukebox.queue.at") == 3


def test_the_queue_is_ordered_by_keys_and_by_hand_and_kept_over_a_reload(
    served: Served, windows: Windows
) -> None:
    ids = put_tracks(served, *"ABCDE")
    window = windows.open()
    find(window)
    queue(window, *ids)
    is_playing(window, ids[0])
    window.keyboard.press("q")
    expect(window.locator(".sfa-queue-row")).to_have_count(5)
    expect(window.locator(".sfa-queue-row").first).to_be_focused()
    for key in ("ArrowDown", "Alt+ArrowDown", "ArrowUp", "Delete"):
        window.keyboard.press(key)
    wait_until(lambda: titles_in(window) == ["A", "B", "D", "E"], "keys do not order")
    start = queued_row(window, "E").locator(".sfa-queue-handle").bounding_box()
    goal = queued_row(window, "B").bounding_box()
    assert start is not None
    assert goal is not None
    window.mouse.move(start["x"] + 5, start["y"] + 5)
    window.mouse.down()
    window.mouse.move(goal["x"] + 5, goal["y"] + 2, steps=5)
    window.mouse.up()
    wait_until(lambda: titles_in(window) == ["A", "E", "B", "D"], "a drag does not order")
    window.get_by_role("button", name="Save as playlist").click()
    window.keyboard.press("Enter")
    expect(window.get_by_role("alert")).to_contain_text("Give the playlist a name")
    window.keyboard.type("Of the queue")
    window.keyboard.press("Enter")
    expect(window.get_by_text("Saved as playlist Of the queue.")).to_be_visible()
    window.keyboard.press("Escape")
    expect(window.locator(".sfa-queue")).to_be_hidden()
    window.evaluate("() => { jukebox.queue.turnRepeat(); player.pause(); player.seek(7); }")
    window.wait_for_timeout(600)
    window.reload()
    find(window)
    expect(window.locator(".sfa-bar .sfa-title")).to_have_text("A")
    expect(window.get_by_role("button", name="Repeat: all of the queue")).to_be_visible()
    assert window.evaluate("() => player.output") is None
    window.get_by_role("region", name="Player").get_by_role("button", name="Play").first.click()
    is_playing(window, ids[0])
    assert window.evaluate("() => player.seconds") >= 7
    kept = [str(ids[place]) for place in (0, 4, 1, 3)]
    assert window.evaluate(IDS) == kept


def test_another_person_in_this_browser_has_a_queue_of_their_own(
    served: Served, windows: Windows
) -> None:
    ids = put_tracks(served, "Mine")
    browser = windows.browser()
    window = windows.add(browser)
    find(window)
    queue(window, *ids)
    is_playing(window, ids[0])
    window.wait_for_timeout(600)
    with served.tools.database.transaction() as session:
        token = accounts.sign_in(session, accounts.ensure_owner(session, "other@example.org"))
    browser.clear_cookies()
    browser.add_cookies([{"name": visitors.COOKIE, "value": token, "url": served.address}])
    window.reload()
    find(window)
    expect(window.locator(".sfa-bar .sfa-title")).to_have_text("Nothing is playing")
    assert window.evaluate(IDS) == []


def test_tracks_without_audio_are_skipped_with_a_word(served: Served, windows: Windows) -> None:
    ids = put_tracks(served, "First", "Gone", "Last")
    served.tools.media.path(library.media_key_of(ids[1])).unlink()
    window = windows.open()
    windows.may_be_gone.add(str(ids[1]))
    find(window)
    queue(window, *ids)
    is_playing(window, ids[0])
    window.keyboard.press("n")
    is_playing(window, ids[2])
    expect(window.get_by_text("Gone cannot be played now and was skipped.")).to_be_visible()
    window.keyboard.press("q")
    expect(queued_row(window, "Gone")).to_contain_text("It cannot be played now")


def test_where_one_window_plays_the_others_pause(served: Served, windows: Windows) -> None:
    ids = put_tracks(served, "Here", "There")
    browser = windows.browser()
    here, there = windows.add(browser), windows.add(browser)
    for window, track_id in ((here, ids[0]), (there, ids[1])):
        find(window)
        queue(window, track_id)
        is_playing(window, track_id)
    here.wait_for_function("() => player.state === 'paused'")
    there.keyboard.press("q")
    there.get_by_text("How it plays").click()
    there.get_by_label("Pause when another window plays").uncheck()
    here.wait_for_timeout(600)
    here.evaluate("() => player.play()")
    is_playing(here, ids[0])
    there.wait_for_timeout(300)
    assert there.evaluate("() => player.state") == "playing"


def test_media_keys_and_lock_screens_have_the_player(served: Served, windows: Windows) -> None:
    ids = put_tracks(served, "Song", "After")
    browser = windows.browser()
    browser.add_init_script(MEDIA)
    window = windows.add(browser)
    find(window)
    queue(window, *ids)
    is_playing(window, ids[0])
    session = "() => [navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]"
    assert window.evaluate(session) == ["Song", "playing"]
    assert window.evaluate("() => window.place.duration") == 20
    window.evaluate("() => acts.seekto({ seekTime: 12 })")
    assert window.evaluate("() => player.seconds") >= 12
    window.evaluate("() => acts.seekbackward({ seekOffset: 5 })")
    assert 7 <= window.evaluate("() => player.seconds") < 9
    window.evaluate("() => acts.seekforward({})")
    assert window.evaluate("() => player.seconds") >= 17
    window.evaluate("() => acts.pause()")
    window.wait_for_function("() => navigator.mediaSession.playbackState === 'paused'")
    window.evaluate("() => acts.play()")
    window.wait_for_selector(PLAYING)
    window.evaluate("() => acts.nexttrack()")
    is_playing(window, ids[1])
    window.evaluate("() => acts.previoustrack()")
    is_playing(window, ids[0])


def test_ten_thousand_tracks_are_as_quick_as_ten(served: Served, windows: Windows) -> None:
    ids = put_tracks(served, *"ABC")
    window = windows.open()
    find(window)
    many = [ids[n % 3] for n in range(10_000)]
    asked: list[str] = []
    window.on("request", lambda one: asked.append(one.url))
    queue(window, *many, start=9_000)
    is_playing(window, many[9_000])
    window.keyboard.press("q")
    expect(window.locator(".sfa-queue-row[aria-current]")).to_be_in_viewport()
    assert window.locator(".sfa-queue-row").count() < 40
    assert len([one for one in asked if "/player/tracks" in one]) < 3
    window.keyboard.press("End")
    expect(window.locator("[data-place='9999']")).to_be_focused()


def test_the_bar_and_its_queue_fit_every_screen(served: Served, windows: Windows) -> None:
    titles = ("Slow burn", "A very long title that goes on and on until nobody reads it", "Tide")
    ids = put_tracks(served, *titles, *(f"Number {n}" for n in range(9)))
    window = windows.open()
    find(window)
    queue(window, *ids, start=1)
    is_playing(window, ids[1])
    for width, height in SIZES:
        window.set_viewport_size({"width": width, "height": height})
        shoot(window, "player-bar")
        window.get_by_role("button", name="Queue", exact=True).click()
        expect(queued_row(window, "Tide")).to_be_visible()
        shoot(window, "player-queue")
        window.get_by_role("button", name="Close the queue").click()
        expect(window.get_by_role("button", name="Queue", exact=True)).to_be_focused()
