"""Nobody reaches what belongs to another; every route is asked."""

from uuid import UUID, uuid4

from fastapi.testclient import TestClient

from app import sources
from app.pipeline import JobState
from app.sources.rules.candidates import Candidate, Wanted, rank
from tests.api.v1.conftest import ROOT, Api
from tests.houses import House

OPEN_TO_ALL = {
    "/api/v1/tracks",
    "/api/v1/jobs",
    "/api/v1/uploads",
    "/api/v1/demo",
    "/api/v1/batches",
    "/api/v1/batches/missing",
    "/api/v1/playlists",
    "/api/v1/shares",  # names a track or a playlist in its body, as the tests of crates say
    "/api/v1/duplicates",
    "/api/v1/list-reviews",
    "/api/v1/track-ids",
    "/api/v1/player/tracks",  # leaves out what is not one's own, as its test says
    "/api/v1/exports",
    "/api/v1/preferences/separation",
    "/api/v1/preferences/analysis",
    "/api/v1/preferences/library",
    "/api/v1/artists",
    "/api/v1/albums",
    "/api/v1/links",
    "/api/v1/imports",
    "/api/v1/imports/preferences",
    "/api/v1/trash",
    "/api/v1/trash/restore",  # foreign ids are told, as the tests of the trash say
    "/api/v1/trash/purge",
    "/api/v1/tracks/batch",
    "/api/v1/tracks/batch/about",
    "/api/v1/exports/tracks",
    "/api/v1/tags",
    "/api/v1/tags/mark",  # leaves out what is not one's own, as the tests of tags say
    "/api/v1/tags/unmark",
    "/api/v1/disk",
    "/api/v1/disk/clearings",  # names tracks in its body, as the tests of disk say
    "/api/v1/spotify",
    "/api/v1/spotify/link",
    "/api/v1/spotify/playlists",
    "/api/v1/spotify/saved-tracks/imports",
}
"""Routes without an id: each user sees and makes things of their own there."""

SHARED = (
    "/api/v1/presets",
    "/api/v1/models",
    "/api/v1/features",
    "/api/v1/tools",
    "/api/v1/roots",
    "/api/v1/disk/users",
)
"""What belongs to the studio; the tests of models and of folders say who may change them."""

IDS = (
    "track_id",
    "separation_id",
    "stem_id",
    "job_id",
    "batch_id",
    "playlist_id",
    "item_id",
    "cue_id",
    "loop_id",
    "transcription_id",
    "offer_id",
    "tag_id",
    "undo_id",
    "order_id",
    "review_id",
    "share_id",
)

BODIES = {
    "/separations": {"engine": "draft"},
    "/tracks/{track_id}": {"title": "mine now"},
    "/wish": {"frame": 0},
    "/order": {"track_id": str(uuid4()), "to": "top"},
    "/playlists/{playlist_id}": {"title": "mine now"},
    "/copies": {"title": "mine now"},
    "/items": {"track_ids": [str(uuid4())]},
    "/moves": {"item_ids": [str(uuid4())]},
    "/removals": {"item_ids": [str(uuid4())]},
    "/sort": {"by": "title"},
    "/place": {"parent_id": None},
    "/tags/{tag_id}": {"name": "mine now"},
    "/batches": {"engine": "draft"},
    "/grid/edits": {"act": "halve"},
    "/grid/lock": {"locked": True},
    "/sections/edits": {"act": "split", "at_seconds": 1.0},
    "/cues": {"position_seconds": 1.0},
    "/cues/{cue_id}": {"label": "mine now"},
    "/loops": {"start_seconds": 1.0, "end_seconds": 2.0},
    "/loops/{loop_id}": {"label": "mine now"},
    "/key": {"key": "C"},
    "/duplicates/keep": {"other_id": str(uuid4())},
    "/duplicates/merge": {"other_id": str(uuid4())},
    "/duplicates/unmerge": {"other_id": str(uuid4())},
    "/decisions": {"act": "leave", "verdict": "new"},
    "/lists": {"places": [0]},
    "/edits/restore": {"what": "key"},
}


def routes_of(client: TestClient) -> list[tuple[str, str]]:
    described = client.get(f"{ROOT}/openapi.json").json()["paths"]
    return [(method, path) for path, item in described.items() for method in item]


def ids_of(api: Api) -> dict[str, str]:
    track_id = api.import_track()
    (separation,) = api.get(f"/tracks/{track_id}/separations")
    return {
        "track_id": track_id,
        "separation_id": separation["id"],
        "stem_id": separation["stems"][0]["id"],
        "job_id": api.get(f"/tracks/{track_id}/jobs")[0]["id"],
        "batch_id": start_batch(api, track_id),
        **make_playlist(api, track_id),
        "share_id": make_share(api, track_id),
        "cue_id": api.get(f"/tracks/{track_id}/cues")[0]["id"],
        "loop_id": make_loop(api, track_id),
        "transcription_id": transcribe(api, separation["stems"][0]["id"]),
        "offer_id": make_offer(api, track_id),
        "tag_id": make_tag(api, track_id),
        "undo_id": make_undo(api, track_id),
        "order_id": make_order(api, track_id),
        "root_id": str(uuid4()),
        "review_id": make_review(api),
        "index": "0",
        "place": "0",
        "name": "structure",
    }


def make_offer(api: Api, track_id: str) -> str:
    found = rank(Wanted("Song"), [Candidate("https://tube.test/song", "Song")])
    owner_id = api.house.owner_id
    with api.house.database.transaction() as session:
        (offer,) = sources.keep_offers(session, UUID(track_id), found, owner_id=owner_id)
        return str(offer.id)


def make_review(api: Api) -> str:
    asked = {"name": "mine.txt"}
    answer = api.client.post(f"{ROOT}/list-reviews", params=asked, content=b"Burial - Archangel\n")
    return answer.json()["id"]


def make_undo(api: Api, track_id: str) -> str:
    wanted = {"action": "edit", "tracks": {"track_ids": [track_id]}, "fields": {"genre": "House"}}
    return api.client.post(f"{ROOT}/tracks/batch", json=wanted).json()["undo_url"][-36:]


def make_order(api: Api, track_id: str) -> str:
    wanted = {"tracks": {"track_ids": [track_id]}, "kind": "m3u8"}
    return api.client.post(f"{ROOT}/exports/tracks", json=wanted).json()["url"][-36:]


def make_tag(api: Api, track_id: str) -> str:
    marks = {"track_ids": [track_id], "names": ["Late"]}
    assert api.client.post(f"{ROOT}/tags/mark", json=marks).status_code == 200
    return api.get("/tags")[0]["id"]


def transcribe(api: Api, stem_id: str) -> str:
    view = api.finish(api.client.post(f"{ROOT}/stems/{stem_id}/transcriptions").json())
    return str(view.stages[0].result["transcription_id"])


def make_loop(api: Api, track_id: str) -> str:
    wanted = {"start_seconds": 1.0, "end_seconds": 3.0}
    return api.client.post(f"{ROOT}/tracks/{track_id}/loops", json=wanted).json()["id"]


def start_batch(api: Api, track_id: str) -> str:
    """Ask for stems that are there already, so that nobody has to work."""
    wanted = {"engine": "draft", "track_ids": [track_id]}
    return api.client.post(f"{ROOT}/batches", json=wanted).json()["id"]


def make_share(api: Api, track_id: str) -> str:
    made = api.client.post(f"{ROOT}/shares", json={"track_id": track_id})
    return made.json()["id"]


def make_playlist(api: Api, track_id: str) -> dict[str, str]:
    wanted = {"title": "Friday", "track_ids": [track_id]}
    playlist_id = api.client.post(f"{ROOT}/playlists", json=wanted).json()["id"]
    (item,) = api.get(f"/playlists/{playlist_id}/items")["rows"]
    return {"playlist_id": playlist_id, "item_id": item["id"]}


def statuses(client: TestClient, ids: dict[str, str]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for method, path in routes_of(client):
        if path in OPEN_TO_ALL or path.startswith(SHARED):
            continue
        methods = [method, "head"] if path.endswith(("/file", "/zip", "/export")) else [method]
        body = next((body for end, body in BODIES.items() if path.endswith(end)), None)
        for verb in methods:
            answer = client.request(
                verb, path.format(**ids), json=body if verb in {"post", "patch", "put"} else None
            )
            found[verb, path] = answer.status_code
    return found


def test_what_belongs_to_another_is_not_found_on_any_route(api: Api) -> None:
    ids = ids_of(api)
    before = all_of(api, ids)
    stranger = api.sign_in("stranger@example.org")
    found = statuses(stranger, ids)
    assert len(found) >= 24
    assert {route: status for route, status in found.items() if status != 404} == {}
    seen = stranger.get(f"{ROOT}/tracks").json()
    assert (seen["rows"], seen["total"]) == ([], 0)
    assert stranger.get(f"{ROOT}/jobs").json() == []
    assert all_of(api, ids) == before


def test_what_does_not_exist_looks_the_same(api: Api) -> None:
    ids = {
        name: "0" if name in {"index", "place"} else str(uuid4())
        for name in (*IDS, "index", "place", "name")
    }
    assert set(statuses(api.client, ids).values()) == {404}


def test_the_same_bytes_of_two_users_are_two_tracks(api: Api) -> None:
    mine = api.import_track()
    stranger = api.sign_in("stranger@example.org")
    answer = stranger.post(f"{ROOT}/uploads", params={"name": "song.wav"}, content=b"some music")
    assert answer.json()["duplicate"] is False
    assert answer.json()["track_id"] is None
    assert stranger.get(f"{ROOT}/tracks/{mine}").status_code == 404


def test_without_a_sign_in_there_is_nothing(api: Api) -> None:
    ids = ids_of(api)
    with TestClient(api.web) as nobody:
        for method, path in routes_of(api.client):
            answer = nobody.request(method, path.format(**ids))
            assert answer.status_code == 401, path
            assert set(answer.json()["error"]) == {"type", "message"}
        assert nobody.get(f"{ROOT}/openapi.json").status_code == 401


def test_the_description_names_every_answer(api: Api) -> None:
    described = api.client.get(f"{ROOT}/openapi.json").json()
    assert {path for path in described["paths"] if not path.startswith(ROOT)} == set()
    for path, item in described["paths"].items():
        for method, route in item.items():
            (good,) = (answer for code, answer in route["responses"].items() if code[0] == "2")
            schemas = [part.get("schema") for part in good.get("content", {}).values()]
            assert schemas != [{}], f"{method} {path} does not say what it answers"
            assert route["summary"]


def all_of(api: Api, ids: dict[str, str]) -> list[object]:
    """Return what the owner has that a stranger might change."""
    paths = "/tracks", "/tracks/{track_id}/editing", "/playlists", "/playlists/{playlist_id}/items"
    return [state_of(api.house), *(api.get(path.format(**ids)) for path in paths)]


def state_of(house: House) -> set[tuple[str, JobState]]:
    return {(str(job.id), job.state) for job in house.jobs()}
