"""Several separations of a track: which of them counts, and what becomes of the others."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app import stems
from app.core.storage import MediaKey
from tests.api.v1.conftest import ROOT, Api


def separate(api: Api, track_id: str, **how: Any) -> None:
    """Separate a track once more and wait for it."""
    answer = api.client.post(f"{ROOT}/tracks/{track_id}/separations", json={"again": True, **how})
    assert answer.status_code == 201, answer.text
    api.finish(answer.json())


def list_separations(api: Api, track_id: str) -> list[dict[str, Any]]:
    return api.get(f"/tracks/{track_id}/separations")


def files_of(api: Api) -> set[str]:
    folder = api.house.media.folder / "media" / "stems"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def track_id(api: Api) -> str:
    """Return a track that was separated twice."""
    track_id = api.import_track()
    separate(api, track_id, engine="demucs")
    return track_id


def test_the_newest_separation_is_current_until_another_is_chosen(api: Api, track_id: str) -> None:
    newest, oldest = list_separations(api, track_id)
    assert (newest["model"], newest["is_current"]) == ("htdemucs", True)
    assert (oldest["model"], oldest["is_current"]) == ("draft", False)
    answer = api.client.post(f"{ROOT}/separations/{oldest['id']}/choose")
    assert answer.status_code == 204
    assert [one["model"] for one in list_separations(api, track_id)] == ["draft", "htdemucs"]
    changes = [one for one in api.house.events if isinstance(one, stems.SeparationsChanged)]
    assert [str(one.track_id) for one in changes] == [track_id]
    separate(api, track_id, engine="demucs", model="htdemucs_6s")
    assert list_separations(api, track_id)[0]["model"] == "htdemucs_6s"


def test_a_deleted_separation_goes_with_its_files_and_the_one_before_is_current_again(
    api: Api, track_id: str
) -> None:
    newest, oldest = list_separations(api, track_id)
    key = MediaKey(f"stems/{newest['id']}/vocals.peaks")
    picture = api.house.media.scratch(uuid4()) / "peaks"
    picture.write_bytes(b"drawn")
    api.house.media.put(key, picture)
    assert api.client.delete(f"{ROOT}/separations/{newest['id']}").status_code == 204
    (left,) = list_separations(api, track_id)
    assert (left["id"], left["is_current"]) == (oldest["id"], True)
    assert {name.split("/")[0] for name in files_of(api)} == {oldest["id"]}
    assert api.client.get(newest["stems"][0]["file_url"]).status_code == 404
    assert api.client.delete(f"{ROOT}/separations/{newest['id']}").status_code == 404


def test_files_stay_if_the_deletion_is_not_committed(api: Api, track_id: str) -> None:
    before = files_of(api)
    (newest, _) = list_separations(api, track_id)
    media, owner_id = api.house.media, api.house.owner_id
    with pytest.raises(ZeroDivisionError), api.house.database.transaction() as session:
        (found, _) = stems.list_separations(session, owner_id=owner_id, track_id=UUID(track_id))
        assert str(found.id) == newest["id"]
        stems.delete(session, found.id, owner_id=owner_id, media=media)
        _ = 1 / 0
    assert files_of(api) == before
    assert len(list_separations(api, track_id)) == 2


def test_nobody_chooses_or_deletes_for_somebody_else(api: Api, track_id: str) -> None:
    stranger = api.sign_in("stranger@example.org")
    for one in list_separations(api, track_id):
        place = f"{ROOT}/separations/{one['id']}"
        assert stranger.post(f"{place}/choose").status_code == 404
        assert stranger.delete(place).status_code == 404
    assert len(list_separations(api, track_id)) == 2


def test_a_separation_says_how_it_was_made(api: Api, track_id: str) -> None:
    separate(api, track_id, preset="fast", keep=["vocals"], rest=True, complete=True)
    recipe = list_separations(api, track_id)[0]["recipe"]
    assert recipe == {
        "engine": "demucs",
        "model": "htdemucs",
        "overlap": 0.1,
        "shifts": 0,
        "keep": ["vocals"],
        "rest": True,
        "complete": True,
    }


@pytest.mark.parametrize(
    "misfit",
    [
        {"preset": "x" * 50},
        {"overlap": 0.95},
        {"shifts": 11},
        {"keep": [""]},
        {"engine": "draft", "keep": ["guitar"]},
        {"speed": "warp"},
    ],
)
def test_a_way_to_separate_that_cannot_be_is_refused(api: Api, misfit: dict[str, Any]) -> None:
    track_id = api.import_track()
    for method, path in (
        ("POST", f"/tracks/{track_id}/separations"),
        ("PUT", "/preferences/separation"),
    ):
        answer = api.client.request(method, ROOT + path, json=misfit)
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"]["message"]


def test_what_a_user_prefers_is_done_wherever_nothing_is_said(api: Api) -> None:
    nothing = dict.fromkeys(stems.Wish.model_fields)
    assert api.get("/preferences/separation") == nothing
    wanted = {"preset": "fast", "keep": ["vocals"], "rest": True}
    answer = api.client.put(f"{ROOT}/preferences/separation", json=wanted)
    assert answer.status_code == 200, answer.text
    assert api.get("/preferences/separation") == nothing | wanted
    sent = api.client.post(f"{ROOT}/uploads", params={"name": "a.wav"}, content=b"preferred")
    track_id = str(api.finish(sent.json()).track_id)
    (made,) = list_separations(api, track_id)
    assert (made["model"], made["recipe"]["overlap"]) == ("htdemucs", 0.1)
    assert (made["recipe"]["keep"], made["recipe"]["rest"]) == (["vocals"], True)
    separate(api, track_id, preset="instant")
    assert list_separations(api, track_id)[0]["recipe"]["keep"] == ["vocals"]
    stranger = api.sign_in("stranger@example.org")
    assert stranger.get(f"{ROOT}/preferences/separation").json() == nothing
    api.client.put(f"{ROOT}/preferences/separation", json={})
    assert api.get("/preferences/separation") == nothing


def test_presets_are_listed_with_what_they_need_and_how_long_they_take(api: Api) -> None:
    track_id = api.import_track()
    presets = api.get("/presets", track=track_id)
    assert [one["name"] for one in presets] == list(stems.PRESETS.names)
    assert (presets[0]["installed"], presets[1]["installed"]) == (True, False)
    assert {one["expected_seconds"] for one in presets} == {None}
    assert presets[3]["stems"] == ["drums", "bass", "other", "vocals"]
    assert api.client.get(f"{ROOT}/presets", params={"track": str(uuid4())}).status_code == 404
