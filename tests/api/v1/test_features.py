"""What can be found out about tracks, asked for in parts, preferred, and taken away as a file."""

import pytest

from app import analysis
from tests.api.v1.conftest import ROOT, Api


def test_the_list_of_features_is_the_registry(api: Api) -> None:
    told = api.get("/features")
    assert [one["name"] for one in told] == [feature.name for feature in analysis.FEATURES]
    assert all(one["label"] and one["version"] for one in told)


def test_some_features_of_a_track_are_found_anew(api: Api) -> None:
    track_id = api.import_track()
    answer = api.client.post(f"{ROOT}/tracks/{track_id}/analyses", json={"features": ["key"]})
    done = api.finish(answer.json())
    assert [stage.stage for stage in done.stages] == ["analyse"]
    assert done.stages[0].result["summary"].startswith("A minor")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"features": ["tempo", "bogus", "nonsense"]}, "finds 'bogus', 'nonsense'. There are: "),
        ({"features": ["chrod", "tempi"]}, "Did you mean "),
        ({"features": ["key"] * 101}, "at most 100 items"),
        ({"style": "clubb"}, "style 'clubb'. Did you mean 'club'?"),
    ],
)
def test_unknown_features_are_refused_by_name(
    api: Api, asked: dict[str, object], words: str
) -> None:
    track_id = api.import_track()
    before = len(api.get("/jobs"))
    answers = [
        api.client.post(f"{ROOT}/tracks/{track_id}/analyses", json=asked),
        api.client.put(f"{ROOT}/preferences/analysis", json=asked),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert words in answer.json()["error"]["message"]
    assert len(api.get("/jobs")) == before


def test_nothing_said_means_all_features_and_an_empty_list_is_refused(api: Api) -> None:
    address = f"{ROOT}/preferences/analysis"
    api.client.put(address, json={"features": ["key"], "style": "club"})
    refused = api.client.put(address, json={"features": []})
    assert refused.status_code == 422
    assert "Name at least one feature" in refused.json()["error"]["message"]
    assert api.get("/preferences/analysis")["features"] == ["key"]
    for asked in ({}, {"features": None}):
        answer = api.client.put(address, json=asked)
        assert answer.json() == {"features": None, "overwrite": [], "style": ""}
    assert api.client.put(address, json=answer.json()).json() == answer.json()


def test_a_field_that_nobody_knows_is_refused(api: Api) -> None:
    answer = api.client.put(f"{ROOT}/preferences/analysis", json={"feature": ["key"]})
    assert answer.status_code == 422


def test_what_is_preferred_is_found_out_about_the_next_track(api: Api) -> None:
    wish = {"features": ["tempo"], "style": "club"}
    answer = api.client.put(f"{ROOT}/preferences/analysis", json=wish)
    assert answer.json() == {**wish, "overwrite": []}
    track_id = api.import_track()
    assert api.get(f"/tracks/{track_id}/analysis")["versions"].keys() == {"tempo"}
    assert api.get("/preferences/analysis")["features"] == ["tempo"]


def test_the_whole_analysis_is_a_file_under_the_name_of_its_track(api: Api) -> None:
    track_id = api.import_track()
    answer = api.client.get(f"{ROOT}/tracks/{track_id}/analysis.json")
    assert answer.status_code == 200
    assert "Twin song (analysis).json" in answer.headers["content-disposition"]
    document = answer.json()
    assert (document["track"]["title"], document["track"]["id"]) == ("Twin song", track_id)
    assert document["analysis"]["tempo_bpm"] == 120.0
    assert document["analysis"]["open_key"] == "1m"
    assert document["analysis"]["cues"][0]["label"] == "Drop"
    assert document["exported_at"]


def test_the_file_of_somebody_else_is_not_there(api: Api) -> None:
    track_id = api.import_track()
    stranger = api.sign_in("stranger@example.com")
    assert stranger.get(f"{ROOT}/tracks/{track_id}/analysis.json").status_code == 404
