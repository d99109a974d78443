"""Whoever waits for stems learns when they can be heard, and when nothing comes of them."""

from app import stems
from app.core.errors import EngineCrashed
from app.pipeline import JobState
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.listening import begin, fetch, finish, live_of, player_of, write
from tests.api.v1.slow_engine import FRAMES, PAGE_FRAMES, SlowEngine
from tests.houses import wait_until
from tests.twins import failing


def test_a_newer_separation_is_announced_beside_the_older_one(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, older = begin(api, song)
    finish(api, engine, older, (0, FRAMES))
    assert player_of(api, track_id)["coming_url"] is None
    asked = {"engine": "draft", "again": True}
    assert api.client.post(f"{ROOT}/tracks/{track_id}/separations", json=asked).status_code == 201
    wait_until(lambda: player_of(api, track_id)["coming_url"] is not None, "nothing was announced")
    player = player_of(api, track_id)
    assert player["separation_id"] == older
    assert not player["is_pending"]
    address = player["coming_url"]
    wait_until(lambda: fetch(api, address).json()["state"] == "making", "it was never made")
    newer = fetch(api, address).json()["separation_id"]
    assert newer != older
    pending = player_of(api, track_id, separation=newer)
    assert pending["is_pending"]
    assert pending["coming_url"] is None
    finish(api, engine, newer, (0, FRAMES))
    assert fetch(api, address).json() == {"state": "done", "separation_id": newer}
    assert player_of(api, track_id)["separation_id"] == newer
    assert player_of(api, track_id, separation=older)["coming_url"] is None


def test_what_waits_for_its_turn_is_announced_and_cannot_be_played_yet(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    del engine
    track_id, cancelled = begin(api, song)
    assert api.client.post(f"{ROOT}/jobs/{cancelled}/cancel").status_code == 200
    api.house.wait_for_state("separate", JobState.CANCELLED)
    api.house.stop()
    asked = {"engine": "draft"}
    assert api.client.post(f"{ROOT}/tracks/{track_id}/separations", json=asked).status_code == 201
    waiting = str(api.house.job("separate").id)

    player = player_of(api, track_id)
    assert [stem["type"] for stem in player["stems"]] == ["mix"]
    assert not player["is_pending"]
    assert fetch(api, player["coming_url"]).json() == {"state": "waiting", "separation_id": None}
    address = f"{ROOT}/tracks/{track_id}/player?separation={waiting}"
    assert fetch(api, address).status_code == 425
    assert live_of(api, waiting)["spans"] == []
    assert fetch(api, f"{ROOT}/separations/{waiting}/stems/0/pages/0").status_code == 425
    assert api.client.post(f"{ROOT}/jobs/{waiting}/cancel").status_code == 200
    assert fetch(api, player["coming_url"]).json()["state"] == "gone"
    assert player_of(api, track_id)["coming_url"] is None


def test_a_cancelled_making_is_gone_and_leaves_nothing(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, separation_id = begin(api, song)
    player = player_of(api, track_id)
    write(api, engine, separation_id, 0, PAGE_FRAMES)
    assert api.client.post(f"{ROOT}/jobs/{separation_id}/cancel").status_code == 200
    api.house.wait_for_state("separate", JobState.CANCELLED)
    live = fetch(api, player["live_url"])
    assert (live.status_code, live.json()["state"]) == (200, "gone")
    page = fetch(api, f"{player['stems'][0]['pages_url']}/0")
    assert page.status_code == 404
    assert "never finished" in page.json()["error"]["message"]
    assert api.client.post(player["wish_url"], json={"frame": 0}).status_code == 404
    assert separation_id not in api.waiting()
    mix = player_of(api, track_id)
    assert [stem["type"] for stem in mix["stems"]] == ["mix"]
    assert not mix["is_pending"]


def test_who_waits_for_a_making_that_crashes_is_led_to_its_retry(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    crash = failing(EngineCrashed("The engine crashed."), times=1, then=engine)
    api.house.workshop.behaviours[stems.SEPARATE.name] = crash
    api.upload(song)
    api.house.start()
    failed = api.house.wait_for_state("separate", JobState.FAILED)
    address = f"{ROOT}/tracks/{failed.track_id}/coming/{failed.id}"
    wait_until(lambda: fetch(api, address).json()["state"] == "making", "nobody tried again")
    newer = fetch(api, address).json()["separation_id"]
    assert newer != str(failed.id)
    assert live_of(api, str(failed.id))["state"] == "gone"
    finish(api, engine, newer, (0, FRAMES))
    assert fetch(api, address).json() == {"state": "done", "separation_id": newer}


def test_a_separation_that_is_there_already_is_what_was_waited_for(
    api: Api, engine: SlowEngine, song: bytes
) -> None:
    track_id, separation_id = begin(api, song)
    finish(api, engine, separation_id, (0, FRAMES))
    asked = {"engine": "draft", "model": "draft"}
    answer = api.client.post(f"{ROOT}/tracks/{track_id}/separations", json=asked)
    assert answer.status_code == 201
    api.finish(answer.json())
    (newest, *_) = [job for job in api.house.jobs() if job.stage == "separate"]
    assert str(newest.id) != separation_id
    coming = fetch(api, f"{ROOT}/tracks/{track_id}/coming/{newest.id}").json()
    assert coming == {"state": "done", "separation_id": separation_id}
