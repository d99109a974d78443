"""The trash: what was thrown away comes back whole, or goes for good with all that is its own."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import pipeline
from app.analysis import Analysis, Origin
from app.core import clock
from app.library import Track
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_analysis, make_track
from tests.houses import House
from tests.shelves import add_tracks


def shelve(api: Api, *titles: str) -> list[str]:
    return [str(one) for one in add_tracks(api.house.tools, api.house.owner_id, *titles)]


def throw_away(api: Api, *ids: str) -> None:
    wanted = {"action": "delete", "tracks": {"track_ids": ids}}
    assert api.client.post(f"{ROOT}/tracks/batch", json=wanted).status_code == 200


def files_of(house: House) -> set[str]:
    media = house.media.folder / "media"
    return {path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()}


def throw_away_long_ago(house: House, track_id: str, *, days: float) -> None:
    with house.database.transaction() as session:
        track = session.get_one(Track, UUID(track_id))
        track.deleted_at = clock.now() - timedelta(days=days)
        session.add(track)


def test_the_trash_says_what_is_in_it_and_when_each_track_goes(api: Api) -> None:
    one, other, kept = shelve(api, "One", "Other", "Kept")
    throw_away(api, one)
    api.client.delete(f"{ROOT}/tracks/{other}")
    seen = api.get("/trash")
    assert (seen["total"], seen["size_bytes"], seen["keep_days"]) == (2, 8, 30.0)
    assert [row["id"] for row in seen["rows"]] == [other, one]
    assert all(row["deleted_at"] < row["gone_at"] for row in seen["rows"])
    assert [row["id"] for row in api.get("/trash", start=1, count=1)["rows"]] == [one]
    assert [row["id"] for row in api.get("/tracks")["rows"]] == [kept]


def test_tracks_are_restored_one_by_one_and_all_at_once(api: Api) -> None:
    ids = shelve(api, *(f"Song {number}" for number in range(5)))
    throw_away(api, *ids)
    one = api.client.post(f"{ROOT}/trash/restore", json={"track_ids": ids[:1]})
    assert one.json() == {"count": 1}
    assert api.get("/tracks")["total"] == 1
    assert api.client.post(f"{ROOT}/trash/restore", json={"all": True}).json() == {"count": 4}
    assert (api.get("/tracks")["total"], api.get("/trash")["total"]) == (5, 0)


def test_what_is_deleted_for_good_takes_its_files_along_and_nothing_else(api: Api) -> None:
    other = api.import_track(b"another song")
    before = files_of(api.house)
    track_id = api.import_track()
    assert len(files_of(api.house)) > len(before) + 3
    throw_away(api, track_id)
    assert api.client.post(f"{ROOT}/trash/purge", json={"track_ids": [track_id]}).json() == {
        "count": 1
    }
    assert files_of(api.house) == before
    assert api.get("/trash")["total"] == 0
    assert api.client.post(f"{ROOT}/tracks/{track_id}/restore").status_code == 404
    assert api.get(f"/tracks/{other}")["has_audio"]


def test_the_trash_is_emptied_and_the_library_stays(api: Api) -> None:
    ids = shelve(api, *(f"Song {number}" for number in range(450)))
    throw_away(api, *ids[1:])
    assert api.client.post(f"{ROOT}/trash/purge", json={"all": True}).json() == {"count": 449}
    assert files_of(api.house) == {f"tracks/{ids[0]}.audio"}
    assert api.get("/tracks")["total"] == 1


def test_a_file_in_a_folder_of_somebody_else_is_never_touched(api: Api) -> None:
    (track_id,) = shelve(api, "In place")
    with api.house.database.transaction() as session:
        track = session.get_one(Track, UUID(track_id))
        track.media_key = ""
        session.add(track)
    throw_away(api, track_id)
    assert api.get("/trash")["rows"][0]["size_bytes"] == 0
    api.client.post(f"{ROOT}/trash/purge", json={"all": True})
    assert files_of(api.house) == {f"tracks/{track_id}.audio"}


@pytest.mark.parametrize("way", ["restore", "purge"])
def test_only_ones_own_trash_can_be_reached_and_nothing_is_half_done(api: Api, way: str) -> None:
    thrown, kept = shelve(api, "Thrown", "Kept")
    throw_away(api, thrown)
    stranger = api.sign_in("stranger@example.org")
    address = f"{ROOT}/trash/{way}"
    assert stranger.post(address, json={"track_ids": [thrown]}).status_code == 404
    assert stranger.post(address, json={"all": True}).json() == {"count": 0}
    assert stranger.get(f"{ROOT}/trash").json()["total"] == 0
    for ids in ([thrown, kept], [thrown, str(uuid4())]):
        answer = api.client.post(address, json={"track_ids": ids})
        assert answer.status_code == 404
        assert "Reload it, then select again." in answer.json()["error"]["message"]
    wrong: list[dict[str, Any]] = [{}, {"all": True, "track_ids": [thrown]}, {"track_ids": []}]
    for body in wrong:
        assert api.client.post(address, json=body).status_code == 422
    assert (api.get("/tracks")["total"], api.get("/trash")["total"]) == (1, 1)


def test_the_upkeep_takes_what_was_there_for_thirty_days_and_leaves_the_rest(api: Api) -> None:
    old, young, kept = shelve(api, "Old", "Young", "Kept")
    throw_away_long_ago(api.house, old, days=30.1)
    throw_away_long_ago(api.house, young, days=29.9)
    assert pipeline.clean(api.house.tools, dry_run=True) == []  # its files are young
    pipeline.clean(api.house.tools, dry_run=False)
    assert [row["id"] for row in api.get("/trash")["rows"]] == [young]
    assert api.get(f"/tracks/{kept}")["has_audio"]


def test_the_day_a_track_goes_is_a_setting(api: Api) -> None:
    (track_id,) = shelve(api, "Song")
    throw_away_long_ago(api.house, track_id, days=2)
    api.set(trash_days=1.0)
    assert api.get("/trash")["keep_days"] == 1.0
    answer = api.client.post(f"{ROOT}/trash/restore", json={"all": True})
    assert answer.json() == {"count": 1}
    deleted = api.client.delete(f"{ROOT}/tracks/{track_id}").json()
    assert deleted["undo_until"] == api.get("/trash")["rows"][0]["gone_at"]


def test_of_replaced_analyses_the_newest_and_what_a_hand_set_stay(api: Api) -> None:
    house = api.house
    one, other = make_track(house, "One"), make_track(house, "Other", 1)
    runs = [make_analysis(one, tempo_bpm=120.0 + day, camelot="8A", day=day) for day in (1, 2, 3)]
    by_hand = make_analysis(other, tempo_bpm=100.0, camelot="8A", day=1)
    by_hand.key_origin = Origin.HAND
    later = [make_analysis(other, tempo_bpm=100.0 + day, camelot="9A", day=day) for day in (2, 3)]
    add(house, one, other, *runs, by_hand, *later)
    assert pipeline.drop_replaced_analyses(house.tools) == 3
    assert pipeline.drop_replaced_analyses(house.tools) == 0
    rows = {row["title"]: row["tempo_bpm"] for row in api.get("/tracks")["rows"]}
    assert rows == {"One": 123.0, "Other": 103.0}
    with house.database.reading() as session:
        kept = [row for row in (*runs, by_hand, *later) if session.get(Analysis, row.id)]
    assert {row.id for row in kept} == {runs[2].id, by_hand.id, later[1].id}


def test_a_second_import_of_a_file_brings_its_track_back_from_the_trash(api: Api) -> None:
    track_id = api.import_track()
    throw_away(api, track_id)
    assert api.upload()["track_id"] == track_id
    assert api.get("/tracks")["total"] == 1
    assert api.get("/trash")["total"] == 0
