"""Whoever plays a track hears its stems while they are made, under the addresses they keep."""

import threading
from uuid import UUID, uuid4

import numpy as np

from app import pipeline, stems
from app.pipeline import JobState
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.listening import begin, fetch, finish, live_of, player_of, write
from tests.api.v1.slow_engine import FRAMES, PAGE_FRAMES, SlowEngine
from tests.houses import House, wait_until

FOREVER = "private, max-age=31536000, immutable"


def test_stems_play_while_they_are_made_and_stay_where_they_are(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, separation_id = begin(api, song)
    player = player_of(api, track_id)
    assert player["is_pending"]
    assert player["separation_id"] == separation_id
    assert player["coming_url"] is None
    assert player["is_draft"]
    assert (player["frames"], player["channels"], player["rate_hz"]) == (FRAMES, 2, 44_100)
    assert [stem["type"] for stem in player["stems"]] == ["vocals", "drums", "bass", "other"]
    pages = [f"{stem['pages_url']}/1" for stem in player["stems"]]
    assert [fetch(api, page).status_code for page in pages] == [425] * 4
    assert fetch(api, pages[0]).json()["error"]["type"] == "NotYet"

    write(api, engine, separation_id, PAGE_FRAMES, 2 * PAGE_FRAMES)
    before = [fetch(api, page) for page in pages]
    assert [page.status_code for page in before] == [200] * 4
    finish(api, engine, separation_id, (0, PAGE_FRAMES), (2 * PAGE_FRAMES, FRAMES))

    after = [fetch(api, page) for page in pages]
    assert [page.content for page in after] == [page.content for page in before]
    assert [page.headers["etag"] for page in after] == [page.headers["etag"] for page in before]
    sound = np.frombuffer(after[0].content, "<i2").reshape(-1, 2).T
    true = engine.stems[3, :, PAGE_FRAMES : 2 * PAGE_FRAMES] * (1 << 15)
    assert np.abs(sound - true).max() <= 0.5
    done = player_of(api, track_id)
    assert not done["is_pending"]
    assert done["live_url"] is done["wish_url"] is done["coming_url"] is None
    same = ("id", "type", "letter", "colour", "pages_url", "waveform_url")
    for old, new in zip(player["stems"], done["stems"], strict=True):
        assert [old[name] for name in same] == [new[name] for name in same]
        assert new["columns_url"] is None


def test_how_far_the_making_is_can_be_asked_to_the_end(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, separation_id = begin(api, song)
    address = player_of(api, track_id)["live_url"]
    first = fetch(api, address)
    assert first.headers["cache-control"] == "no-store"
    assert first.json()["state"] == "making"
    assert first.json()["spans"] == []
    write(api, engine, separation_id, 100, 9_000)
    second = fetch(api, address).json()
    assert second["spans"] == [[100, 9_000]]
    assert second["version"] > first.json()["version"]
    finish(api, engine, separation_id, (0, 100), (9_000, FRAMES))
    last = fetch(api, address).json()
    assert last["state"] == "done"
    assert last["frames"] == FRAMES
    assert last["spans"] == [[0, FRAMES]]


def test_browsers_ask_again_for_what_is_made_and_keep_what_is_done(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, separation_id = begin(api, song)
    address = f"{player_of(api, track_id)['stems'][0]['pages_url']}/0"
    write(api, engine, separation_id, 0, PAGE_FRAMES)
    page = fetch(api, address)
    assert page.headers["cache-control"] == "private, no-cache"
    tag = page.headers["etag"]
    assert fetch(api, address, **{"if-none-match": tag}).status_code == 304
    finish(api, engine, separation_id, (PAGE_FRAMES, FRAMES))
    again = fetch(api, address, **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == FOREVER


def test_the_waveform_is_drawn_on_the_way_and_whole_at_once_at_the_end(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, separation_id = begin(api, song)
    (stem, *_) = player_of(api, track_id)["stems"]
    assert fetch(api, stem["waveform_url"]).status_code == 425
    write(api, engine, separation_id, 0, PAGE_FRAMES)
    drawn = fetch(api, f"{stem['columns_url']}?start=100&end=200")
    assert drawn.headers["cache-control"] == "no-store"
    assert len(drawn.content) == 400
    assert min(drawn.content[::4]) > 0
    last = fetch(api, f"{stem['columns_url']}?start=400")
    assert not any(last.content)
    finish(api, engine, separation_id, (PAGE_FRAMES, FRAMES))
    pyramid = fetch(api, stem["waveform_url"])
    assert pyramid.headers["cache-control"] == FOREVER
    assert stems.DRAW.name not in api.house.workshop.calls
    coarse = fetch(api, f"{stem['columns_url']}?start=100&end=200").content
    assert coarse == drawn.content
    assert stems.read_level(pyramid.content, 1, start=100, end=200) == coarse


def test_the_engine_hears_the_last_wish(api: Api, engine: SlowEngine, song: bytes) -> None:
    track_id, separation_id = begin(api, song)
    player = player_of(api, track_id)
    for frame in (5, 2 * PAGE_FRAMES):
        assert api.client.post(player["wish_url"], json={"frame": frame}).status_code == 204
    assert engine.files is not None
    assert engine.files.wished_frame == 2 * PAGE_FRAMES
    assert live_of(api, separation_id)["wished_frame"] == 2 * PAGE_FRAMES
    write(api, engine, separation_id, 2 * PAGE_FRAMES, FRAMES)
    assert live_of(api, separation_id)["wished_frame"] is None
    assert api.client.post(player["wish_url"], json={"frame": -1}).status_code == 422
    finish(api, engine, separation_id, (0, 2 * PAGE_FRAMES))
    assert api.client.post(player["wish_url"], json={"frame": 5}).status_code == 204


def test_another_process_serves_what_a_worker_makes(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    """Web and worker share the database and the media folder, and nothing else."""
    with House(api.house.settings) as worker:
        worker.workshop.behaviours[stems.SEPARATE.name] = engine
        api.upload(song)
        worker.start()
        job = api.house.wait_for_state("separate", JobState.PROCESSING)
        wait_until(lambda: live_of(api, str(job.id))["frames"] > 0, "the engine never began")
        write(api, engine, str(job.id), 0, PAGE_FRAMES)
        address = f"{player_of(api, str(job.track_id))['stems'][2]['pages_url']}/0"
        before = fetch(api, address)
        finish(api, engine, str(job.id), (PAGE_FRAMES, FRAMES))
        assert fetch(api, address).content == before.content


def test_nobody_falls_between_the_making_and_the_end(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, separation_id = begin(api, song)
    page = f"{player_of(api, track_id)['stems'][0]['pages_url']}/0"
    write(api, engine, separation_id, 0, PAGE_FRAMES)
    heard: list[tuple[int, str]] = []
    is_over = threading.Event()
    listener = api.sign_in(api.house.settings.owner_email)

    def listen() -> None:
        while not is_over.is_set():
            state = listener.get(f"{ROOT}/separations/{separation_id}/live").json()["state"]
            heard.append((listener.get(page).status_code, state))

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        finish(api, engine, separation_id, (PAGE_FRAMES, FRAMES))
        wait_until(lambda: separation_id not in api.waiting(), "the scratch was never dropped")
        enough = len(heard) + 3
        wait_until(lambda: len(heard) >= enough, "the listener has stopped")
    finally:
        is_over.set()
        thread.join()
    assert {status for status, _ in heard} == {200}
    states = [state for _, state in heard]
    assert states == sorted(states, reverse=True)  # making comes before done, and nothing else
    assert set(states) <= {"making", "done"}
    assert states[-1] == "done"


def test_nobody_else_hears_what_is_made(api: Api, engine: SlowEngine, song: bytes) -> None:
    track_id, separation_id = begin(api, song)
    write(api, engine, separation_id, 0, PAGE_FRAMES)
    stranger = api.sign_in("stranger@example.org")
    root = f"{ROOT}/separations/{separation_id}"
    for address in (
        f"{root}/live",
        f"{root}/stems/0/pages/0",
        f"{root}/stems/0/waveform",
        f"{root}/stems/0/columns",
        f"{ROOT}/tracks/{track_id}/player",
        f"{ROOT}/tracks/{track_id}/coming/{separation_id}",
    ):
        assert stranger.get(address).status_code == 404, address
    assert stranger.post(f"{root}/wish", json={"frame": 0}).status_code == 404
    assert live_of(api, separation_id)["wished_frame"] is None
    mine = api.client.get(f"{ROOT}/tracks/{uuid4()}/coming/{separation_id}")
    assert mine.status_code == 404


def test_a_track_that_was_thrown_away_is_silent(api: Api, engine: SlowEngine, song: bytes) -> None:
    track_id, separation_id = begin(api, song)
    write(api, engine, separation_id, 0, PAGE_FRAMES)
    assert api.client.delete(f"{ROOT}/tracks/{track_id}").status_code == 200
    for end in ("live", "stems/0/pages/0"):
        answer = fetch(api, f"{ROOT}/separations/{separation_id}/{end}")
        assert answer.status_code == 404


def test_the_quality_is_kept_with_the_separation(api: Api, engine: SlowEngine, song: bytes) -> None:
    track_id, separation_id = begin(api, song)
    finish(api, engine, separation_id, (0, FRAMES))
    with api.house.database.reading() as session:
        (row,) = stems.list_separations(
            session, owner_id=api.house.owner_id, track_id=UUID(track_id)
        )
    report = stems.QualityReport.model_validate(row.quality)
    assert [stem.name for stem in report.stems] == ["vocals", "drums", "bass", "other"]
    sound = pipeline.find_sound(api.house.tools, row.id, owner_id=api.house.owner_id)
    assert [part.id for part in sound.parts] == [
        stems.stem_id_of(row.id, place) for place in range(4)
    ]
