"""A queue knows ids; what they are called it asks for."""

from uuid import uuid4

from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_track


def test_a_queue_learns_what_its_tracks_are_called(api: Api) -> None:
    first, second = (make_track(api.house, name, number) for number, name in enumerate("ab"))
    add(api.house, first, second)
    ids = [str(second.id), str(uuid4()), str(first.id), str(second.id)]
    found = api.get("/player/tracks", id=ids)
    assert [one["id"] for one in found] == [ids[0], ids[2]]
    assert [one["title"] for one in found] == ["b", "a"]
    assert found[0]["has_audio"] is True


def test_tracks_of_others_have_no_title(api: Api) -> None:
    track = make_track(api.house, "mine")
    add(api.house, track)
    other = api.sign_in("other@example.org")
    asked = {"id": [str(track.id)]}
    assert other.get(f"{ROOT}/player/tracks", params=asked).json() == []


def test_more_than_a_hundred_are_asked_for_in_turn(api: Api) -> None:
    asked = {"id": [str(uuid4()) for _ in range(101)]}
    assert api.client.get(f"{ROOT}/player/tracks", params=asked).status_code == 422
