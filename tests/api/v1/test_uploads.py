"""How files come in over the network."""

import asyncio
import os
from collections.abc import Iterator
from uuid import UUID

import pytest
from starlette.types import Message

from app.api.visitors import COOKIE
from app.pipeline import JobState, PipelineView
from tests.api.v1.conftest import ROOT, Api


def stages_of(view: PipelineView) -> list[str]:
    return [stage.stage for stage in view.stages]


def in_pieces(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def test_a_file_becomes_a_track_with_stems_and_keeps_its_bytes(api: Api) -> None:
    content = os.urandom(3_500_000)
    started = api.client.post(
        f"{ROOT}/uploads",
        params={"name": "C:\\Music\\Song.wav", "engine": "draft"},
        content=in_pieces(content, 70_001),
    )
    assert started.status_code == 201
    assert started.json()["track_id"] is None
    assert started.json()["duplicate"] is False
    done = api.finish(started.json())
    assert done.is_complete
    assert stages_of(done) == ["import", "separate", "analyse", "cue"]
    assert api.get(f"/tracks/{done.track_id}")["file_name"] == "Song.wav"
    assert api.client.get(f"{ROOT}/tracks/{done.track_id}/file").content == content
    assert api.waiting() == []


def test_the_same_bytes_lead_to_their_track_at_once_and_nothing_is_done_twice(api: Api) -> None:
    track_id = api.import_track()
    again = api.upload(name="another name.wav")
    assert again == {"pipeline_id": None, "track_id": track_id, "duplicate": True}
    assert api.get("/tracks")["total"] == 1
    assert api.waiting() == []


def test_of_the_same_bytes_only_what_is_missing_is_done(api: Api) -> None:
    track_id = api.import_track()
    again = api.upload(engine="demucs", model="htdemucs")
    assert again["duplicate"] is True
    assert again["track_id"] == track_id
    done = api.finish(again)
    assert stages_of(done) == ["separate"]
    assert done.is_complete
    engines = {one["engine"] for one in api.get(f"/tracks/{track_id}/separations")}
    assert engines == {"draft", "demucs"}


def test_the_same_bytes_of_a_deleted_track_bring_it_back(api: Api) -> None:
    track_id = api.import_track()
    assert api.client.delete(f"{ROOT}/tracks/{track_id}").status_code == 200
    assert api.get("/tracks")["total"] == 0
    assert api.upload()["track_id"] == track_id
    assert api.get(f"/tracks/{track_id}")["title"] == "Twin song"


def test_a_track_that_is_deleted_while_its_bytes_are_imported_again_comes_back(api: Api) -> None:
    track_id = api.import_track()
    api.client.delete(f"{ROOT}/tracks/{track_id}")
    assert api.house.finish(api.house.submit()).track_id == UUID(track_id)
    assert api.get("/tracks")["total"] == 1


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_file_above_the_limit_is_refused_and_nothing_of_it_stays(
    api: Api, *, is_announced: bool
) -> None:
    api.set(max_upload_bytes=2_000_000)
    content = bytes(2_000_001)
    answer = api.client.post(
        f"{ROOT}/uploads",
        params={"name": "long set.wav"},
        content=content if is_announced else in_pieces(content, 60_000),
    )
    assert answer.status_code == 413
    assert answer.json()["error"] == {
        "type": "TooLarge",
        "message": "'long set.wav' is larger than 2.0 MB. Raise SFA_MAX_UPLOAD_BYTES to accept it.",
    }
    assert api.waiting() == []
    assert api.upload(bytes(2_000_000))["duplicate"] is False


def test_an_upload_that_breaks_off_leaves_nothing(api: Api) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": bytes(1_500_000), "more_body": True},
        {"type": "http.request", "body": bytes(700_000), "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0) if len(messages) > 1 else messages[0]

    async def send(message: Message) -> None:
        sent.append(message)

    sent: list[Message] = []
    cookie = f"{COOKIE}={api.client.cookies[COOKIE]}".encode()
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": f"{ROOT}/uploads",
        "raw_path": f"{ROOT}/uploads".encode(),
        "query_string": b"name=song.wav",
        "headers": [(b"cookie", cookie), (b"content-length", b"9000000")],
        "app": api.web,
    }
    asyncio.run(api.web(scope, receive, send))
    assert sent[0]["status"] == 422
    assert b"broke off" in sent[1]["body"]
    assert api.waiting() == []
    assert api.get("/jobs") == []


def test_many_files_at_once_become_as_many_tracks(api: Api) -> None:
    started = [api.upload(bytes([number]) * 1000) for number in range(8)]
    assert all(api.finish(one).is_complete for one in started)
    assert api.get("/tracks")["total"] == 8


MISFITS: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"name": "x.wav", "engine": "demcus"}, 404, "Did you mean 'demucs'"),
    ({"name": "x.wav", "engine": "draft", "model": "htdemucs"}, 422, "belongs to the engine"),
    ({"name": ""}, 422, "name cannot be used"),
    ({}, 422, "name cannot be used"),
    ({"name": "x.wav"}, 422, "'x.wav' is empty"),
)


def test_what_cannot_be_taken_is_a_sentence(api: Api) -> None:
    for query, status, words in MISFITS:
        content = b"" if words.endswith("is empty") else b"x"
        answer = api.client.post(f"{ROOT}/uploads", params=query, content=content)
        assert answer.status_code == status
        assert words in answer.json()["error"]["message"]
    assert api.waiting() == []


def test_the_demo_song_comes_in_with_one_click_and_only_once(api: Api) -> None:
    first = api.client.post(f"{ROOT}/demo")
    assert first.status_code == 201
    done = api.finish(first.json())
    assert done.is_complete
    assert api.get(f"/tracks/{done.track_id}")["source"] == "demo"
    again = api.client.post(f"{ROOT}/demo").json()
    assert again == {"pipeline_id": None, "track_id": str(done.track_id), "duplicate": True}
    assert api.waiting() == []


def test_a_studio_that_cannot_play_leaves_nothing_behind(api: Api) -> None:
    del api.house.workshop.behaviours["sources.render_demo"]
    with pytest.raises(KeyError):
        api.client.post(f"{ROOT}/demo")
    assert api.waiting() == []
    assert not any(job.state is JobState.QUEUED for job in api.house.jobs())
