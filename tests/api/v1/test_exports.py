"""Stems in other formats, over HTTP; the workshop's stems are real FLAC here."""

import io
import zipfile
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
import soundfile

from app.core.audio import write_flac
from app.core.storage import MediaKey
from tests.api.v1.conftest import ROOT, Api


@pytest.fixture
def separation(api: Api) -> dict[str, Any]:
    """Return a separation whose stems are files that can be read."""
    track_id = api.import_track()
    api.client.patch(f"{ROOT}/tracks/{track_id}", json={"title": "Song", "artist": "Band"})
    (found,) = api.get(f"/tracks/{track_id}/separations")
    chance = np.random.default_rng(3)
    for path in (api.house.media.folder / "media" / "stems" / str(found["id"])).glob("*.flac"):
        write_flac(path, chance.normal(0, 0.1, (2, 4_410)).astype(np.float32), 44_100)
    return found


def test_all_stems_leave_as_an_archive(api: Api, separation: dict[str, Any]) -> None:
    answer = api.client.get(
        f"{ROOT}/separations/{separation['id']}/export",
        params={"format": "wav16", "template": "{artist}/{title}/{number} {stem}"},
    )
    assert answer.status_code == 200
    assert "Band - Song (draft stems).zip" in unquote(answer.headers["content-disposition"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "Band/Song/01 vocals.wav",
            "Band/Song/02 drums.wav",
            "Band/Song/03 bass.wav",
            "Band/Song/04 other.wav",
        ]
        sound = soundfile.info(io.BytesIO(archive.read("Band/Song/01 vocals.wav")))
    assert (sound.frames, sound.subtype) == (4_410, "PCM_16")


def test_one_stem_leaves_as_a_file(api: Api, separation: dict[str, Any]) -> None:
    stem_id = separation["stems"][1]["id"]
    answer = api.client.get(
        f"{ROOT}/separations/{separation['id']}/export",
        params={"format": "flac16", "stem": stem_id},
    )
    assert answer.headers["content-type"] == "audio/flac"
    assert "Band - Song (drums).flac" in unquote(answer.headers["content-disposition"])
    assert soundfile.info(io.BytesIO(answer.content)).subtype == "PCM_16"


def test_names_are_shown_before_anything_is_made(api: Api, separation: dict[str, Any]) -> None:
    path = f"/separations/{separation['id']}/export/names"
    assert api.get(path, format="mp3", template="{stem}")["names"] == [
        "vocals.mp3",
        "drums.mp3",
        "bass.mp3",
        "other.mp3",
    ]
    assert "There are: artist" in api.get(path, template="{xyzzy}")["problem"]
    assert "is empty" in api.get(path, template="")["problem"]
    assert api.get(path, template="x")["names"] == ["x.flac", "x 2.flac", "x 3.flac", "x 4.flac"]


def test_the_formats_and_the_fields_of_a_name_are_listed(api: Api) -> None:
    said = api.get("/exports")
    assert [one["name"] for one in said["formats"]] == [
        *("flac24", "flac16", "wav24", "wav16", "mp3", "opus")
    ]
    assert "{stem}" in said["usual"]["template"]
    assert said["chosen"] == said["usual"]
    assert "camelot" in said["template_fields"]


def test_what_one_chose_last_is_remembered_for_them_alone(api: Api) -> None:
    wanted = {"format": "mp3", "template": "{title}/{stem}"}
    assert api.client.put(f"{ROOT}/exports", json=wanted).status_code == 204
    assert api.get("/exports")["chosen"] == wanted
    other = api.sign_in("other@example.org").get(f"{ROOT}/exports").json()
    assert other["chosen"] == other["usual"]
    for wrong in ({"format": "mp4"}, {"template": "{xyzzy}"}, {"template": ""}):
        assert api.client.put(f"{ROOT}/exports", json=wanted | wrong).status_code in {404, 422}
    assert api.get("/exports")["chosen"] == wanted


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"format": "mp4"}, 404, "Did you mean 'mp3'?"),
        ({"template": "{xyzzy}"}, 422, "There are: artist"),
        ({"stem": "00000000-0000-0000-0000-000000000000"}, 404, "no such stem"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_sentence(
    api: Api, separation: dict[str, Any], asked: dict[str, str], status: int, said: str
) -> None:
    answer = api.client.get(f"{ROOT}/separations/{separation['id']}/export", params=asked)
    assert answer.status_code == status
    assert said in answer.json()["error"]["message"]


def test_a_stem_whose_file_is_gone_is_an_error_and_no_broken_archive(
    api: Api, separation: dict[str, Any]
) -> None:
    (gone, *_) = (api.house.media.folder / "media" / "stems").rglob("*.flac")
    key = gone.relative_to(api.house.media.folder / "media").as_posix()
    api.house.media.delete(MediaKey(key))
    answer = api.client.get(f"{ROOT}/separations/{separation['id']}/export")
    assert answer.status_code == 404
    assert "no longer in the storage" in answer.json()["error"]["message"]
