"""Pictures of links are fetched through the guard, and music never waits for them in vain."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sources.fetching.orders import WayOut
from app.sources.fetching.pictures import MOST_BYTES, PICTURES, PicturesRequest
from tests.covers import picture
from tests.sources.fetcher import Fetcher, names_in
from tests.sources.media_server import METADATA_URL, serving
from tests.twins import ignore_progress


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    folder = tmp_path / "job"
    folder.mkdir()
    with serving(tmp_path / "server") as media:
        media.files["/cover.jpg"] = (picture(), "image/jpeg")
        media.files["/huge.jpg"] = (b"\xff" * (MOST_BYTES + 1), "image/jpeg")
        yield Fetcher(media, folder)


def ask(fetcher: Fetcher, *urls: str, way_out: WayOut | None = None) -> dict[str, bytes]:
    """Return what came, by its address."""
    request = PicturesRequest(
        urls=list(urls), folder=fetcher.folder, way_out=way_out or fetcher.way_out
    )
    report = PICTURES.perform(request, ignore_progress)
    return {url: path.read_bytes() for url, path in report.files.items()}


def test_pictures_come_as_they_are_and_the_others_are_left_out(fetcher: Fetcher) -> None:
    good = fetcher.media.url("/cover.jpg")
    bad = [fetcher.media.url(path) for path in ("/huge.jpg", "/nowhere", "/status/500")]
    odd = ["file:///etc/passwd", "ftp://127.0.0.1/cover.jpg", "not an address", "http://"]
    assert ask(fetcher, *bad, good, *odd) == {good: picture()}
    assert len(names_in(fetcher.folder)) == 1


@pytest.mark.parametrize("path", ["/to-metadata", "/to-localhost"])
def test_no_picture_leads_into_this_network(fetcher: Fetcher, path: str) -> None:
    assert ask(fetcher, fetcher.media.url(path), METADATA_URL) == {}
    assert names_in(fetcher.folder) == []


def test_a_server_that_is_not_allowed_is_not_asked(fetcher: Fetcher) -> None:
    assert ask(fetcher, fetcher.media.url("/cover.jpg"), way_out=WayOut()) == {}
    assert fetcher.media.asked == []


def test_the_picture_of_a_page_comes_along_with_its_sound(fetcher: Fetcher) -> None:
    fetcher.media.files["/og"] = (_page(fetcher), "text/html")
    report = fetcher.fetch("/og")
    assert report.thumbnail_url == fetcher.media.url("/cover.jpg")
    assert report.picture is not None
    assert report.picture.read_bytes() == picture()


def test_a_page_whose_picture_is_gone_still_gives_its_sound(fetcher: Fetcher) -> None:
    fetcher.media.files["/og"] = (_page(fetcher), "text/html")
    del fetcher.media.files["/cover.jpg"]
    report = fetcher.fetch("/og")
    assert report.size_bytes > 0
    assert report.picture is None


def _page(fetcher: Fetcher) -> bytes:
    sound, cover = fetcher.media.url("/song.mp3"), fetcher.media.url("/cover.jpg")
    return (
        "<html><head><title>Song</title>"
        f'<meta property="og:image" content="{cover}">'
        f'</head><body><audio src="{sound}"></audio></body></html>'
    ).encode()
