"""Notes of stems over the API: asked for, read, and taken away as MIDI."""

from uuid import uuid4

import pytest

from tests.api.v1.conftest import ROOT, Api
from tests.midi import name_tracks, open_midi, read_tracks


def test_a_stem_becomes_notes_and_midi(api: Api) -> None:
    track_id = api.import_track()
    stem = stem_of(api, track_id, "bass")
    answer = api.client.post(f"{ROOT}/stems/{stem}/transcriptions")
    assert answer.status_code == 201
    assert api.finish(answer.json()).is_complete
    (found,) = api.get(f"/tracks/{track_id}/transcriptions")
    assert (found["stem_id"], found["stem_type"], found["count"]) == (stem, "bass", 3)
    read = api.client.get(found["url"]).json()
    assert read["notes"][1] == {
        "start_seconds": 1.0,
        "end_seconds": 1.5,
        "pitch": 43,
        "velocity": 90,
    }
    sent = api.client.get(found["midi_url"])
    assert sent.headers["content-type"] == "audio/midi"
    assert "Twin%20song%20%28bass%29.mid" in sent.headers["content-disposition"]
    assert name_tracks(sent.content) == ["Twin song", "Bass"]
    played = read_tracks(sent.content)[1]
    starts = [at for at, one in played if one["type"] == "note_on"]
    assert starts == [480, 1920, 4800]  # a beat is half a second: 0.5, 2 and 5 beats


def test_all_stems_of_a_track_are_one_file(api: Api) -> None:
    track_id = api.import_track()
    missing = api.client.get(f"{ROOT}/tracks/{track_id}/midi")
    assert missing.status_code == 404
    assert "Transcribe one first" in missing.json()["error"]["message"]
    for kind in ("drums", "bass"):
        answer = api.client.post(f"{ROOT}/stems/{stem_of(api, track_id, kind)}/transcriptions")
        api.finish(answer.json())
    sent = api.client.get(f"{ROOT}/tracks/{track_id}/midi")
    assert sent.status_code == 200
    assert open_midi(sent.content).type == 1
    assert name_tracks(sent.content) == ["Twin song", "Drums", "Bass"]
    how = {"engine": "draft", "again": True}
    api.finish(api.client.post(f"{ROOT}/tracks/{track_id}/separations", json=how).json())
    assert api.client.get(f"{ROOT}/tracks/{track_id}/midi").status_code == 404
    (older, _) = api.get(f"/tracks/{track_id}/transcriptions")
    assert api.client.get(older["midi_url"]).status_code == 200


@pytest.mark.parametrize(
    ("engine", "status", "hint"), [("melodi", 404, "Did you mean 'melody'"), (7, 422, "")]
)
def test_an_engine_that_is_none_is_refused(
    api: Api, engine: object, status: int, hint: str
) -> None:
    stem = stem_of(api, api.import_track(), "bass")
    answer = api.client.post(f"{ROOT}/stems/{stem}/transcriptions", json={"engine": engine})
    assert answer.status_code == status
    assert hint in answer.json()["error"]["message"]


def test_what_is_not_there_is_not_found(api: Api) -> None:
    for address in (f"/transcriptions/{uuid4()}", f"/transcriptions/{uuid4()}.mid"):
        assert api.client.get(ROOT + address).status_code == 404
    assert api.client.post(f"{ROOT}/stems/{uuid4()}/transcriptions").status_code == 404


def test_a_stranger_finds_nothing(api: Api) -> None:
    track_id = api.import_track()
    stem = stem_of(api, track_id, "bass")
    api.finish(api.client.post(f"{ROOT}/stems/{stem}/transcriptions").json())
    (found,) = api.get(f"/tracks/{track_id}/transcriptions")
    stranger = api.sign_in("stranger@example.org")
    for address in (found["url"], found["midi_url"], f"{ROOT}/tracks/{track_id}/midi"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{ROOT}/stems/{stem}/transcriptions").status_code == 404


def stem_of(api: Api, track_id: str, kind: str) -> str:
    (separation,) = api.get(f"/tracks/{track_id}/separations")
    return next(stem["id"] for stem in separation["stems"] if stem["type"] == kind)
