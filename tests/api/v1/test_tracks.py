"""One track as programs see it."""

import os
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app import pipeline
from app.library import Track
from app.pipeline import JobState
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import LONG_AGO, add, make_job, make_track


def test_what_is_written_about_a_track_can_be_changed(api: Api) -> None:
    path = f"/tracks/{api.import_track()}"
    edit = {"title": "  New\n title ", "artist": "", "year": 1987}
    answer = api.client.patch(ROOT + path, json=edit)
    assert answer.status_code == 200
    assert answer.json()["title"] == "New title"
    changed = api.get(path)
    assert (changed["artist"], changed["year"]) == (None, 1987)
    assert changed["changed_at"] is not None
    assert changed["tempo_bpm"] == 120.0
    assert any(type(one).__name__ == "TrackChanged" for one in api.house.events)
    api.client.patch(ROOT + path, json={"genre": "House"})
    assert api.get(path)["title"] == "New title"


MISFITS: tuple[dict[str, Any], ...] = (
    {"title": ""},
    {"title": " \u200e "},
    {"title": None},
    {"title": "x" * 501},
    {"genre": "x" * 201},
    {"year": 3000},
    {"year": "soon"},
    {"id": str(uuid4())},
    {"owner_id": str(uuid4())},
)


def test_what_cannot_be_written_is_refused(api: Api) -> None:
    track = make_track(api.house, "song")
    add(api.house, track)
    for edit in MISFITS:
        answer = api.client.patch(f"{ROOT}/tracks/{track.id}", json=edit)
        assert answer.status_code == 422, edit
        assert set(answer.json()["error"]) == {"type", "message"}
    assert api.get(f"/tracks/{track.id}")["title"] == "song"


def test_a_deleted_track_is_gone_everywhere_until_it_is_restored(api: Api) -> None:
    track_id = api.import_track()
    (separation,) = api.get(f"/tracks/{track_id}/separations")
    (job, *_) = api.get(f"/tracks/{track_id}/jobs")
    deleted = api.client.delete(f"{ROOT}/tracks/{track_id}").json()
    assert deleted["track_id"] == track_id
    places = [f"/tracks/{track_id}{part}" for part in PARTS]
    places += [separation["stems"][0]["file_url"].removeprefix(ROOT)]
    places += [separation["zip_url"].removeprefix(ROOT), f"/jobs/{job['id']}"]
    stem = f"/stems/{separation['stems'][0]['id']}"
    sounds = [f"/tracks/{track_id}/player", f"/tracks/{track_id}/waveform", f"{stem}/waveform"]
    sounds += [f"/tracks/{track_id}/pages/0", f"{stem}/pages/0"]
    assert {api.client.get(ROOT + place).status_code for place in places + sounds} == {404}
    listed = api.get("/tracks")
    assert (listed["rows"], listed["total"]) == ([], 0)
    assert api.get("/jobs") == []
    assert api.client.delete(f"{ROOT}/tracks/{track_id}").status_code == 404
    assert api.client.post(deleted["undo_url"]).status_code == 200
    assert {api.client.get(ROOT + place).status_code for place in places} == {200}


PARTS = ("", "/file", "/separations", "/analysis", "/sections", "/cues", "/jobs")


def test_what_works_on_a_track_stops_when_it_is_deleted(api: Api) -> None:
    track = make_track(api.house, "song")
    job = make_job(track, JobState.QUEUED)
    add(api.house, track, job)
    api.client.delete(f"{ROOT}/tracks/{track.id}")
    with api.house.database.reading() as session:
        stopped = pipeline.get_job(session, job.id, owner_id=api.house.owner_id)
    assert stopped.state is JobState.CANCELLED


def test_a_day_after_it_was_deleted_a_track_goes_for_good(api: Api) -> None:
    kept = api.import_track(b"kept")
    before = media_of(api)
    gone = api.import_track(b"gone")
    made = media_of(api) - before
    assert len(made) >= 5
    api.client.delete(f"{ROOT}/tracks/{gone}")
    assert pipeline.clean(api.house.tools, dry_run=False) == []
    with api.house.database.transaction() as session:
        session.get_one(Track, UUID(gone)).deleted_at = LONG_AGO
    for path in media_of(api):
        os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    assert len(pipeline.clean(api.house.tools, dry_run=True)) == len(made)
    assert media_of(api) == before | made
    assert len(pipeline.clean(api.house.tools, dry_run=False)) == len(made)
    assert media_of(api) == before
    assert api.client.post(f"{ROOT}/tracks/{gone}/restore").status_code == 404
    assert api.get(f"/tracks/{kept}")["title"] == "Twin song"
    assert api.upload(b"gone")["duplicate"] is False


def media_of(api: Api) -> set[Path]:
    folder = api.house.media.folder / "media"
    return {path for path in folder.rglob("*") if path.is_file()}


def test_a_track_can_be_taken_apart_again_with_another_model(api: Api) -> None:
    track_id = api.import_track()
    answer = api.client.post(
        f"{ROOT}/tracks/{track_id}/separations", json={"engine": "demucs", "model": "htdemucs_ft"}
    )
    assert answer.status_code == 201
    assert api.finish(answer.json()).is_complete
    separations = api.get(f"/tracks/{track_id}/separations")
    assert [one["model"] for one in separations] == ["htdemucs_ft", "draft"]
    assert [stem["type"] for stem in separations[0]["stems"]] == [
        "vocals",
        "drums",
        "bass",
        "other",
    ]
    unknown = api.client.post(f"{ROOT}/tracks/{track_id}/separations", json={"model": "htdemcus"})
    assert unknown.status_code == 404
    assert "Did you mean" in unknown.json()["error"]["message"]


def test_a_track_can_be_listened_to_again(api: Api) -> None:
    track_id = api.import_track()
    answer = api.client.post(f"{ROOT}/tracks/{track_id}/analyses")
    assert answer.status_code == 201
    done = api.finish(answer.json())
    assert [stage.stage for stage in done.stages] == ["analyse", "cue"]
    assert done.stages[0].result["reused"] is False
    assert api.get(f"/tracks/{track_id}/analysis")["tempo_bpm"] == 120.0
    assert [one["label"] for one in api.get(f"/tracks/{track_id}/sections")] == ["intro", "drop"]
    (cue,) = api.get(f"/tracks/{track_id}/cues")
    assert (cue["label"], cue["position_seconds"], cue["origin"]) == ("Drop", 4.0, "analysis")


def test_a_track_that_nobody_has_heard_says_so(api: Api) -> None:
    track = make_track(api.house, "song")
    add(api.house, track)
    answer = api.client.get(f"{ROOT}/tracks/{track.id}/analysis")
    assert answer.status_code == 404
    assert "no analysis yet" in answer.json()["error"]["message"]
    assert api.get(f"/tracks/{track.id}/sections") == []
