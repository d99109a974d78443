from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import NetworkDown
from app.sources.fetching import SEARCH, SearchReport, SearchRequest, WayOut
from app.sources.rules.candidates import Wanted
from tests.sources.media_server import MediaServer, serving
from tests.twins import ignore_progress


@pytest.fixture
def media(tmp_path: Path) -> Iterator[MediaServer]:
    with serving(tmp_path / "server") as server:
        yield server


def search(media: MediaServer, wanted: Wanted) -> SearchReport:
    request = SearchRequest(
        wanted=wanted,
        prefix=media.url("/search?q="),
        way_out=WayOut(allowed=(media.place,)),
    )
    answer = SEARCH.perform(request, ignore_progress)
    return SearchReport.model_validate_json(answer.model_dump_json())  # as it comes from a child


def test_a_search_finds_the_recording_among_its_versions(media: MediaServer) -> None:
    found = search(media, Wanted("Around the World", "Daft Punk", 7.0))
    assert found.chosen is not None
    assert found.chosen.url == media.url("/watch")
    assert found.chosen.duration_seconds == 7.0
    assert found.why_none is None
    assert len(found.ranked) == 3
    assert [one.is_good for one in found.ranked] == [True, False, False]


def test_a_search_that_finds_nothing_good_says_why_and_shows_what_it_found(
    media: MediaServer,
) -> None:
    found = search(media, Wanted("Harder, Better, Faster, Stronger", "Daft Punk", 224.0))
    assert found.chosen is None
    assert found.why_none is not None
    assert "None of the 3 results is 'Daft Punk - Harder, Better, Faster, Stronger'" in (
        found.why_none
    )
    assert len(found.ranked) == 3


def test_nothing_that_was_found_is_opened(media: MediaServer) -> None:
    search(media, Wanted("Around the World", "Daft Punk", 7.0))
    assert {path for path, _ in media.asked} == {"/search"}


def test_a_search_without_a_network_says_so_and_may_be_tried_later() -> None:
    request = SearchRequest(wanted=Wanted("a", "b"), prefix="https://nowhere.invalid/?q=")
    with pytest.raises(NetworkDown, match="Check the connection, then try again"):
        SEARCH.perform(request, ignore_progress)
