"""Playlists over HTTP: made, filled, ordered, handed over and separated."""

from typing import Any
from uuid import uuid4

import pytest

from app import library
from app.library import TrackEdit
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, counting, make_analysis, make_track
from tests.shelves import add_tracks

TITLES = ("One", "Two", "Three", "Four")


@pytest.fixture
def tracks(api: Api) -> list[str]:
    """Return the ids of four tracks without stems."""
    return [str(one) for one in add_tracks(api.house.tools, api.house.owner_id, *TITLES)]


def make(api: Api, track_ids: list[str], title: str = "Friday") -> dict[str, Any]:
    wanted = {"title": title, "track_ids": track_ids}
    answer = api.client.post(f"{ROOT}/playlists", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(api: Api, path: str, body: object, *, status: int = 200) -> Any:  # noqa: ANN401  — whatever the JSON holds
    answer = api.client.post(f"{ROOT}/playlists/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def rows(api: Api, playlist: dict[str, Any], **page: int) -> list[dict[str, Any]]:
    return api.get(f"/playlists/{playlist['id']}/items", **page)["rows"]


def titles(api: Api, playlist: dict[str, Any], **page: int) -> list[str]:
    return [row["track"]["title"] for row in rows(api, playlist, **page)]


def test_a_playlist_goes_from_made_to_deleted(api: Api, tracks: list[str]) -> None:
    made = make(api, tracks)
    address = f"{ROOT}/playlists/{made['id']}"
    assert (made["title"], made["count"], made["duration_seconds"]) == ("Friday", 4, 40.0)
    renamed = api.client.patch(address, json={"title": " Late  night "}).json()
    assert renamed["title"] == "Late night"
    assert renamed["changed_at"] > made["changed_at"]
    copy = send(api, f"{made['id']}/copies", {"title": "Encore"}, status=201)
    assert [one["title"] for one in api.get("/playlists")] == ["Encore", "Late night"]
    assert titles(api, copy) == list(TITLES)
    assert api.client.delete(address).status_code == 200
    assert api.client.get(address).status_code == 404
    assert [one["id"] for one in api.get("/playlists")] == [copy["id"]]
    assert api.get("/tracks")["total"] == 4


def test_items_are_added_moved_sorted_and_removed(api: Api, tracks: list[str]) -> None:
    made = make(api, tracks[:2])
    whole = send(api, f"{made['id']}/items", {"track_ids": tracks[2:]}, status=201)
    assert whole["count"] == 4
    one, two, three, four = (row["id"] for row in rows(api, made))
    send(api, f"{made['id']}/moves", {"item_ids": [three, four], "before": one})
    assert titles(api, made) == ["Three", "Four", "One", "Two"]
    send(api, f"{made['id']}/moves", {"item_ids": [three]})
    assert titles(api, made) == ["Four", "One", "Two", "Three"]
    added = {"track_ids": tracks[:1], "before": two}
    send(api, f"{made['id']}/items", added, status=201)
    assert titles(api, made) == ["Four", "One", "One", "Two", "Three"]
    send(api, f"{made['id']}/sort", {"by": "title", "descending": True})
    assert titles(api, made) == ["Two", "Three", "One", "One", "Four"]
    address = f"{ROOT}/playlists/{made['id']}/items/{two}"
    assert api.client.delete(address).json()["count"] == 4
    assert api.client.delete(address).status_code == 404
    assert send(api, f"{made['id']}/removals", {"item_ids": [one, two, four]})["count"] == 2
    assert titles(api, made) == ["Three", "One"]


def test_a_long_playlist_is_paged_with_a_handful_of_queries(api: Api) -> None:
    many = [make_track(api.house, f"Track {number:03}", number) for number in range(300)]
    heard = [
        make_analysis(one, tempo_bpm=100 + place, camelot="8A") for place, one in enumerate(many)
    ]
    add(api.house, *many, *heard)
    made = make(api, [str(track.id) for track in reversed(many)])
    for start in (0, 100, 200):
        with counting(api.house) as said:
            page = rows(api, made, start=start, count=100)
        assert len(said) <= 6
        assert [row["track"]["tempo_bpm"] for row in page] == [
            100 + place for place in range(299 - start, 199 - start, -1)
        ]
    assert titles(api, made, start=299) == ["Track 000"]
    assert titles(api, made, start=300) == []


def test_a_playlist_leaves_as_m3u8_and_as_text(api: Api) -> None:
    hard = make_track(api.house, "#1 / two\nlines", 1, artist="Ärger")
    plain, hashed = make_track(api.house, "Plain", 2), make_track(api.house, "#2", 3)
    add(api.house, hard, plain, hashed)
    made = make(api, [str(hard.id), str(plain.id), str(hashed.id)], title="Fri/day: ä")
    answer = api.client.get(f"{ROOT}/playlists/{made['id']}/export")
    assert answer.headers["content-type"] == "audio/x-mpegurl; charset=utf-8"
    assert "Fri-day-%20%C3%A4.m3u8" in answer.headers["content-disposition"]
    assert answer.content.decode().splitlines() == [
        "#EXTM3U",
        "#PLAYLIST:Fri/day: ä",
        "#EXTINF:101,Ärger - #1 / two lines",
        "Ärger - #1 - two lines.wav",
        "#EXTINF:102,Plain",
        "Plain.wav",
        "#EXTINF:103,#2",
        "./#2.wav",
    ]
    text = api.client.get(f"{ROOT}/playlists/{made['id']}/export", params={"format": "text"})
    assert text.text == (
        "Fri/day: ä\n\n1. Ärger - #1 / two lines (1:41)\n2. Plain (1:42)\n3. #2 (1:43)\n"
    )
    head = api.client.head(f"{ROOT}/playlists/{made['id']}/export")
    assert (head.status_code, head.content) == (200, b"")
    wrong = api.client.get(f"{ROOT}/playlists/{made['id']}/export", params={"format": "m3u"})
    assert "Did you mean 'm3u8'?" in wrong.json()["error"]["message"]


def test_names_in_a_playlist_are_those_the_originals_are_saved_under(
    api: Api, tracks: list[str]
) -> None:
    with api.house.database.transaction() as session:
        edit = TrackEdit(title="First: Light", artist="Ann Bell")
        track_id = next(one.id for one in library.list_tracks(session, owner_id=api.house.owner_id))
        library.edit_track(session, track_id, edit, owner_id=api.house.owner_id)
    made = make(api, [str(track_id)])
    named = api.client.get(f"{ROOT}/playlists/{made['id']}/export").text.splitlines()[-1]
    saved = api.client.get(f"{ROOT}/tracks/{track_id}/file").headers["content-disposition"]
    assert named == "Ann Bell - First- Light.wav"
    assert f'filename="{named}"' in saved
    assert str(track_id) in tracks


def test_a_playlist_is_separated_in_its_order(api: Api, tracks: list[str]) -> None:
    made = make(api, [tracks[2], tracks[0], tracks[3], tracks[0]], title="Set")
    batch = send(api, f"{made['id']}/batches", {"engine": "draft"}, status=201)
    assert (batch["title"], batch["total"], batch["engine"]) == ("Set", 3, "draft")
    waiting = api.get(f"/batches/{batch['id']}")["rows"]
    assert [row["title"] for row in waiting] == ["Three", "One", "Four"]
    empty = make(api, [], title="Nothing yet")
    said = send(api, f"{empty['id']}/batches", {"engine": "draft"}, status=422)
    assert said["error"]["message"] == "This playlist is empty. Put tracks into it first."


REFUSED: list[tuple[str, dict[str, Any], int]] = [
    ("", {}, 422),
    ("", {"title": " "}, 422),
    ("", {"title": "x" * 201}, 422),
    ("", {"title": "Gone", "track_ids": [str(uuid4())]}, 404),
    ("/{id}/items", {"track_ids": []}, 422),
    ("/{id}/items", {"track_ids": [str(uuid4())]}, 404),
    ("/{id}/items", {"track_ids": ["{track}"], "before": str(uuid4())}, 404),
    ("/{id}/moves", {"item_ids": [str(uuid4())]}, 404),
    ("/{id}/moves", {"item_ids": []}, 422),
    ("/{id}/moves", {"item_ids": [str(uuid4())] * 1001}, 422),
    ("/{id}/removals", {"item_ids": [str(uuid4())]}, 404),
    ("/{id}/removals", {"item_ids": [str(uuid4())] * 20_001}, 422),
    ("/{id}/sort", {"by": "mood"}, 422),
    ("/{id}/copies", {"title": ""}, 422),
]


@pytest.mark.parametrize(("path", "body", "status"), REFUSED)
def test_what_cannot_be_is_refused_and_leaves_all_as_it_was(
    api: Api, tracks: list[str], path: str, body: dict[str, Any], status: int
) -> None:
    made = make(api, tracks)
    named = [tracks[0] if one == "{track}" else one for one in body.get("track_ids", [])]
    wanted = {**body, "track_ids": named} if "track_ids" in body else body
    answer = api.client.post(f"{ROOT}/playlists{path.format(id=made['id'])}", json=wanted)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
    assert titles(api, made) == list(TITLES)
    assert api.get("/playlists") == [made]
