"""What takes space, quotas that hold, and caches that come back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from app import accounts, stems
from app.core.work import Report
from app.pipeline import Halt, JobState
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.test_separations_residual import make_song

KB = 1_000


def draw(request: stems.DrawRequest, report: Report, halt: Halt) -> BaseModel:
    del halt
    return stems.DRAW.perform(request, report)


@pytest.fixture(autouse=True)
def _measured_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the storage be looked at each time: what a test puts there was not there before."""
    monkeypatch.setattr("app.pipeline.service.measuring.FRESH_SECONDS", 0.0)


def set_quota(api: Api, size_bytes: int | None) -> None:
    with api.house.database.transaction() as session:
        user = accounts.get_user(session, api.house.owner_id)
        accounts.set_quota(user, quota_bytes=size_bytes)
        session.add(user)


def send(api: Api, content: bytes | Iterator[bytes], name: str = "song.wav") -> Any:  # noqa: ANN401  — an answer
    asked = {"name": name, "engine": "draft"}
    return api.client.post(f"{ROOT}/uploads", params=asked, content=content)


def clear(api: Api, *kinds: str, **more: Any) -> Any:  # noqa: ANN401  — whatever the JSON holds
    answer = api.client.post(f"{ROOT}/disk/clearings", json={"kinds": list(kinds), **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_space_is_told_by_what_takes_it_and_by_track(api: Api) -> None:
    small, large = api.import_track(b"s" * KB), api.import_track(b"l" * 9 * KB)
    disk = api.get("/disk")
    parts = [
        part
        for track_id in (small, large)
        for separation in api.get(f"/tracks/{track_id}/separations")
        for part in separation["stems"]
    ]
    assert disk["tracks"] == 2
    assert disk["originals_bytes"] == 10 * KB
    assert disk["stems_bytes"] == sum(part["size_bytes"] for part in parts) > 0
    assert disk["used_bytes"] == disk["originals_bytes"] + disk["stems_bytes"]
    assert (disk["quota_bytes"], disk["left_bytes"]) == (None, None)
    assert [one["track_id"] for one in disk["largest"]] == [large, small]
    assert disk["largest"][0]["originals_bytes"] == 9 * KB


def test_what_is_in_the_trash_is_told_apart_and_still_counts(api: Api) -> None:
    track_id = api.import_track(b"x" * KB)
    used = api.get("/disk")["used_bytes"]
    api.client.delete(f"{ROOT}/tracks/{track_id}")
    disk = api.get("/disk")
    assert (disk["used_bytes"], disk["tracks"], disk["gone_bytes"]) == (used, 0, used)
    assert (disk["originals_bytes"], disk["stems_bytes"]) == (0, 0)
    assert disk["largest"] == []


def test_everybody_sees_only_their_own(api: Api) -> None:
    api.import_track(b"x" * KB)
    stranger = api.sign_in("stranger@example.org")
    disk = stranger.get(f"{ROOT}/disk").json()
    assert (disk["used_bytes"], disk["largest"], disk["caches_bytes"]) == (0, [], 0)


def test_administrators_see_what_each_takes_and_others_do_not(api: Api) -> None:
    api.import_track(b"x" * KB)
    everybody = api.get("/disk/users")
    (mine,) = [one for one in everybody["users"] if one["originals_bytes"]]
    assert mine["owner_id"] == str(api.house.owner_id)
    assert everybody["free_bytes"] > 0
    assert everybody["database_bytes"] > 0
    with api.house.database.transaction() as session:
        accounts.create_user(session, "mo@example.org", role=accounts.Role.MODERATOR)
    refused = api.sign_in("mo@example.org").get(f"{ROOT}/disk/users")
    assert refused.status_code == 403
    assert "administrator" in refused.json()["error"]["message"]


def test_a_file_that_does_not_fit_is_refused_before_it_is_sent(api: Api) -> None:
    set_quota(api, 10 * KB)
    refused = send(api, b"x" * 11 * KB)
    assert refused.status_code == 507
    assert refused.json()["error"]["message"].startswith(
        "'song.wav' takes 11.0 kB, and only 10.0 kB of your 10 kB are left. Delete tracks"
    )
    assert api.waiting() == []
    assert api.house.jobs() == []


def test_the_setting_for_everybody_holds_unless_a_user_has_more(api: Api) -> None:
    api.set(quota_gb=10 * KB / 1e9)
    assert send(api, b"x" * 11 * KB).status_code == 507
    set_quota(api, 20 * KB)
    assert send(api, b"x" * 11 * KB).status_code == 201
    assert api.get("/disk")["quota_bytes"] == 20 * KB


def test_a_file_whose_size_nobody_said_is_refused_at_its_end_and_nothing_stays(api: Api) -> None:
    set_quota(api, 10 * KB)

    def pieces() -> Iterator[bytes]:
        yield from (b"x" * KB for _ in range(11))

    refused = send(api, pieces())
    assert refused.status_code == 507
    assert api.waiting() == []
    assert api.house.jobs() == []


def test_files_sent_at_the_same_time_do_not_take_each_others_room(api: Api) -> None:
    set_quota(api, 25 * KB)
    contents = [bytes([number]) * 10 * KB for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = [one.status_code for one in pool.map(partial(send, api), contents)]
    assert sorted(statuses) == [201, 201, 507, 507, 507, 507]
    assert len(api.waiting()) == 2


def test_what_the_library_has_already_takes_no_room(api: Api) -> None:
    track_id = api.import_track(b"x" * KB)
    set_quota(api, api.get("/disk")["used_bytes"] + KB)
    assert api.upload(b"x" * KB)["track_id"] == track_id


def test_nothing_is_separated_once_the_quota_is_used_up(api: Api) -> None:
    track_id = api.import_track(b"x" * KB)
    set_quota(api, KB)
    asked = {"engine": "demucs", "model": "htdemucs"}
    started = api.client.post(f"{ROOT}/tracks/{track_id}/separations", json=asked)
    view = api.finish(started.json())
    (stage,) = [one for one in view.stages if one.stage == "separate"]
    assert stage.state is JobState.FAILED
    assert stage.error is not None
    assert stage.error.startswith("Your 1 kB are used up. Delete tracks or stems")
    assert len(api.get(f"/tracks/{track_id}/separations")) == 1


def test_caches_are_dropped_and_come_back_when_they_are_wanted(api: Api) -> None:
    api.house.workshop.behaviours[stems.DRAW.name] = draw
    track_id = api.import_track(make_song())
    address = f"{ROOT}/tracks/{track_id}/waveform"
    drawn = api.client.get(address).content
    cached = api.get("/disk")["caches_bytes"]
    assert cached >= len(drawn)
    would_go = clear(api, "caches")
    assert [(one["kind"], one["size_bytes"]) for one in would_go] == [("caches", cached)]
    assert api.get("/disk")["caches_bytes"] == cached
    assert clear(api, "caches", dry_run=False) == would_go
    after = api.get("/disk")
    assert after["caches_bytes"] == 0
    assert after["stems_bytes"] > 0
    assert api.client.get(address).content == drawn
    assert api.client.get(f"{ROOT}/tracks/{track_id}/file").status_code == 200


def test_caches_of_others_stay(api: Api) -> None:
    api.house.workshop.behaviours[stems.DRAW.name] = draw
    track_id = api.import_track(make_song())
    api.client.get(f"{ROOT}/tracks/{track_id}/waveform")
    stranger = api.sign_in("stranger@example.org")
    asked = {"kinds": ["caches"], "dry_run": False}
    (cleared,) = stranger.post(f"{ROOT}/disk/clearings", json=asked).json()
    assert cleared["count"] == 0
    assert api.get("/disk")["caches_bytes"] > 0


def test_only_drafts_that_better_stems_replace_are_cleared(api: Api) -> None:
    replaced, alone = api.import_track(b"1" * KB), api.import_track(b"2" * KB)
    asked = {"engine": "demucs", "model": "htdemucs"}
    api.finish(api.client.post(f"{ROOT}/tracks/{replaced}/separations", json=asked).json())
    assert clear(api, "drafts")[0]["count"] == 1
    assert clear(api, "drafts", dry_run=False)[0]["count"] == 1
    engines = [
        [one["engine"] for one in api.get(f"/tracks/{track_id}/separations")]
        for track_id in (replaced, alone)
    ]
    assert engines == [["demucs"], ["draft"]]


def test_a_draft_of_which_notes_were_written_down_stays(api: Api) -> None:
    track_id = api.import_track(b"1" * KB)
    (draft,) = api.get(f"/tracks/{track_id}/separations")
    stem_id = draft["stems"][0]["id"]
    api.finish(api.client.post(f"{ROOT}/stems/{stem_id}/transcriptions").json())
    asked = {"engine": "demucs", "model": "htdemucs"}
    api.finish(api.client.post(f"{ROOT}/tracks/{track_id}/separations", json=asked).json())
    assert clear(api, "drafts")[0]["count"] == 0


def test_stems_go_only_of_the_tracks_that_are_named(api: Api) -> None:
    named, other = api.import_track(b"1" * KB), api.import_track(b"2" * KB)
    refused = api.client.post(f"{ROOT}/disk/clearings", json={"kinds": ["stems"]})
    assert refused.status_code == 422
    assert "Name the tracks" in refused.json()["error"]["message"]
    (cleared,) = clear(api, "stems", track_ids=[named], dry_run=False)
    assert cleared["count"] == 1
    assert api.get(f"/tracks/{named}/separations") == []
    assert len(api.get(f"/tracks/{other}/separations")) == 1
    assert api.get(f"/tracks/{named}")["has_audio"] is True


def test_the_stems_of_anothers_track_are_not_found(api: Api) -> None:
    track_id = api.import_track(b"1" * KB)
    stranger = api.sign_in("stranger@example.org")
    asked = {"kinds": ["stems"], "track_ids": [track_id], "dry_run": False}
    assert stranger.post(f"{ROOT}/disk/clearings", json=asked).status_code == 404
    assert len(api.get(f"/tracks/{UUID(track_id)}/separations")) == 1
