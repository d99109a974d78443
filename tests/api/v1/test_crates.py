"""Crates and shared links over HTTP, and what a link shows to somebody without an account."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api import failures, sharing, v1
from app.api.gate import Gate
from app.api.security import SecurityHeaders
from tests.api.v1.conftest import ROOT, Api
from tests.shelves import add_tracks

TITLES = ("One", "Two", "Three")


@pytest.fixture
def tracks(api: Api) -> list[str]:
    return [str(one) for one in add_tracks(api.house.tools, api.house.owner_id, *TITLES)]


@pytest.fixture
def stranger(api: Api) -> TestClient:
    """Return a client without a session, of a studio that shows what is shared."""
    web = FastAPI(openapi_url=None)
    web.add_middleware(Gate)
    web.add_middleware(SecurityHeaders)
    failures.install(web)
    web.include_router(sharing.router)
    web.include_router(v1.router)
    web.state.tools = api.house.tools
    return TestClient(web)


def make(api: Api, **wanted: Any) -> dict[str, Any]:
    answer = api.client.post(f"{ROOT}/playlists", json={"title": "Friday", **wanted})
    assert answer.status_code == 201, answer.text
    return answer.json()


def share(api: Api, **wanted: Any) -> dict[str, Any]:
    answer = api.client.post(f"{ROOT}/shares", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_crates_are_made_moved_deleted_and_brought_back(api: Api, tracks: list[str]) -> None:
    outer = make(api, title="Sets")
    smart = make(api, title="Ones", query="title:One", parent_id=outer["id"])
    plain = make(api, title="Two", track_ids=tracks[1:])
    assert (smart["query"], smart["parent_id"], smart["count"]) == ("title:One", outer["id"], 1)
    place = {"parent_id": outer["id"], "before": smart["id"]}
    moved = api.client.put(f"{ROOT}/playlists/{plain['id']}/place", json=place).json()
    assert (moved["parent_id"], moved["place"]) == (outer["id"], 0)
    listed = [(one["title"], one["count"]) for one in api.get("/playlists")]
    assert listed == [("Sets", 0), ("Two", 2), ("Ones", None)]
    inside = api.get(f"/playlists/{outer['id']}/items", inside=True)
    assert [row["track"]["title"] for row in inside["rows"]] == ["Two", "Three", "One"]
    assert inside["total"] == 3
    assert api.get(f"/playlists/{outer['id']}/track-ids", inside=True)["total"] == 3
    gone = api.client.delete(f"{ROOT}/playlists/{outer['id']}").json()
    assert api.get("/playlists") == []
    assert api.client.post(gone["undo_url"]).json()["title"] == "Sets"
    assert [one["title"] for one in api.get("/playlists")] == ["Sets", "Two", "Ones"]


def test_a_smart_crate_is_asked_anew_sorted_and_kept_as_a_playlist(
    api: Api, tracks: list[str]
) -> None:
    del tracks
    smart = make(api, query="title:One,Two")
    address = f"{ROOT}/playlists/{smart['id']}"
    assert api.client.patch(address, json={"query": "has:audio"}).json()["count"] == 3
    asked = {"sort": "title", "descending": True}
    page = api.get(f"/playlists/{smart['id']}/items", **asked)
    assert [row["track"]["title"] for row in page["rows"]] == ["Two", "Three", "One"]
    ids = api.get(f"/playlists/{smart['id']}/track-ids", **asked)["ids"]
    assert ids == [row["track"]["id"] for row in page["rows"]]
    refused = api.client.patch(address, json={"query": "bmp:120"})
    assert refused.status_code == 422
    assert "Did you mean 'bpm:'?" in refused.json()["error"]["message"]
    assert api.get(f"/playlists/{smart['id']}")["query"] == "has:audio"
    copy = api.client.post(f"{address}/copies", json={"title": "Kept", "as_list": True}).json()
    assert (copy["query"], copy["count"]) == (None, 3)
    added = api.client.post(f"{address}/items", json={"track_ids": ids})
    assert added.status_code == 409
    exported = api.client.get(f"{address}/export").text
    assert exported.count("#EXTINF") == 3


def test_a_link_lets_a_stranger_hear_a_playlist_and_nothing_else(
    api: Api, stranger: TestClient, tracks: list[str]
) -> None:
    outer = make(api, title="<Sets>", track_ids=tracks[:1])
    make(api, parent_id=outer["id"], track_ids=tracks[1:2])
    link = share(api, playlist_id=outer["id"], expires="day")
    page = stranger.get(link["path"])
    assert page.status_code == 200
    assert "&lt;Sets&gt;" in page.text
    assert "<Sets>" not in page.text
    assert [title in page.text for title in TITLES] == [True, True, False]
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "'unsafe" not in page.headers["content-security-policy"]
    heard = f"{link['path']}/tracks/{tracks[1]}/audio"
    part = stranger.get(heard, headers={"range": "bytes=1-2"})
    assert (part.status_code, part.content) == (206, b"IF")
    assert part.headers["content-type"] == "audio/wav"
    assert stranger.head(heard).headers["content-length"] == "4"
    for other in (tracks[2], "nonsense"):
        missing = stranger.get(f"{link['path']}/tracks/{other}/audio")
        assert missing.status_code == 404
        assert "not behind this link" in missing.json()["error"]["message"]
    for path in (f"{ROOT}/tracks", f"{ROOT}/tracks/{tracks[0]}/file", f"{ROOT}/shares"):
        assert stranger.get(path).status_code == 401
    assert stranger.post(link["path"]).status_code in {401, 405}


def test_a_link_that_is_wrong_ended_or_taken_back_is_a_sentence(
    api: Api, stranger: TestClient, tracks: list[str]
) -> None:
    link = share(api, track_id=tracks[0], expires="never")
    (listed,) = api.get("/shares", track=tracks[0])
    assert (listed["id"], listed["expires_at"]) == (link["id"], None)
    assert "path" not in listed
    assert "One" in stranger.get(link["path"]).text
    assert api.client.delete(f"{ROOT}/shares/{link['id']}").status_code == 204
    heard = f"{link['path']}/tracks/{tracks[0]}/audio"
    for path in (link["path"], "/share/nonsense", "/share/" + "x" * 43):
        gone = stranger.get(path)
        assert gone.status_code == 404
        assert "This link does not work" in gone.text
    assert stranger.get(heard).status_code == 404
    assert api.get("/shares") == []
    kept = share(api, track_id=tracks[1])
    api.client.delete(f"{ROOT}/tracks/{tracks[1]}")
    assert stranger.get(kept["path"]).status_code == 404


def test_a_link_leads_to_one_thing_and_belongs_to_its_maker(api: Api, tracks: list[str]) -> None:
    made = make(api)
    both = {"track_id": tracks[0], "playlist_id": made["id"]}
    for wanted in ({}, both):
        refused = api.client.post(f"{ROOT}/shares", json=wanted)
        assert refused.status_code == 422
    link = share(api, track_id=tracks[0])
    other = api.sign_in("other@example.org")
    assert other.delete(f"{ROOT}/shares/{link['id']}").status_code == 404
    assert other.get(f"{ROOT}/shares").json() == []
    assert other.post(f"{ROOT}/shares", json={"track_id": tracks[0]}).status_code == 404
    assert len(api.get("/shares")) == 1
