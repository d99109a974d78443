"""The picture of a track as programs see it."""

from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from app import library
from app.core import audio
from app.core.audio import Inspection
from app.core.work import Report
from app.library import ArtworkSource
from app.pipeline import Halt
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, counting, make_track
from tests.covers import BLUE, GREEN, RED, is_like, picture, pixel_of
from tests.twins import inspect


def put(api: Api, track_id: object, data: bytes, **headers: str) -> Any:  # noqa: ANN401  — a client's answer
    return api.client.put(f"{ROOT}/tracks/{track_id}/artwork", content=data, headers=headers)


def shown(answer: Any) -> Image.Image:  # noqa: ANN401  — as above
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return Image.open(BytesIO(answer.content)).convert("RGB")


def with_picture(data: bytes) -> object:
    """Return how files are looked at that carry this picture."""

    def look(request: audio.InspectRequest, report: Report, halt: Halt) -> Inspection:
        assert request.picture_to is not None
        request.picture_to.write_bytes(data)
        return inspect(request, report, halt)

    return look


def test_a_chosen_picture_is_shown_in_every_size_and_everywhere(api: Api) -> None:
    track_id = api.import_track()
    assert api.get(f"/tracks/{track_id}")["artwork_url"] is None
    answer = put(api, track_id, picture((800, 600), GREEN))
    assert answer.status_code == 200, answer.text
    address = answer.json()["artwork_url"]
    assert address.startswith(f"{ROOT}/tracks/{track_id}/artwork?v=")
    for size in (64, 300, 640):
        seen = shown(api.client.get(f"{address}&size={size}"))
        assert seen.size == (min(size, 600),) * 2
        assert is_like(pixel_of(seen, 20, 20), GREEN)
    assert shown(api.client.get(address)).size == (300, 300)
    assert api.get(f"/tracks/{track_id}")["artwork_url"] == address
    assert api.get("/tracks")["rows"][0]["artwork_url"] == address
    made = api.client.post(f"{ROOT}/playlists", json={"title": "Set"}).json()
    items = f"{ROOT}/playlists/{made['id']}/items"
    assert api.client.post(items, json={"track_ids": [track_id]}).status_code == 201
    assert api.client.get(items).json()["rows"][0]["track"]["artwork_url"] == address
    assert any(type(one).__name__ == "TrackChanged" for one in api.house.events)


def test_the_player_is_told_of_the_picture(api: Api, song: bytes) -> None:
    track = make_track(api.house, "song")
    add(api.house, track)
    upload = api.house.media.receive([song], name="song.wav", limit_bytes=10_000_000).upload_id
    api.house.media.put(library.media_key_of(track.id), api.house.media.upload(upload))
    assert api.get(f"/tracks/{track.id}/player")["artwork_url"] is None
    address = put(api, track.id, picture()).json()["artwork_url"]
    assert api.get(f"/tracks/{track.id}/player")["artwork_url"] == address


def test_a_picture_may_be_kept_for_good_by_its_version_and_else_is_asked_for(api: Api) -> None:
    track_id = api.import_track()
    first = put(api, track_id, picture(colour=RED)).json()["artwork_url"]
    answer = api.client.get(first)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = api.client.get(first, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = api.client.get(f"{ROOT}/tracks/{track_id}/artwork")
    assert plain.headers["cache-control"] == "private, no-cache"
    second = put(api, track_id, picture(colour=BLUE)).json()["artwork_url"]
    assert second != first
    late = api.client.get(first)
    assert late.headers["cache-control"] == "private, no-cache"
    assert is_like(pixel_of(shown(late), 9, 9), BLUE)
    assert api.client.get(first, headers={"if-none-match": answer.headers["etag"]}).is_success
    assert api.client.head(second).status_code == 200


def test_what_is_no_picture_is_refused_and_the_old_one_stays(api: Api) -> None:
    track_id = api.import_track()
    address = put(api, track_id, picture()).json()["artwork_url"]
    for data, status in ((b"", 422), (b"<svg/>", 422), (picture()[:99], 422)):
        answer = put(api, track_id, data)
        assert answer.status_code == status
        assert answer.json()["error"]["message"].count(". ") == 1
    assert put(api, track_id, b"\xff" * 10_000_001).status_code == 413
    assert put(api, track_id, iter([b"\xff" * 6_000_000] * 2)).status_code == 413  # pyright: ignore[reportArgumentType]
    assert api.get(f"/tracks/{track_id}")["artwork_url"] == address
    assert api.client.get(f"{address}&size=5000").status_code == 422
    assert api.waiting() == []


def test_a_picture_that_is_taken_off_stays_off(api: Api) -> None:
    api.house.workshop.behaviours[audio.INSPECT.name] = with_picture(picture())  # pyright: ignore[reportArgumentType]
    track_id = api.import_track()
    address = api.get(f"/tracks/{track_id}")["artwork_url"]
    assert api.client.get(address).status_code == 200
    assert api.client.delete(f"{ROOT}/tracks/{track_id}/artwork").status_code == 204
    assert api.get(f"/tracks/{track_id}")["artwork_url"] is None
    gone = api.client.get(address)
    assert gone.status_code == 404
    assert gone.json()["error"]["message"] == "This track has no picture. Choose one on its page."
    owner_id = api.house.owner_id
    with api.house.database.transaction() as session:
        assert not library.offer_artwork(
            session, UUID(track_id), "0" * 64, owner_id=owner_id, source=ArtworkSource.FILE
        )
        assert library.list_tracks_without_artwork(session, count=9) == []
    assert api.get(f"/tracks/{track_id}")["artwork_url"] is None
    assert put(api, track_id, picture()).status_code == 200
    assert api.get(f"/tracks/{track_id}")["artwork_url"] is not None


def test_nobody_else_sees_or_changes_a_picture(api: Api) -> None:
    track_id = api.import_track()
    address = put(api, track_id, picture()).json()["artwork_url"]
    other = api.sign_in("other@example.com")
    place = f"{ROOT}/tracks/{track_id}/artwork"
    assert other.get(address).status_code == 404
    assert other.put(place, content=picture(colour=BLUE)).status_code == 404
    assert other.delete(place).status_code == 404
    assert is_like(pixel_of(shown(api.client.get(address)), 9, 9), RED)


def test_a_list_asks_for_its_pictures_at_once(api: Api) -> None:
    tracks = [make_track(api.house, f"song {number}", number) for number in range(40)]
    add(api.house, *tracks)
    mine = {"owner_id": api.house.owner_id}
    with counting(api.house) as before:
        api.get("/tracks", count=40)
    with api.house.database.transaction() as session:
        for track in tracks:
            library.choose_artwork(session, track.id, "a" * 64, **mine)
    with counting(api.house) as after:
        rows = api.get("/tracks", count=40)["rows"]
    assert all(row["artwork_url"] for row in rows)
    assert len(after) == len(before)
