"""Tags and queries over the API: what a page needs to show chips, rows and sentences."""

from uuid import uuid4

from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, counting, make_track


def test_tags_are_made_shown_renamed_and_deleted(api: Api) -> None:
    first, second = (make_track(api.house, name, number) for number, name in enumerate("ab"))
    add(api.house, first, second)
    marks = {"track_ids": [str(first.id), str(second.id), str(uuid4())], "names": ["warm", "Late"]}
    answer = api.client.post(f"{ROOT}/tags/mark", json=marks)
    assert answer.status_code == 200
    assert answer.json()["tracks"] == 2
    tags = {tag["name"]: tag for tag in api.get("/tags")}
    assert {name: tag["count"] for name, tag in tags.items()} == {"warm": 2, "Late": 2}
    rows = api.get("/tracks", search="tag:late", sort="title")["rows"]
    assert [row["tags"] for row in rows] == [["Late", "warm"], ["Late", "warm"]]
    only = {"track_ids": [str(first.id)], "names": ["WARM"]}
    assert api.client.post(f"{ROOT}/tags/unmark", json=only).json() == {
        "tracks": 1,
        "names": ["warm"],
    }
    renamed = api.client.patch(f"{ROOT}/tags/{tags['warm']['id']}", json={"name": "Warm-up"})
    assert (renamed.json()["name"], renamed.json()["count"]) == ("Warm-up", 1)
    assert api.client.delete(f"{ROOT}/tags/{tags['Late']['id']}").status_code == 204
    assert [tag["name"] for tag in api.get("/tags")] == ["Warm-up"]


def test_what_cannot_be_a_tag_is_refused_with_a_sentence(api: Api) -> None:
    for names in ([""], [], ["x" * 61]):
        marks = {"track_ids": [], "names": names}
        assert api.client.post(f"{ROOT}/tags/mark", json=marks).status_code == 422
    assert api.client.delete(f"{ROOT}/tags/{uuid4()}").status_code == 404
    assert api.client.patch(f"{ROOT}/tags/{uuid4()}", json={"name": "x"}).status_code == 404


def test_tags_of_others_are_not_there(api: Api) -> None:
    track = make_track(api.house, "mine")
    add(api.house, track)
    marks = {"track_ids": [str(track.id)], "names": ["secret"]}
    api.client.post(f"{ROOT}/tags/mark", json=marks)
    (tag,) = api.get("/tags")
    other = api.sign_in("other@example.org")
    assert other.get(f"{ROOT}/tags").json() == []
    assert other.delete(f"{ROOT}/tags/{tag['id']}").status_code == 404
    assert other.post(f"{ROOT}/tags/mark", json=marks).json()["tracks"] == 0


def test_a_list_says_how_its_query_was_understood(api: Api) -> None:
    add(api.house, make_track(api.house, "House one", 1, rating=4), make_track(api.house, "Live"))
    page = api.get("/tracks", search="house  -live colour:red rating:>=4")
    assert [row["title"] for row in page["rows"]] == ["House one"]
    assert (page["rows"][0]["rating"], page["rows"][0]["has_audio"]) == (4, True)
    query = page["query"]
    assert query["text"] == "house -live rating:>=4"
    assert query["chips"][1] == {
        "field": "",
        "text": "-live",
        "words": "not live",
        "is_not": True,
        "start": 7,
    }
    (mistake,) = query["mistakes"]
    assert (mistake["text"], mistake["start"]) == ("colour:red", 13)
    assert mistake["sentence"].startswith("There is no field 'colour:'.")


def test_the_tags_of_a_page_are_one_query(api: Api) -> None:
    tracks = [make_track(api.house, f"Track {number}", number) for number in range(30)]
    add(api.house, *tracks)
    marks = {"track_ids": [str(track.id) for track in tracks], "names": ["a", "b", "c"]}
    api.client.post(f"{ROOT}/tags/mark", json=marks)
    with counting(api.house, about="tracktag") as said:
        page = api.get("/tracks")
    assert len(said) == 1
    assert all(row["tags"] == ["a", "b", "c"] for row in page["rows"])


def test_selecting_and_listing_go_by_the_same_query(api: Api) -> None:
    add(api.house, *(make_track(api.house, f"Track {n}", n, rating=n % 6) for n in range(12)))
    search = "rating:3..4 -11"
    listed = api.get("/tracks", search=search, sort="rating", descending=True)
    ids = api.get("/track-ids", search=search, sort="rating", descending=True)
    assert ids["ids"] == [row["id"] for row in listed["rows"]]
    assert ids["total"] == listed["total"] == 4
