"""Files that leave the house."""

import io
import zipfile
from urllib.parse import unquote

import pytest

from app.api.v1.files import disposition
from app.library import download_name
from tests.api.v1.conftest import ROOT, Api


@pytest.fixture
def urls(api: Api) -> dict[str, str]:
    """Return the addresses of a track's files, and the track's."""
    track_id = api.import_track(b"0123456789" * 100)
    edit = {"title": 'Déjà "vu"', "artist": "AC/DC"}
    assert api.client.patch(f"{ROOT}/tracks/{track_id}", json=edit).status_code == 200
    (separation,) = api.get(f"/tracks/{track_id}/separations")
    return {
        "original": f"{ROOT}/tracks/{track_id}/file",
        "vocals": separation["stems"][0]["file_url"],
        "zip": separation["zip_url"],
    }


def test_files_are_answered_in_ranges_and_remembered_by_their_tag(
    api: Api, urls: dict[str, str]
) -> None:
    whole = api.client.get(urls["original"])
    assert whole.status_code == 200
    assert whole.content == b"0123456789" * 100
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["cache-control"] == "private, no-cache"
    part = api.client.get(urls["original"], headers={"range": "bytes=5-14"})
    assert (part.status_code, part.content) == (206, b"5678901234")
    assert part.headers["content-range"] == "bytes 5-14/1000"
    tail = api.client.get(urls["original"], headers={"range": "bytes=-3"})
    assert tail.content == b"789"
    assert api.client.get(urls["original"], headers={"range": "bytes=2000-"}).status_code == 416
    known = {"if-none-match": whole.headers["etag"]}
    assert api.client.get(urls["original"], headers=known).status_code == 304
    stale = {"range": "bytes=5-14", "if-range": '"another"'}
    assert api.client.get(urls["original"], headers=stale).status_code == 200
    fresh = {"range": "bytes=5-14", "if-range": whole.headers["etag"]}
    assert api.client.get(urls["original"], headers=fresh).status_code == 206


def test_head_says_what_get_would(api: Api, urls: dict[str, str]) -> None:
    for url in urls.values():
        head, whole = api.client.head(url), api.client.get(url)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "content-disposition", "cache-control"):
            assert head.headers[name] == whole.headers[name]
        assert head.headers.get("content-length") == whole.headers.get("content-length")


def test_files_are_called_after_their_music(api: Api, urls: dict[str, str]) -> None:
    names = {
        which: name_in(api.client.head(url).headers["content-disposition"])
        for which, url in urls.items()
    }
    assert names == {
        "original": "AC-DC - Déjà -vu-.wav",
        "vocals": "AC-DC - Déjà -vu- (vocals).flac",
        "zip": "AC-DC - Déjà -vu- (draft stems).zip",
    }
    assert api.client.head(urls["vocals"]).headers["content-type"] == "audio/flac"


def test_the_archive_holds_every_stem_bit_for_bit(api: Api, urls: dict[str, str]) -> None:
    answer = api.client.get(urls["zip"])
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        held = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert held == {
        f"AC-DC - Déjà -vu- ({part}).flac": b"fLaC" + f"{part}.flac".encode()
        for part in ("vocals", "drums", "bass", "other")
    }


def test_a_file_that_is_gone_is_a_sentence(api: Api, urls: dict[str, str]) -> None:
    for path in (api.house.media.folder / "media").rglob("vocals.flac"):
        path.unlink()
    for which in ("vocals", "zip"):
        answer = api.client.get(urls[which])
        assert answer.status_code == 404
        assert "no longer in the storage" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("artist", "title", "part", "name"),
    [
        ("Artist", "Title", "vocals", "Artist - Title (vocals).flac"),
        (None, "Title", None, "Title.flac"),
        (None, "...", None, "Untitled.flac"),
        ("../..", "/etc/passwd", None, "-.. - -etc-passwd.flac"),
        (None, 'a\r\nb"c<d>|e?', None, "a b-c-d-e-.flac"),
        (None, "曲" * 100, "vocals", "曲" * 55 + " (vocals).flac"),
    ],
)
def test_every_file_system_takes_the_names(
    artist: str | None, title: str, part: str | None, name: str
) -> None:
    made = download_name(artist, title, part=part, extension="flac")
    assert made == name
    header = disposition(made)
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name


def name_in(header: str) -> str:
    return unquote(header.partition("filename*=UTF-8''")[2])
