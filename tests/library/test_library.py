"""How files come into the library and what they are called there."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from app import library
from app.core.audio import Inspection, Tags
from app.core.errors import InvalidInput, NotFound
from app.core.storage import DiskStore
from app.library import Track, TrackImported, TrackSource
from app.library.rules import artist_and_title_of, clean_name, title_of
from tests.houses import House, sha256_of

HOSTILE_NAMES = {
    "": "unnamed",
    "   ": "unnamed",
    "\0\n\t": "unnamed",
    "/": "unnamed",
    "song.mp3": "song.mp3",
    "/etc/passwd": "passwd",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "C:\\Music\\Artist\\song.mp3": "song.mp3",
    "folder/song.mp3/": "song.mp3",
    "so\0ng\r\n.mp3": "song.mp3",
    "\x1b[31mred\x1b[0m.mp3": "[31mred[0m.mp3",
    "evil\u202e3pm.exe": "evil3pm.exe",
    "caf\udce9.mp3": "caf.mp3",
    "naïve – 曲 🎧.flac": "naïve – 曲 🎧.flac",  # noqa: RUF001  — titles have such dashes
    "<script>alert(1)</script>.mp3": "script>.mp3",
    "x" * 600 + ".mp3": "x" * 500,
    "y" * 499 + " z.mp3": "y" * 499,
}


@pytest.mark.parametrize(("name", "shown"), HOSTILE_NAMES.items())
def test_a_name_is_shown_without_what_could_mislead(name: str, shown: str) -> None:
    assert clean_name(name) == shown
    assert clean_name(shown) == shown
    assert shown.encode()


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_every_name_gives_a_title_that_fits(name: str) -> None:
    artist, title = artist_and_title_of(name)
    for text in (title, artist or "x"):
        assert 0 < len(text) <= 500
        assert text == text.strip()
        assert text.encode()


@pytest.mark.parametrize(
    ("file_name", "artist", "title"),
    [
        ("Artist - Title.mp3", "Artist", "Title"),
        ("Some_Artist_-_The__Title.flac", "Some Artist", "The Title"),
        ("Artist - Title - Live.wav", "Artist", "Title - Live"),
        ("Title.with.dots.ogg", None, "Title.with.dots"),
        ("Well-known.mp3", None, "Well-known"),
        ("Artist - .mp3", None, "Artist -"),
        (" - Title.mp3", None, "- Title"),
        ("___.mp3", None, "Untitled"),
        (".mp3", None, ".mp3"),
    ],
)
def test_artist_and_title_are_read_from_the_name(
    file_name: str, artist: str | None, title: str
) -> None:
    assert artist_and_title_of(file_name) == (artist, title)
    assert title_of(file_name).endswith(title)


@pytest.fixture
def media(tmp_path: Path) -> DiskStore:
    media = DiskStore(tmp_path / "data")
    media.prepare()
    return media


def test_a_file_of_this_machine_is_copied_as_it_is(media: DiskStore, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    (tmp_path / "song.wav").write_bytes(content)
    received = library.receive_file(media, tmp_path / "song.wav", limit_bytes=len(content))
    assert media.upload(received.upload_id).read_bytes() == content
    assert (received.size_bytes, received.sha256) == (len(content), sha256_of(content))
    assert (tmp_path / "song.wav").read_bytes() == content


@pytest.mark.parametrize("name", ["gone.wav", "file/below.wav", "nul\0.wav"])
def test_a_file_that_is_not_there_is_a_sentence(
    name: str, media: DiskStore, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotFound, match=r"^There is no file '"):
        library.receive_file(media, tmp_path / name, limit_bytes=10)


def test_a_name_that_is_too_long_for_the_disk_is_a_sentence(
    media: DiskStore, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        library.receive_file(media, tmp_path / ("x" * 300), limit_bytes=10)


def test_folders_and_pipes_are_no_files(media: DiskStore, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for path in (tmp_path, tmp_path / "pipe.wav", Path(os.devnull)):
        with pytest.raises(InvalidInput, match=r"is not a file\. Name the audio files in it"):
            library.receive_file(media, path, limit_bytes=10)


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from app import library
from app.core.errors import InvalidInput
from app.core.storage import DiskStore
media = DiskStore(Path("data"))
media.prepare()
for name in ("closed/song.wav", "closed.wav"):
    try:
        library.receive_file(media, Path(name), limit_bytes=10)
    except InvalidInput as error:
        print(error)
print(*media.folder.rglob("incoming/*"))
"""


def test_a_file_that_may_not_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    for path in (tmp_path / "closed" / "song.wav", tmp_path / "closed.wav"):
        path.write_bytes(b"x")
        path.chmod(0)
    (tmp_path / "closed").chmod(0)
    said = subprocess.run(
        [*without_rights(), sys.executable, "-c", UNPRIVILEGED],
        cwd=tmp_path,
        env={"PATH": os.defpath, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    (tmp_path / "closed").chmod(0o700)
    assert said == [
        "'closed/song.wav' cannot be read (Permission denied). Check its rights.",
        "'closed.wav' cannot be read (Permission denied). Check its rights.",
        "",
    ]


def without_rights() -> list[str]:
    """Return what to put before a command so that rights mean something to root as well."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]


def test_tags_go_before_the_name_of_the_file(house: House) -> None:
    tagged = add(house, b"1", tags=Tags(title="Title", album="Album", year=1999))
    assert (tagged.title, tagged.artist, tagged.album, tagged.year) == (
        "Title",
        None,
        "Album",
        1999,
    )
    bare = add(house, b"2", tags=Tags())
    assert (bare.title, bare.artist, bare.file_name) == ("Song", "Artist", "Artist - Song.wav")
    half = add(house, b"3", tags=Tags(artist="The Artist"))
    assert (half.title, half.artist) == ("Song", "The Artist")


def test_the_same_bytes_of_one_user_are_one_track_and_of_another_user_another(
    house: House,
) -> None:
    first = add(house, b"same")
    again = add(house, b"same")
    assert again.id == first.id
    assert [event for event in house.events if isinstance(event, TrackImported)] == [
        TrackImported(first.id, house.owner_id, first.title)
    ]
    assert first.content_hash is not None
    with house.database.reading() as session:
        assert library.count_tracks(session, owner_id=house.owner_id) == 1
        assert library.count_tracks(session, owner_id=uuid4()) == 0
        assert library.find_by_content(session, first.content_hash, owner_id=uuid4()) is None
        with pytest.raises(NotFound, match="There is no such track"):
            library.get_track(session, first.id, owner_id=uuid4())
        assert library.get_track(session, first.id, owner_id=house.owner_id).title == "Song"


def add(house: House, content: bytes, *, tags: Tags | None = None) -> Track:
    found = Inspection(
        duration_seconds=1.0,
        sample_rate_hz=44_100,
        channels=2,
        container="wav",
        codec="pcm_s16",
        bits=16,
        peak_db=-1.0,
        tags=tags or Tags(),
    )
    with house.database.transaction() as session:
        return library.add_track(
            session,
            found,
            track_id=uuid4(),
            owner_id=house.owner_id,
            file_name="C:\\Music\\Artist - Song.wav",
            content_hash=sha256_of(content),
            size_bytes=len(content),
            source=TrackSource.FILE,
        )


def test_a_file_that_is_too_large_is_refused_before_it_is_copied(
    media: DiskStore, tmp_path: Path
) -> None:
    with (tmp_path / "huge.wav").open("wb") as huge:
        huge.truncate(1 << 40)
    with pytest.raises(InvalidInput, match=r"'huge\.wav' is larger than 2\.0 GB"):
        library.receive_file(media, tmp_path / "huge.wav", limit_bytes=2_000_000_000)
