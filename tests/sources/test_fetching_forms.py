import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import audio
from app.core.errors import UnusableAudio
from app.sources.fetching.conversion import convert, keep_sound
from tests.songs import write_song
from tests.sources.fetcher import Fetcher, names_in
from tests.sources.media_server import serving
from tests.twins import ignore_progress


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    folder = tmp_path / "job"
    folder.mkdir()
    with serving(tmp_path / "server") as media:
        yield Fetcher(media, folder)


@pytest.mark.parametrize("kind", ["mp3", "flac", "opus", "m4a"])
def test_sound_is_made_into_the_kind_that_is_wanted(fetcher: Fetcher, kind: str) -> None:
    report = fetcher.fetch("/song.wav", audio=kind, bitrate_kbps=128)
    assert names_in(fetcher.folder) == [f"converted.{kind}"]
    assert report.size_bytes == report.path.stat().st_size
    found = audio.inspect(report.path, name="song", max_duration_seconds=60, report=ignore_progress)
    assert found.duration_seconds == pytest.approx(7.0, abs=0.1)  # lossy codecs pad their ends
    assert {"mp3": "mp3", "flac": "flac", "opus": "opus", "m4a": "aac"}[kind] in found.codec


def test_a_stream_in_pieces_becomes_one_file_of_sound(fetcher: Fetcher, tmp_path: Path) -> None:
    pieces = tmp_path / "pieces"
    pieces.mkdir()
    song = write_song(tmp_path / "song.wav", seconds=6.0)
    ffmpeg(
        ["-i", str(song), "-c:a", "aac", "-f", "hls", "-hls_time", "2", "-hls_list_size", "0"],
        pieces / "stream.m3u8",
    )
    for piece in pieces.iterdir():
        is_list = piece.suffix == ".m3u8"
        kind = "application/vnd.apple.mpegurl" if is_list else "video/mp2t"
        fetcher.media.files[f"/{piece.name}"] = (piece.read_bytes(), kind)
    report = fetcher.fetch("/stream.m3u8")
    assert report.path.name == "sound.m4a"
    assert names_in(fetcher.folder) == ["sound.m4a"]
    found = audio.inspect(report.path, name="s", max_duration_seconds=60, report=ignore_progress)
    assert found.duration_seconds == pytest.approx(6.0, abs=0.1)  # AAC pads its ends


def test_pictures_are_left_behind(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=2.0)
    film = tmp_path / "audio.mp4"
    ffmpeg(
        ["-i", str(song), "-f", "lavfi", "-i", "color=s=64x64:d=2", "-c:a", "aac", "-shortest"],
        film,
    )
    kept = keep_sound(film)
    assert kept.name == "sound.m4a"
    assert not film.exists()
    assert audio.probe(kept).codec == "aac"


def test_a_file_that_is_only_sound_is_kept_to_the_byte(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=2.0)
    before = song.read_bytes()
    assert keep_sound(song) == song
    assert song.read_bytes() == before


def test_what_is_no_sound_is_not_converted(tmp_path: Path) -> None:
    page = tmp_path / "audio.mp3"
    page.write_text("<html>no</html>")
    with pytest.raises(UnusableAudio, match="no sound that can be read"):
        convert(page, kind="flac", bitrate_kbps=128)


def test_a_list_of_files_cannot_make_the_converter_open_them(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=2.0)
    trap = tmp_path / "audio.m3u8"
    trap.write_text(f"#EXTM3U\n#EXTINF:2,\nfile://{song}\n#EXT-X-ENDLIST\n")
    with pytest.raises(UnusableAudio):
        convert(trap, kind="flac", bitrate_kbps=128)


def ffmpeg(arguments: list[str], target: Path) -> None:
    """Make a file."""
    subprocess.run(
        [audio.ffmpeg_path(), "-nostdin", "-loglevel", "error", *arguments, str(target)], check=True
    )
