"""Links and files at the terminal: recognised, brought in and followed to the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.settings import Settings
from tests import editions
from tests.cli.terminal import sfa
from tests.songs import write_song
from tests.sources.media_server import MediaServer, serving

ONLY = ("--no-separate", "--no-analyse")


@pytest.fixture
def media(tmp_path: Path) -> Iterator[MediaServer]:
    """Return a server on this machine that has a song."""
    with serving(tmp_path / "media") as server:
        yield server


@pytest.fixture
def studio(tmp_path: Path, media: MediaServer) -> Iterator[Settings]:
    """Yield the settings of a studio that may fetch from the server on this machine."""
    with editions.embedded(tmp_path / "data", fetch_private_hosts=media.place) as settings:
        yield settings


def test_the_link_of_a_file_is_recognised_fetched_and_followed(
    studio: Settings, media: MediaServer
) -> None:
    link = media.url("/song.wav")
    done = sfa(studio, "import", link, *ONLY, "--json")
    (told,) = done.documents

    assert (done.exit_code, f"{link}: an audio file." in done.errors) == (0, True)
    assert (told["link"], told["kind"], told["new"]) == (link, "audio", 1)
    assert told["track_id"] in told["track_ids"]
    assert list(studio.data_folder.glob("media/tracks/*.audio"))
    assert sfa(studio, "import", link, *ONLY).exit_code == 0
    assert len(list(studio.data_folder.glob("media/tracks/*.audio"))) == 1


def test_only_the_names_are_taken_where_nothing_is_to_be_fetched(
    studio: Settings, media: MediaServer
) -> None:
    done = sfa(studio, "import", media.url("/song.wav"), "--only-names", "--json")
    assert (done.exit_code, done.documents[0]["new"]) == (0, 1)
    assert media.asked == []


def test_a_link_that_leads_nowhere_fails_and_the_others_are_still_done(
    studio: Settings, media: MediaServer, tmp_path: Path
) -> None:
    good, bad = media.url("/song.wav"), media.url("/nothing.wav")
    song = write_song(tmp_path / "own.wav", seconds=2.0)
    done = sfa(studio, "import", bad, good, song, *ONLY, "--engine", "draft", "--json")
    by_link = {told.get("link", told.get("file")): told for told in done.documents}

    assert done.exit_code != 0
    assert "error" in by_link[bad]
    assert "error" not in by_link[good]
    assert by_link[str(song)]["duplicate"] is False


def test_what_is_refused_or_no_link_at_all_says_why(studio: Settings) -> None:
    artist = sfa(studio, "import", "https://open.spotify.com/artist/4tZwfgrHOc3mvqYlEYSvVi")
    words = sfa(studio, "import", "nowhere.wav")

    assert (artist.exit_code, "leads to an artist" in artist.errors) == (3, True)
    assert words.exit_code == 3
