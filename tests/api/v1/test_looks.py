"""How the library looks, and its artists and albums, as callers of the API rely on them."""

from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_track

LOOK = f"{ROOT}/preferences/library"


def test_a_look_is_remembered_and_anything_unknown_is_refused_with_a_sentence(api: Api) -> None:
    assert api.get("/preferences/library") == {"view": "table", "columns": []}
    columns = [
        {"name": "artist", "is_shown": True, "width_px": 220},
        {"name": "title", "is_shown": True, "width_px": None},
        {"name": "loudness", "is_shown": False, "width_px": None},
    ]
    look = {"view": "list", "columns": columns}
    assert api.client.put(LOOK, json=look).json() == look
    assert api.get("/preferences/library") == look
    for wrong, said in (
        ({"view": "pie"}, "table"),
        ({"columns": [{"name": "colour"}]}, "There is no column 'colour'."),
        ({"columns": [{"name": "key"}, {"name": "key"}]}, "Name it once."),
        ({"columns": [{"name": "key", "width_px": 5}]}, "40"),
    ):
        answer = api.client.put(LOOK, json=wrong)
        assert answer.status_code == 422
        assert said in answer.json()["error"]["message"]
    assert api.get("/preferences/library") == look


def test_artists_and_albums_come_in_pages_with_the_query_that_opens_each(api: Api) -> None:
    add(
        api.house,
        *(
            make_track(api.house, f"Song {n}", n, artist=f"Artist {n % 5}", album='The "Hits"')
            for n in range(20)
        ),
    )
    said = api.client.get(f"{ROOT}/artists", params={"start": 1, "count": 2}).json()
    assert said["total"] == 5
    assert [row["name"] for row in said["rows"]] == ["Artist 1", "Artist 2"]
    assert [row["count"] for row in said["rows"]] == [4, 4]
    found = api.client.get(f"{ROOT}/tracks", params={"search": said["rows"][0]["query"]}).json()
    assert (found["total"], {row["artist"] for row in found["rows"]}) == (4, {"Artist 1"})
    (album,) = api.get("/albums")["rows"]
    assert (album["count"], album["artist"], album["artwork_url"]) == (20, None, None)
    found = api.client.get(f"{ROOT}/tracks", params={"search": album["query"]}).json()
    assert found["total"] == 20
    found = api.client.get(f"{ROOT}/artists", params={"search": 'title:=Song,"=Song 3"'}).json()
    assert [(row["name"], row["count"]) for row in found["rows"]] == [("Artist 3", 1)]


def test_a_mistake_says_what_was_probably_meant(api: Api) -> None:
    for wrong, instead in (
        ("genr:file", "genre:file"),
        ("-statsu:ready", "-status:ready"),
        ("source:spotfy,file", "source:spotify,file"),
        ("bpm:fast", ""),
        ("zzzz:1", ""),
    ):
        said = api.client.get(f"{ROOT}/tracks", params={"search": wrong}).json()
        (mistake,) = said["query"]["mistakes"]
        assert (mistake["text"], mistake["instead"]) == (wrong, instead)
