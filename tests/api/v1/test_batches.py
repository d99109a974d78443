"""Batches over HTTP, and the ids that a selection is made of."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.v1.conftest import ROOT, Api
from tests.houses import wait_until
from tests.shelves import add_tracks

TITLES = ("One", "Two", "Three", "Four", "Five")


@pytest.fixture
def tracks(api: Api) -> list[str]:
    """Return tracks without stems, in the order in which they came."""
    return [str(one) for one in add_tracks(api.house.tools, api.house.owner_id, *TITLES)]


def start(api: Api, **wanted: object) -> dict[str, Any]:
    answer = api.client.post(f"{ROOT}/batches", json={"engine": "draft", **wanted})
    assert answer.status_code == 201, answer.text
    return answer.json()


def titles(api: Api, batch_id: str, **page: int) -> list[str]:
    return [row["title"] for row in api.get(f"/batches/{batch_id}", **page)["rows"]]


def test_a_batch_goes_from_start_to_end(api: Api, tracks: list[str]) -> None:
    batch = start(api, track_ids=tracks, title="For Friday")
    assert (batch["title"], batch["engine"], batch["model"]) == ("For Friday", "draft", "draft")
    assert (batch["total"], batch["ended"], batch["progress"]) == (5, 0, 0.0)
    assert batch["counts"]["waiting"] == 5
    api.house.start()
    address = f"/batches/{batch['id']}"
    wait_until(lambda: api.get(address)["ended_at"] is not None, "the batch was not over")
    over = api.get(address)
    assert over["counts"]["completed"] == over["total"] == 5
    assert {row["state"] for row in over["rows"]} == {"completed"}
    assert [one["id"] for one in api.get("/batches")] == [batch["id"]]
    assert api.client.delete(f"{ROOT}{address}").status_code == 204
    assert api.get("/batches") == []


def test_a_batch_is_paused_ordered_thinned_resumed_and_cancelled(
    api: Api, tracks: list[str]
) -> None:
    batch = start(api, track_ids=tracks)
    address = f"{ROOT}/batches/{batch['id']}"
    assert api.client.post(f"{address}/pause").json()["paused_at"] is not None
    moved = api.client.put(f"{address}/order", json={"track_id": tracks[4], "to": "top"})
    assert moved.status_code == 200
    assert api.client.delete(f"{address}/tracks/{tracks[0]}").json()["total"] == 4
    assert titles(api, batch["id"]) == ["Five", "Two", "Three", "Four"]
    assert titles(api, batch["id"], start=1, count=2) == ["Two", "Three"]
    assert api.client.post(f"{address}/resume").json()["paused_at"] is None
    assert api.client.delete(address).status_code == 409
    over = api.client.post(f"{address}/cancel").json()
    assert over["counts"]["cancelled"] == 4
    assert api.client.post(f"{address}/retry").json()["ended_at"] == over["ended_at"]


def test_everything_without_stems_is_counted_before_it_is_asked_for(
    api: Api, tracks: list[str]
) -> None:
    expected = {"count": 5, "duration_seconds": 50.0, "expected_seconds": None}
    assert api.get("/batches/missing") == expected
    batch = start(api, missing=True)
    assert titles(api, batch["id"]) == list(reversed(TITLES))
    assert api.get("/batches/missing")["count"] == 0
    again = api.client.post(f"{ROOT}/batches", json={"missing": True, "engine": "draft"})
    assert again.status_code == 422
    assert "Every track has stems" in again.json()["error"]["message"]
    assert len(tracks) == batch["total"]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({}, 422),
        ({"track_ids": []}, 422),
        ({"track_ids": [str(uuid4())], "missing": True}, 422),
        ({"track_ids": [str(uuid4())]}, 404),
        ({"track_ids": [str(uuid4())], "model": "htdemcus"}, 404),
        ({"track_ids": ["one"]}, 422),
    ],
)
def test_what_cannot_be_a_batch_is_refused_and_leaves_nothing(
    api: Api, wanted: dict[str, object], status: int
) -> None:
    answer = api.client.post(f"{ROOT}/batches", json=wanted)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert api.get("/batches") == []


def test_ids_stand_where_the_tracks_do(api: Api, tracks: list[str]) -> None:
    page = {"sort": "title", "start": 1, "count": 3}
    rows = api.get("/tracks", **page)["rows"]
    assert api.get("/track-ids", **page) == {"ids": [row["id"] for row in rows], "total": 5}
    found = api.get("/track-ids", search="four")
    assert (found["total"], [UUID(one) for one in found["ids"]]) == (1, [UUID(tracks[3])])
