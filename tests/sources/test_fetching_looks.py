from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import InvalidInput, NetworkDown, NotFound
from app.sources.fetching import PROBE, ProbeRequest
from tests.sources.fetcher import Fetcher
from tests.sources.media_server import serving
from tests.twins import ignore_progress


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    folder = tmp_path / "job"
    folder.mkdir()
    with serving(tmp_path / "server") as media:
        yield Fetcher(media, folder)


def test_a_look_says_what_a_page_has(fetcher: Fetcher) -> None:
    found = fetcher.probe("/watch")
    assert (found.is_list, found.title, found.uploader) == (False, "Around the World", "Daft Punk")
    assert found.duration_seconds == 7.0


def test_a_look_at_a_page_of_several_lists_them_each_with_an_address(fetcher: Fetcher) -> None:
    found = fetcher.probe("/list")
    assert found.is_list
    assert [one.url for one in found.entries] == [
        fetcher.media.url("/song.wav"),
        fetcher.media.url("/song.mp3"),
    ]
    report = fetcher.fetch(found.entries[1].url.removeprefix(fetcher.media.url("")))
    assert report.path.read_bytes() == fetcher.media.mp3


def test_a_look_at_a_long_list_ends_at_the_limit_and_says_so(fetcher: Fetcher) -> None:
    found = fetcher.probe("/long-list", most_entries=20)
    assert [one.title for one in found.entries] == [f"Song {number}" for number in range(20)]
    assert found.entries[7].duration_seconds == 7.0
    assert found.has_more
    assert [path for path, _ in fetcher.media.asked if path == "/watch"] == []


def test_a_look_where_nothing_is_says_so(fetcher: Fetcher) -> None:
    with pytest.raises(NotFound, match="is not there"):
        fetcher.probe("/status/404")
    with pytest.raises(InvalidInput, match="no sound that can be fetched"):
        fetcher.probe("/empty")


def test_a_name_nobody_knows_is_a_matter_of_the_network() -> None:
    with pytest.raises(NetworkDown, match=r"'nowhere\.invalid' is not known here.*try again"):
        PROBE.perform(ProbeRequest(url="https://nowhere.invalid/a"), ignore_progress)
