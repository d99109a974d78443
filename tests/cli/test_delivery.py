import json
from pathlib import Path

import pytest

from app.cli.choosing import list_files
from app.cli.delivery import Delivery, safe_name
from app.core.errors import StorageFailed


def deliver(parent: Path, track: str, *stems: str, delivery: Delivery | None = None) -> Path:
    """Deliver stems of a track called "song" and return its folder."""
    sources = {stem: parent.parent / f"{track}-{number}" for number, stem in enumerate(stems)}
    for source in sources.values():
        source.write_text(track)
    chosen = delivery or Delivery(parent, document="analysis.json", mark="track_id")
    places = chosen.deliver("song", {"track_id": track}, sources, move=False)
    (folder,) = {place.parent for place in places.values()}
    return folder


def test_a_song_gets_its_own_folder_again_and_never_that_of_another(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert deliver(out, "one", "vocals") == out / "song"
    assert deliver(out, "two", "vocals") == out / "song (2)"
    assert deliver(out, "one", "vocals") == out / "song"
    (out / "song (3)").mkdir()
    assert deliver(out, "three", "vocals") == out / "song (4)"
    assert (out / "song" / "vocals.flac").read_text() == "one"
    assert json.loads((out / "song (2)" / "analysis.json").read_text())["track_id"] == "two"


def test_two_files_of_one_run_never_share_a_folder(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path / "out", document="analysis.json", mark="track_id")
    first = deliver(tmp_path / "out", "one", "vocals", delivery=delivery)
    second = deliver(tmp_path / "out", "one", "vocals", delivery=delivery)
    assert (first.name, second.name) == ("song", "song (2)")


def test_names_of_foreign_stems_cannot_leave_the_folder(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "out", "one", "../../vocals", ".. .. vocals", "/etc/passwd", "..")
    assert len([*folder.iterdir()]) == 5
    assert {path.parent for path in folder.rglob("*")} == {folder}
    assert (safe_name(""), safe_name(".."), safe_name("../..")) == ("untitled", "untitled", "_")


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(StorageFailed, match="try again"):
        deliver(tmp_path / "out", "one", "vocals")


def test_a_folder_stands_for_the_audio_below_it_but_not_for_our_own_results(
    tmp_path: Path,
) -> None:
    for name in ("b.MP3", "sub/a.flac", "cover.jpg", "._b.mp3", ".cache/c.wav", "out/song/x.flac"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    odd = tmp_path / "cover.jpg"
    files, empty = list_files([tmp_path, odd, odd, tmp_path / "out"], besides=[tmp_path / "out"])
    assert files == [tmp_path / "b.MP3", tmp_path / "sub" / "a.flac", odd]
    assert [folder for folder, _ in empty] == [tmp_path / "out"]
