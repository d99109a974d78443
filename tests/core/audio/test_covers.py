"""The cover that a file carries is found, whatever the kind of file."""

import subprocess
from pathlib import Path

import pytest

from app.core import audio
from app.core.audio import InspectRequest, PictureRequest, ffmpeg_path
from tests.covers import picture
from tests.twins import ignore_progress

COVER = picture((120, 90))


@pytest.fixture
def cover(tmp_path: Path) -> Path:
    path = tmp_path / "cover.jpg"
    path.write_bytes(COVER)
    return path


def with_cover(wav: Path, cover: Path, kind: str) -> Path:
    """Return the music in a file of a kind, with a cover in its tags."""
    path = cover.with_name(f"song.{kind}")
    command = [
        *(str(ffmpeg_path()), "-nostdin", "-v", "error", "-i", str(wav), "-i", str(cover)),
        *("-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"),
        *("-metadata:s:v", "comment=Cover (front)", "-t", "1", str(path)),
    ]
    subprocess.run(command, check=True)
    return path


@pytest.mark.parametrize("kind", ["mp3", "flac", "m4a"])
def test_an_import_finds_the_cover_as_it_is_in_the_file(
    wav: Path, cover: Path, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "found"
    path = with_cover(wav, cover, kind)
    request = InspectRequest(path=path, name="song", max_duration_seconds=60.0, picture_to=target)
    audio.INSPECT.perform(request, ignore_progress)
    assert target.read_bytes() == COVER


def test_files_without_a_cover_or_without_sense_have_none(
    wav: Path, cover: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"ID3\x03\x00\x00\x00\x00\x0f\x7fAPIC" + bytes(range(256)))
    paths = [wav, broken, tmp_path / "gone.mp3", cover]
    targets = {path: tmp_path / f"found-{number}" for number, path in enumerate(paths)}
    report = audio.PICTURES.perform(PictureRequest(targets=targets), ignore_progress)
    assert report.found == []
    assert not any(target.exists() for target in targets.values())


def test_of_several_files_each_gets_its_own(wav: Path, cover: Path, tmp_path: Path) -> None:
    path = with_cover(wav, cover, "flac")
    targets = {wav: tmp_path / "one", path: tmp_path / "two"}
    report = audio.PICTURES.perform(PictureRequest(targets=targets), ignore_progress)
    assert report.found == [path]
    assert (tmp_path / "two").read_bytes() == COVER
    assert not (tmp_path / "one").exists()
