"""Many tracks at once: what is done with a selection, and how it is taken back."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import library
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_track

BATCH = f"{ROOT}/tracks/batch"


def shelve(api: Api, count: int, **more: Any) -> list[str]:
    tracks = [
        make_track(api.house, f"Track {number:05}", number, **more) for number in range(count)
    ]
    for track in tracks:
        track.content_hash = str(track.id)
    add(api.house, *tracks)
    return [str(track.id) for track in tracks]


def act(api: Api, action: str, tracks: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = api.client.post(BATCH, json={"action": action, "tracks": tracks, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def refuse(api: Api, action: str, tracks: dict[str, Any], **more: Any) -> tuple[int, str]:
    answer = api.client.post(BATCH, json={"action": action, "tracks": tracks, **more})
    return answer.status_code, answer.json()["error"]["message"]


def track(api: Api, track_id: str) -> dict[str, Any]:
    return api.get(f"/tracks/{track_id}")


def test_only_the_fields_that_are_given_are_written_and_all_are_taken_back(api: Api) -> None:
    one, other = shelve(api, 1, artist="Ann", genre="House")[0], shelve(api, 1, album="Blue")[0]
    done = act(api, "edit", {"track_ids": [one, other]}, fields={"artist": "Bell", "year": 1999})
    assert done["count"] == 2
    for track_id, genre, album in ((one, "House", None), (other, None, "Blue")):
        found = track(api, track_id)
        assert (found["artist"], found["year"], found["rating"]) == ("Bell", 1999, None)
        assert (found["genre"], found["album"]) == (genre, album)
    assert api.client.post(done["undo_url"]).json() == {"count": 4}
    assert [track(api, one)[name] for name in ("artist", "year", "title")] == [
        "Ann",
        None,
        "Track 00000",
    ]
    assert track(api, other)["artist"] is None
    assert api.client.post(done["undo_url"]).status_code == 404


def test_a_field_is_emptied_and_a_rating_given(api: Api) -> None:
    (one,) = shelve(api, 1, artist="Ann", genre="House")
    act(api, "edit", {"track_ids": [one]}, fields={"artist": None, "rating": 4})
    found = track(api, one)
    assert (found["artist"], found["genre"], found["rating"]) == (None, "House", 4)


def test_what_somebody_has_written_since_stays_when_an_edit_is_taken_back(api: Api) -> None:
    one, other = shelve(api, 2, artist="Ann")
    done = act(api, "edit", {"track_ids": [one, other]}, fields={"artist": "Bell"})
    api.client.patch(f"{ROOT}/tracks/{other}", json={"artist": "Cy"})
    assert api.client.post(done["undo_url"]).json() == {"count": 1}
    assert [track(api, one)["artist"], track(api, other)["artist"]] == ["Ann", "Cy"]


@pytest.mark.parametrize("fields", [{}, None])
def test_an_edit_of_nothing_is_a_sentence(api: Api, fields: dict[str, Any] | None) -> None:
    ids = shelve(api, 1)
    status, said = refuse(api, "edit", {"track_ids": ids}, fields=fields)
    assert (status, said) == (422, "Nothing is to be changed. Choose at least one field.")


@pytest.mark.parametrize("fields", [{"year": 3}, {"rating": 6}, {"rating": 0}, {"title": "x"}])
def test_what_a_field_cannot_hold_changes_nothing(api: Api, fields: dict[str, Any]) -> None:
    (one,) = shelve(api, 1, artist="Ann")
    body = {"artist": "Bell", **fields}
    status, _ = refuse(api, "edit", {"track_ids": [one]}, fields=body)
    assert status == 422
    assert track(api, one)["artist"] == "Ann"


@pytest.mark.parametrize(
    ("action", "more"),
    [("edit", {"fields": {"artist": "x"}}), ("tag", {"add": ["x"]}), ("delete", {})],
)
def test_a_foreign_or_unknown_track_is_told_and_nothing_is_half_done(
    api: Api, action: str, more: dict[str, Any]
) -> None:
    mine = shelve(api, 2, artist="Ann")
    stranger = api.sign_in("stranger@example.org")
    for client, ids, missing in (
        (api.client, [*mine, str(uuid4())], "1 of 3 tracks is"),
        (stranger, mine, "2 of 2 tracks are"),
    ):
        answer = client.post(BATCH, json={"action": action, "tracks": {"track_ids": ids}, **more})
        assert answer.status_code == 404
        said = answer.json()["error"]["message"]
        assert said.startswith(f"{missing} not in your library. Nothing was done;")
    found = api.get("/tracks")
    assert [(row["artist"], row["tags"]) for row in found["rows"]] == [("Ann", [])] * 2


def test_all_that_a_search_finds_is_chosen_on_the_server_but_for_what_is_left_out(api: Api) -> None:
    ids = shelve(api, 30, genre="House")
    shelve(api, 5, genre="Techno")
    chosen = {"search": "genre:house", "without": ids[:2], "expected": 28}
    assert act(api, "tag", chosen, add=["Late"])["count"] == 28
    (tag,) = api.get("/tags")
    assert (tag["name"], tag["count"]) == ("Late", 28)
    assert act(api, "tag", {"search": ""}, add=["All"])["count"] == 35


def test_a_search_that_finds_other_tracks_than_were_seen_does_nothing(api: Api) -> None:
    shelve(api, 3)
    status, said = refuse(api, "delete", {"search": "", "expected": 2})
    assert status == 409
    assert said.startswith("3 tracks are found now, and not 2. Nothing was done;")
    assert api.get("/tracks")["total"] == 3


def test_a_search_that_is_not_understood_does_nothing(api: Api) -> None:
    shelve(api, 3)
    status, said = refuse(api, "delete", {"search": "bmp:120"})
    assert (status, api.get("/tracks")["total"]) == (422, 3)
    assert "Did you mean 'bpm:'?" in said


@pytest.mark.parametrize(
    "tracks", [{}, {"track_ids": []}, {"track_ids": [str(uuid4())], "search": ""}]
)
def test_tracks_are_named_in_one_way(api: Api, tracks: dict[str, Any]) -> None:
    shelve(api, 1)
    assert refuse(api, "delete", tracks)[0] == 422
    assert api.get("/tracks")["total"] == 1


def test_tags_are_added_and_taken_off_at_once(api: Api) -> None:
    ids = shelve(api, 3)
    act(api, "tag", {"track_ids": ids[:2]}, add=["Old"])
    act(api, "tag", {"track_ids": ids}, add=["New"], remove=["old"])
    assert {row["id"]: row["tags"] for row in api.get("/tracks")["rows"]} == {
        track_id: ["New"] for track_id in ids
    }
    assert refuse(api, "tag", {"track_ids": ids})[0] == 422


def test_an_overview_says_what_tracks_share_and_which_tags_some_have(api: Api) -> None:
    ids = shelve(api, 2, artist="Ann", year=1999) + shelve(api, 1, artist="Ann", genre="House")
    act(api, "tag", {"track_ids": ids[:1]}, add=["late"])
    act(api, "tag", {"track_ids": ids}, add=["Warm"])
    asked = api.client.post(f"{BATCH}/about", json={"track_ids": ids}).json()
    assert asked["fields"] == {
        "artist": {"value": "Ann", "is_mixed": False},
        "album": {"value": None, "is_mixed": False},
        "genre": {"value": None, "is_mixed": True},
        "year": {"value": None, "is_mixed": True},
        "rating": {"value": None, "is_mixed": False},
    }
    assert asked["tags"] == {"late": 1, "Warm": 3}
    assert (asked["count"], asked["without_audio"], asked["size_bytes"]) == (3, 0, 3001)


def test_thousands_are_deleted_and_one_undo_brings_all_back(api: Api) -> None:
    ids = shelve(api, 5000)
    (kept,) = shelve(api, 1, artist="Kept")
    gone_before = shelve(api, 1, artist="Gone")
    act(api, "delete", {"track_ids": gone_before})
    done = act(api, "delete", {"search": "-artist:kept"})
    assert done["count"] == 5000
    assert [row["id"] for row in api.get("/tracks")["rows"]] == [kept]
    assert api.get("/trash", count=1)["total"] == 5001
    assert api.client.post(done["undo_url"]).json() == {"count": 5000}
    assert api.get("/tracks", count=1)["total"] == 5001
    assert [row["id"] for row in api.get("/trash")["rows"]] == gone_before
    assert ids


def test_what_is_deleted_stops_being_worked_on(api: Api) -> None:
    track_id = api.import_track()
    api.house.stop()
    api.client.post(
        f"{ROOT}/tracks/{track_id}/separations", json={"engine": "draft", "again": True}
    )
    batch = api.client.post(f"{ROOT}/batches", json={"stage": "analyse", "search": ""}).json()
    act(api, "delete", {"search": ""})
    assert not [job for job in api.house.jobs() if job.state.value in {"queued", "processing"}]
    assert api.get(f"/batches/{batch['id']}")["total"] == 0


def test_an_undo_is_its_owners_and_only_for_a_short_while(api: Api) -> None:
    ids = shelve(api, 2)
    done = act(api, "delete", {"track_ids": ids})
    stranger = api.sign_in("stranger@example.org")
    assert stranger.post(done["undo_url"]).status_code == 404
    assert api.client.post(f"{BATCH}/undo/{uuid4()}").status_code == 404
    undo = api.house.media.upload(UUID(done["undo_url"][-36:]))
    written = json.loads(undo.read_bytes())
    long_ago = datetime.fromisoformat(written["at"]) - timedelta(minutes=1)
    undo.write_text(json.dumps({**written, "at": long_ago.isoformat()}))
    answer = api.client.post(done["undo_url"])
    assert answer.status_code == 404
    assert "are in the trash" in answer.json()["error"]["message"]
    assert api.get("/tracks")["total"] == 0


def test_a_playlist_has_its_tracks_back_where_they_stood(api: Api) -> None:
    ids = shelve(api, 4)
    made = api.client.post(f"{ROOT}/playlists", json={"title": "Friday", "track_ids": ids}).json()
    done = act(api, "delete", {"track_ids": ids[1:3]})
    assert api.get(f"/playlists/{made['id']}/items")["total"] == 2
    api.client.post(done["undo_url"])
    rows = api.get(f"/playlists/{made['id']}/items")["rows"]
    assert [row["track"]["id"] for row in rows] == ids


def test_tracks_are_fetched_and_analysed_as_a_batch(api: Api) -> None:
    wanted = shelve(api, 2)
    with api.house.database.transaction() as session:
        missing, _ = library.want_track(
            session,
            library.WantedTrack(title="Elsewhere", link="https://tube.test/song"),
            owner_id=api.house.owner_id,
            source=library.TrackSource.LINK,
        )
    fetched = api.client.post(f"{ROOT}/batches", json={"stage": "download", "search": ""}).json()
    assert (fetched["stage"], fetched["total"], fetched["title"]) == ("download", 1, "1 track")
    (item,) = api.get(f"/batches/{fetched['id']}")["rows"]
    assert UUID(item["track_id"]) == missing.id
    heard = api.client.post(
        f"{ROOT}/batches",
        json={"stage": "analyse", "track_ids": wanted, "features": {"features": ["key"]}},
    ).json()
    assert (heard["stage"], heard["total"]) == ("analyse", 2)
    refused = api.client.post(
        f"{ROOT}/batches",
        json={"stage": "analyse", "search": "", "features": {"features": ["taste"]}},
    )
    assert refused.status_code == 422
