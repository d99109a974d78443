"""Any number of tracks leave together, and nothing of them is missing unseen."""

import io
import zipfile
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import library
from tests.api.v1.conftest import ROOT, Api
from tests.shelves import add_tracks


def order(api: Api, kind: str, **tracks: Any) -> str:
    answer = api.client.post(f"{ROOT}/exports/tracks", json={"tracks": tracks, "kind": kind})
    assert answer.status_code == 201, answer.text
    return answer.json()["url"]


def unpack(api: Api, url: str) -> dict[str, bytes]:
    answer = api.client.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_originals_leave_as_an_archive_and_what_is_missing_is_named(api: Api) -> None:
    ids = add_tracks(api.house.tools, api.house.owner_id, "Song", "song", "Other/Side")
    with api.house.database.transaction() as session:
        wanted = library.WantedTrack(title="Not here", artist="Ann", link="https://tube.test/1")
        missing, _ = library.want_track(
            session, wanted, owner_id=api.house.owner_id, source=library.TrackSource.LINK
        )
    found = unpack(api, order(api, "originals", track_ids=[*map(str, ids), str(missing.id)]))
    said = found.pop("Not included.txt").decode()
    assert "Ann - Not here: no audio here" in said
    lines = found.pop("Playlist.m3u8").decode().splitlines()
    assert lines[3::2] == ["Song.wav", "song 2.wav", "Other-Side.wav"]
    assert list(found) == ["Song.wav", "song 2.wav", "Other-Side.wav"]
    assert set(found.values()) == {b"RIFF"}


def test_the_current_stems_of_all_leave_under_the_names_that_were_chosen(api: Api) -> None:
    api.import_track()
    add_tracks(api.house.tools, api.house.owner_id, "Whole")
    choice = {"format": "flac16", "template": "{title}/{stem}"}
    assert api.client.put(f"{ROOT}/exports", json=choice).status_code == 204
    answer = api.client.head(order(api, "stems", search=""))
    assert (answer.status_code, answer.content) == (200, b"")
    assert "2 tracks (stems).zip" in answer.headers["content-disposition"]


def test_a_list_of_tracks_is_in_the_order_that_was_asked_for(api: Api) -> None:
    add_tracks(api.house.tools, api.house.owner_id, "Beta", "Alpha", "Gamma")
    url = order(api, "m3u8", search="", sort="title", descending=False)
    lines = api.client.get(url).text.splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:3 tracks"]
    assert lines[3::2] == ["Alpha.wav", "Beta.wav", "Gamma.wav"]
    text = api.client.get(order(api, "text", search="title:beta")).text
    assert "1. Beta" in text


@pytest.mark.parametrize("kind", ["originals", "m3u8"])
def test_an_export_is_only_its_owners(api: Api, kind: str) -> None:
    add_tracks(api.house.tools, api.house.owner_id, "Song")
    url = order(api, kind, search="")
    stranger = api.sign_in("stranger@example.org")
    assert stranger.get(url).status_code == 404
    assert api.client.get(f"{ROOT}/exports/tracks/{uuid4()}").status_code == 404
    foreign = {"tracks": {"track_ids": api.get("/track-ids")["ids"]}, "kind": kind}
    assert stranger.post(f"{ROOT}/exports/tracks", json=foreign).status_code == 404


def test_what_was_thrown_away_since_is_left_out(api: Api) -> None:
    ids = add_tracks(api.house.tools, api.house.owner_id, "Song", "Gone")
    url = order(api, "originals", search="")
    api.client.delete(f"{ROOT}/tracks/{UUID(str(ids[1]))}")
    assert list(unpack(api, url)) == ["Song.wav", "Playlist.m3u8"]
