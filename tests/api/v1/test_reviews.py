"""Lists are read, looked over, decided on and confirmed by the API."""

from pathlib import Path
from typing import Any

from app.library import Track
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_track

COLLECTION = Path(__file__).parents[2] / "sources" / "lists" / "rekordbox.xml"

TABLE = """Title,Artist,Duration,URL
Strobe,deadmau5,10:37,
Storbe,deadmau5,10:37,
Archangel,Burial,3:58,
,,,https://example.com/live
"""


def make_strobe(api: Api) -> Track:
    track = make_track(api.house, "Strobe", artist="deadmau5")
    track.duration_seconds = 637.0
    add(api.house, track)
    return track


def start(api: Api, content: str | bytes = TABLE, *, name: str = "mine.csv") -> dict[str, Any]:
    answer = api.client.post(f"{ROOT}/list-reviews", params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return answer.json()


def lines(api: Api, review: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    return api.get(f"/list-reviews/{review['id']}/lines", **asked)["rows"]


def decide(api: Api, review: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = api.client.post(f"{ROOT}/list-reviews/{review['id']}/decisions", json=said)
    assert answer.status_code == 200, answer.text
    return answer.json()


def confirm(api: Api, review: dict[str, Any]) -> dict[str, Any]:
    answer = api.client.post(f"{ROOT}/list-reviews/{review['id']}/confirm")
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(api: Api, playlist_id: str) -> list[str]:
    rows = api.get(f"/playlists/{playlist_id}/items")["rows"]
    return [row["track"]["title"] for row in rows]


def test_each_line_is_shown_with_what_it_may_mean_and_stays_until_it_is_confirmed(api: Api) -> None:
    strobe = make_strobe(api)
    review = start(api)
    assert review["verdicts"] == {"sure": 1, "likely": 1, "new": 2}
    assert review["acts"] == {"take": 2, "fetch": 0, "leave": 2}
    (sure, likely, new, address) = lines(api, review)
    assert (sure["verdict"], sure["act"], sure["track_id"]) == ("sure", "take", str(strobe.id))
    assert (likely["choices"][0]["score"] < 1.0, "'Strobe'" in likely["choices"][0]["reason"]) == (
        True,
        True,
    )
    assert (new["title"], new["act"], new["can_be_fetched"]) == ("Archangel", "leave", True)
    assert address["url"] == "https://example.com/live"
    assert [one["number"] for one in lines(api, review, verdict="new", start=1)] == [
        address["number"]
    ]
    assert [one["id"] for one in api.get("/list-reviews")] == [review["id"]]
    assert api.get(f"/list-reviews/{review['id']}") == review
    assert api.get("/playlists") == []


def test_what_was_decided_becomes_a_playlist_and_is_fetched_in_one_go(api: Api) -> None:
    make_strobe(api)
    review = start(api)
    new = lines(api, review, verdict="new")
    decide(api, review, act="fetch", numbers=[new[0]["number"]])
    after = decide(api, review, act="leave", verdict="likely")
    assert after["acts"] == {"take": 1, "fetch": 1, "leave": 2}

    made = confirm(api, review)

    (playlist,) = made["playlists"]
    assert (playlist["title"], playlist["is_new"], made["added"]) == ("mine", True, 1)
    assert titles(api, playlist["id"]) == ["Strobe", "Archangel"]
    batch = api.get(f"/batches/{made['batch_id']}")
    assert (batch["stage"], batch["title"]) == ("download", "mine")
    assert api.get("/list-reviews") == []
    gone = api.client.post(f"{ROOT}/list-reviews/{review['id']}/confirm")
    assert (gone.status_code, "no longer there" in gone.json()["error"]["message"]) == (404, True)


def test_another_candidate_is_taken_and_one_that_was_deleted_since_is_left_out(api: Api) -> None:
    strobe = make_strobe(api)
    other = make_track(api.house, "Strobe (Live)", 7, artist="deadmau5")
    add(api.house, other)
    review = start(api)
    number = lines(api, review, verdict="likely")[0]["number"]
    decide(api, review, act="take", numbers=[number], track_id=str(other.id))
    assert api.client.delete(f"{ROOT}/tracks/{strobe.id}").status_code == 200
    made = confirm(api, review)
    assert titles(api, made["playlists"][0]["id"]) == ["Strobe (Live)"]
    assert made["batch_id"] is None


def test_only_the_playlists_of_a_collection_that_are_wanted_are_made(api: Api) -> None:
    make_strobe(api)
    review = start(api, COLLECTION.read_bytes(), name="rekordbox.xml")
    paths = [one["path"] for one in review["lists"]]
    assert paths == [["Sets", "Friday"], ["By place"]]
    assert len(lines(api, review, place=0)) == review["lists"][0]["count"]
    path = f"{ROOT}/list-reviews/{review['id']}/lists"
    after = api.client.put(path, json={"places": [0]}).json()
    assert [one["is_wanted"] for one in after["lists"]] == [True, False]
    made = confirm(api, review)
    assert [one["title"] for one in made["playlists"]] == ["Friday"]


def test_a_review_that_is_thrown_away_leaves_nothing(api: Api) -> None:
    review = start(api)
    assert api.client.delete(f"{ROOT}/list-reviews/{review['id']}").status_code == 204
    assert (api.get("/list-reviews"), api.get("/tracks")["rows"]) == ([], [])


def test_what_cannot_be_reviewed_is_refused_in_one_sentence(api: Api) -> None:
    def refuse(content: bytes, name: str = "mine.csv") -> str:
        answer = api.client.post(f"{ROOT}/list-reviews", params={"name": name}, content=content)
        assert answer.status_code in {400, 413, 422}, answer.text
        return answer.json()["error"]["message"]

    assert "There is no track in" in refuse(b"Title,Artist\n")
    assert "20,000" in refuse(b"".join(b"A - Song %d\n" % n for n in range(20_001)))
    review = start(api)
    path = f"{ROOT}/list-reviews/{review['id']}"
    both = api.client.post(f"{path}/decisions", json={"act": "leave"})
    assert "Say which lines" in both.json()["error"]["message"]
    decide(api, review, act="leave", verdict="sure")
    decide(api, review, act="leave", verdict="likely")
    nothing = api.client.post(f"{path}/confirm")
    assert "Nothing of this list is wanted" in nothing.json()["error"]["message"]
    assert api.get("/list-reviews") != []
    for _ in range(19):
        start(api)
    assert "20 lists wait" in refuse(TABLE.encode())


def test_five_thousand_lines_are_reviewed_page_by_page(api: Api) -> None:
    text = "\n".join(f"Artist {n} - Song {n}" for n in range(5000))
    review = start(api, text, name="many.txt")
    assert (review["total"], review["verdicts"]["new"]) == (5000, 5000)
    page = api.get(f"/list-reviews/{review['id']}/lines", start=4900, count=500)
    assert (len(page["rows"]), page["total"]) == (100, 5000)
    assert decide(api, review, act="fetch", verdict="new")["acts"]["fetch"] == 5000
