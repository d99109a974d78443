import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import InvalidInput, NetworkDown, NotFound, SoundForgeError
from app.sources.fetching import FETCH, PROBE, FetchRequest, ProbeRequest, WayOut
from app.sources.fetching.extraction import has_own_extractor
from tests.sources.fetcher import Fetcher, names_in
from tests.sources.media_server import serving
from tests.twins import ignore_progress


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    folder = tmp_path / "job"
    folder.mkdir()
    with serving(tmp_path / "server") as media:
        yield Fetcher(media, folder)


def test_a_file_comes_as_it_is(fetcher: Fetcher) -> None:
    report = fetcher.fetch("/song.wav")
    assert report.path == fetcher.folder / "audio.wav"
    assert report.path.read_bytes() == fetcher.media.song
    assert (report.title, report.extractor) == ("song", "file")
    assert report.size_bytes == len(fetcher.media.song)
    assert names_in(fetcher.folder) == ["audio.wav"]


def test_progress_rises_and_is_said_in_sizes(fetcher: Fetcher) -> None:
    fetcher.fetch("/song.wav")
    fractions = [fraction for fraction, _ in fetcher.told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert (1.0, "617.4 of 617.4 kB") in fetcher.told


def test_a_file_that_breaks_off_is_gone_on_with(fetcher: Fetcher) -> None:
    fetcher.media.cuts_left = 2
    assert fetcher.fetch("/cut.wav").path.read_bytes() == fetcher.media.song
    starts = [start for path, start in fetcher.media.asked if path == "/cut.wav"]
    half = len(fetcher.media.song) // 2
    assert starts[:2] == ["", f"bytes={half}-"]
    assert len(starts) == 3


def test_a_file_that_always_breaks_off_may_be_tried_later(fetcher: Fetcher) -> None:
    fetcher.media.cuts_left = 1000
    with pytest.raises(NetworkDown, match="keeps breaking off"):
        fetcher.fetch("/cut.wav")


def test_a_redirect_to_an_allowed_server_is_followed(fetcher: Fetcher) -> None:
    report = fetcher.fetch("/to-song")
    assert report.path.read_bytes() == fetcher.media.song
    assert report.url == fetcher.media.url("/song.wav")


@pytest.mark.parametrize("path", ["/to-metadata", "/to-localhost", "/sneaky"])
def test_nothing_leads_into_this_network(fetcher: Fetcher, path: str) -> None:
    with pytest.raises(InvalidInput, match="address of this network, and those are not fetched"):
        fetcher.fetch(path)
    assert names_in(fetcher.folder) == []


def test_a_server_that_is_not_allowed_is_not_asked(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidInput, match="address of this network"):
        fetcher.fetch("/song.wav", way_out=WayOut())
    assert fetcher.media.asked == []


def test_a_stream_without_end_is_ended_by_the_limit(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidInput, match=r"larger than the 3\.0 MB"):
        fetcher.fetch("/endless.mp3")
    came = sum(entry.stat().st_size for entry in fetcher.folder.iterdir())
    assert came <= 3_000_000


def test_a_file_that_says_it_is_too_large_is_refused_at_once(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidInput, match=r"larger than the 100\.0 kB"):
        fetcher.fetch("/song.wav", max_bytes=100_000)


def test_a_fetch_keeps_to_the_rate_it_is_given(fetcher: Fetcher) -> None:
    # At this rate the whole would take an hour; the half is let go only when the test says so.
    done = threading.Event()

    def report(fraction: float, phase: str) -> None:
        del phase
        if fraction > 0:
            done.set()
            raise NetworkDown("The test has seen enough. Go on.")

    request = FetchRequest(
        url=fetcher.media.url("/song.wav"),
        folder=fetcher.folder,
        max_bytes=3_000_000,
        max_seconds=60,
        rate_limit_bytes=170,
        way_out=fetcher.way_out,
    )
    with pytest.raises(NetworkDown, match="seen enough"):
        FETCH.perform(request, report)
    assert done.is_set()
    assert (fetcher.folder / "direct.part").stat().st_size < len(fetcher.media.song)


def test_a_slow_file_is_waited_for(fetcher: Fetcher) -> None:
    def report(fraction: float, phase: str) -> None:
        del phase
        if 0 < fraction < 1:
            fetcher.media.released.set()

    request = FetchRequest(
        url=fetcher.media.url("/slow.wav"),
        folder=fetcher.folder,
        max_bytes=3_000_000,
        max_seconds=60,
        way_out=fetcher.way_out,
    )
    assert FETCH.perform(request, report).path.read_bytes() == fetcher.media.song


def test_the_name_a_server_gives_never_becomes_a_path(fetcher: Fetcher) -> None:
    fetcher.media.files["/%2e%2e%2f%2e%2e%2fetc%2fevil.mp3"] = (fetcher.media.mp3, "audio/mpeg")
    report = fetcher.fetch("/%2e%2e%2f%2e%2e%2fetc%2fevil.mp3")
    assert report.path == fetcher.folder / "audio.mp3"
    assert report.title == "evil"


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, InvalidInput, "not given to everybody"),
        (403, InvalidInput, "not given to everybody"),
        (404, NotFound, "is not there"),
        (410, NotFound, "is not there"),
        (429, NetworkDown, "is busy"),
        (451, InvalidInput, "in this country"),
        (500, NetworkDown, "is busy"),
        (503, NetworkDown, "is busy"),
    ],
)
def test_a_servers_refusal_is_a_sentence_that_knows_whether_to_come_back(
    fetcher: Fetcher, status: int, kind: type[SoundForgeError], words: str
) -> None:
    with pytest.raises(kind, match=words) as refusal:
        fetcher.fetch(f"/status/{status}")
    assert refusal.value.retryable is (status in {429, 500, 503})


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ytsearch:x",
        "ftp://example.com/a.mp3",
        "song",
        "",
        "http://",
        "-o/tmp/x",
        "http://[::1",
    ],
)
def test_only_addresses_of_the_web_are_fetched(tmp_path: Path, url: str) -> None:
    fetch = FetchRequest(url=url, folder=tmp_path, max_bytes=1, max_seconds=1)
    with pytest.raises(InvalidInput, match="is no web address"):
        FETCH.perform(fetch, ignore_progress)
    with pytest.raises(InvalidInput, match="is no web address"):
        PROBE.perform(ProbeRequest(url=url), ignore_progress)


def test_the_sound_of_a_page_comes_with_what_the_page_says(fetcher: Fetcher) -> None:
    report = fetcher.fetch("/watch")
    assert report.path.read_bytes() == fetcher.media.song
    assert (report.title, report.artist) == ("Around the World", "Daft Punk")
    assert report.duration_seconds == 7.0
    assert report.url == fetcher.media.url("/watch")
    assert names_in(fetcher.folder) == ["audio.wav"]


def test_a_page_that_only_names_its_video_for_others_is_fetched(fetcher: Fetcher) -> None:
    report = fetcher.fetch("/og")
    assert report.path.read_bytes() == fetcher.media.mp3
    assert (report.title, report.artist) == ("Og song", None)


def test_a_page_that_is_too_long_is_refused_before_it_is_fetched(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidInput, match="is 0:07 long, and at most 0:05"):
        fetcher.fetch("/watch", max_seconds=5)
    assert names_in(fetcher.folder) == []


def test_a_page_that_is_too_large_is_refused(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidInput, match=r"larger than the 100\.0 kB"):
        fetcher.fetch("/watch", max_bytes=100_000)


def test_a_list_is_not_fetched_but_chosen_from(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidInput, match="list of several tracks"):
        fetcher.fetch("/list")


def test_a_page_without_sound_says_so(fetcher: Fetcher) -> None:
    with pytest.raises(InvalidInput, match="has no sound that can be fetched"):
        fetcher.fetch("/empty")


def test_yt_dlp_says_nothing_and_keeps_no_files_of_its_own(
    fetcher: Fetcher, capfd: pytest.CaptureFixture[str]
) -> None:
    fetcher.fetch("/watch")
    with pytest.raises(InvalidInput):
        fetcher.fetch("/empty")
    assert capfd.readouterr() == ("", "")
    assert names_in(fetcher.folder) == ["audio.wav"]


def test_cookies_are_sent_and_their_file_is_left_alone(fetcher: Fetcher, tmp_path: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_text(
        "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tsession\tsecret\n"
    )
    before = cookies.read_bytes()
    way = fetcher.way_out.model_copy(update={"cookies_file": cookies})
    fetcher.fetch("/watch", way_out=way)
    assert fetcher.media.cookies == {"session=secret"}
    assert cookies.read_bytes() == before
    assert names_in(fetcher.folder) == ["audio.wav"]


def test_a_cookies_file_that_is_none_is_told_of(fetcher: Fetcher, tmp_path: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_bytes(b"\xff\xfe nothing of the kind")
    way = fetcher.way_out.model_copy(update={"cookies_file": cookies})
    with pytest.raises(InvalidInput, match="cookies file cannot be read"):
        fetcher.fetch("/watch", way_out=way)


def test_known_sites_are_told_from_pages_in_general() -> None:
    assert has_own_extractor("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    assert not has_own_extractor("https://example.com/song.mp3")
