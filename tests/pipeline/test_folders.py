"""Folders of the server: what lies there becomes tracks, copied in or played in place."""

import threading
from pathlib import Path

import pytest

from app import library, pipeline, sources
from app.core.audio import INSPECT, Inspection, InspectRequest
from app.core.errors import NotFound, UnusableAudio
from app.core.work import Report
from app.pipeline import Halt, JobState, Watch
from app.pipeline.service.scanning import look
from app.sources import RootKind, Stamp
from tests.houses import House, sha256_of, wait_until
from tests.pipeline.folders import Folder
from tests.twins import failing, inspect


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Folder:
    """Return an empty folder whose files stay in place."""
    return Folder(house, tmp_path / "music")


@pytest.fixture
def watched(house: House, tmp_path: Path) -> Folder:
    """Return an empty folder whose files are copied in."""
    return Folder(house, tmp_path / "inbox", RootKind.WATCHED)


def test_a_file_in_place_becomes_a_track_and_is_read_where_it_lies(folder: Folder) -> None:
    path = folder.write("sets/opener.wav")
    folder.bring()
    (track,) = folder.tracks()
    assert track.content_hash == sha256_of(b"some music")
    assert folder.path_of(track) == path
    assert not list(folder.house.media.folder.glob("media/tracks/*.audio"))


def test_a_file_that_is_still_being_copied_waits_until_it_stays_as_it_is(folder: Folder) -> None:
    folder.write("song.wav", b"some")
    assert (folder.look().started, folder.look().started) == (0, 1)
    folder.write("long.wav", b"some")
    folder.look()
    folder.write("long.wav", b"some music")
    assert folder.look().started == 0
    assert folder.look().started == 1


def test_another_look_brings_nothing_in_again(folder: Folder) -> None:
    folder.write("song.wav")
    folder.bring()
    jobs = len(folder.house.jobs())
    folder.bring()
    assert len(folder.house.jobs()) == jobs
    assert len(folder.tracks()) == 1


def test_only_audio_counts_and_hidden_files_and_links_are_passed_over(
    folder: Folder, tmp_path: Path
) -> None:
    folder.write("cover.jpg")
    folder.write("._song.wav")
    folder.write(".trash/old.wav")
    outside = tmp_path / "secret.wav"
    outside.write_bytes(b"not for everybody")
    (folder.path / "link.wav").symlink_to(outside)
    (folder.path / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    assert folder.look().files == 0


def test_a_file_that_was_exchanged_for_a_link_is_not_read(folder: Folder, tmp_path: Path) -> None:
    path = folder.write("song.wav")
    folder.bring()
    outside = tmp_path / "secret.wav"
    outside.write_bytes(b"not for everybody")
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(NotFound, match="no longer in the folder 'music'"):
        folder.path_of(folder.tracks()[0])


def test_a_missing_file_says_so_and_comes_back_with_its_track(folder: Folder) -> None:
    path = folder.write("song.wav")
    folder.bring()
    (track,) = folder.tracks()
    away = path.rename(folder.path.parent / "song.wav")
    assert folder.look().missing == 1
    with pytest.raises(NotFound, match=r"Put it back or remove the track\."):
        folder.path_of(track)
    away.rename(path)
    assert folder.look().back == 1
    assert folder.path_of(track) == path
    assert not folder.files()[0].is_missing


def test_a_file_that_was_moved_in_its_folder_is_still_the_same_track(folder: Folder) -> None:
    path = folder.write("song.wav")
    folder.bring()
    (folder.path / "best").mkdir()
    moved = path.rename(folder.path / "best" / "renamed.wav")
    folder.bring()
    (track,) = folder.tracks()
    assert folder.path_of(track) == moved
    assert [file.path for file in folder.files()] == ["best/renamed.wav"]


def test_a_track_that_was_thrown_away_stays_away_when_its_file_is_moved(folder: Folder) -> None:
    path = folder.write("song.wav")
    folder.bring()
    (track,) = folder.tracks()
    with folder.house.database.transaction() as session:
        library.delete_track(session, track.id, owner_id=folder.house.owner_id)
    path.rename(folder.path / "renamed.wav")
    folder.bring()
    assert folder.tracks() == []
    assert folder.is_in_trash(track)


def test_edited_tags_leave_the_track_what_it_is(folder: Folder) -> None:
    folder.write("song.wav")
    folder.bring()
    (before,) = folder.tracks()
    folder.write("song.wav", b"some music with other tags")
    folder.bring()
    (track,) = folder.tracks()
    assert track.id == before.id
    assert track.content_hash == sha256_of(b"some music with other tags")


def test_another_sound_in_the_same_place_is_another_track(folder: Folder) -> None:
    folder.write("song.wav")
    folder.bring()
    folder.house.workshop.behaviours[INSPECT.name] = inspect_longer
    folder.write("song.wav", b"other music")
    folder.bring()
    assert len(folder.tracks()) == 2


def test_what_is_no_audio_says_so_and_is_not_tried_again_until_it_changes(folder: Folder) -> None:
    folder.write("song.wav")
    error = UnusableAudio("'song.wav' is no audio. Choose another file.")
    folder.house.workshop.behaviours[INSPECT.name] = failing(error, times=1, then=inspect)
    folder.bring()
    (file,) = folder.files()
    assert file.fault == "'song.wav' is no audio. Choose another file."
    assert (folder.path / "song.wav").exists()
    assert folder.bring().started == 0
    folder.write("song.wav", b"real music")
    folder.bring()
    (file,) = folder.files()
    assert file.fault is None
    assert file.track_id == folder.tracks()[0].id


def test_a_watched_file_is_copied_in_and_worked_on_as_an_upload(watched: Folder) -> None:
    path = watched.write("song.wav")
    watched.bring()
    (track,) = watched.tracks()
    path.unlink()
    watched.look()
    assert watched.path_of(track).read_bytes() == b"some music"
    done = {job.stage for job in watched.house.jobs() if job.state is JobState.COMPLETED}
    assert done == {"import", "separate", "analyse", "cue"}


def test_a_watched_file_that_the_library_has_leads_to_its_track(watched: Folder) -> None:
    track_id = watched.house.bring()
    watched.write("again.wav")
    watched.bring()
    assert [track.id for track in watched.tracks()] == [track_id]
    assert watched.files()[0].track_id == track_id


def test_a_missing_track_gets_its_sound_back_from_an_upload(folder: Folder) -> None:
    folder.write("song.wav")
    folder.bring()
    (folder.path / "song.wav").unlink()
    folder.house.finish(folder.house.submit())
    (track,) = folder.tracks()
    assert folder.path_of(track).read_bytes() == b"some music"


def test_stems_are_made_of_a_file_in_place_and_nothing_touches_it(folder: Folder) -> None:
    path = folder.write("song.wav")
    folder.bring()
    (track,) = folder.tracks()
    before = path.stat()
    with folder.house.database.transaction() as session:
        wanted = pipeline.choose_separation(folder.house.settings, engine="draft")
        started = pipeline.process(session, track, separation=wanted)
    assert folder.house.finish(started.id).is_complete
    with folder.house.database.transaction() as session:
        library.delete_track(session, track.id, owner_id=folder.house.owner_id)
    pipeline.clean(folder.house.tools, dry_run=False)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_folder_that_is_not_there_says_so_and_loses_nothing(folder: Folder) -> None:
    folder.write("song.wav")
    folder.bring()
    folder.path.rename(folder.path.with_name("unplugged"))
    assert "is not there" in (folder.look().fault or "")
    assert "is not there" in (folder.root.fault or "")
    (file,) = folder.files()
    assert not file.is_missing
    folder.path.with_name("unplugged").rename(folder.path)
    folder.look()
    assert folder.root.fault is None


def test_a_folder_that_is_removed_throws_its_tracks_away_and_leaves_its_files(
    folder: Folder,
) -> None:
    path = folder.write("song.wav")
    folder.bring()
    (track,) = folder.tracks()
    house = folder.house
    with house.database.transaction() as session:
        assert sources.remove_root(session, house.media, folder.id) == 1
    assert folder.is_in_trash(track)
    assert path.exists()


def test_tracks_that_were_copied_in_stay_when_their_folder_is_removed(watched: Folder) -> None:
    watched.write("song.wav")
    watched.bring()
    house = watched.house
    with house.database.transaction() as session:
        assert sources.remove_root(session, house.media, watched.id) == 0
    assert len(watched.tracks()) == 1


def test_the_running_studio_looks_by_itself(house: House, tmp_path: Path) -> None:
    settings = house.settings.model_copy(update={"watch_seconds": 0.1})
    with House(settings) as studio:
        folder = Folder(studio, tmp_path / "inbox", RootKind.WATCHED)
        studio.start()
        folder.write("song.wav")
        wait_until(lambda: bool(folder.tracks()), "the file was not brought in")


def test_two_processes_that_see_the_same_file_bring_it_in_once(folder: Folder) -> None:
    folder.write("song.wav")
    other = Watch()
    never = threading.Event().is_set
    look(folder.house.tools, folder.root, other, should_stop=never)
    folder.look()
    folder.look()
    look(folder.house.tools, folder.root, other, should_stop=never)
    with folder.house.database.transaction() as session:
        (file,) = folder.files()
        stamps = [("song.wav", Stamp(file.size_bytes, file.modified_ns))]
        assert sources.note_files(session, folder.root, stamps) == []
    assert len([job for job in folder.house.jobs() if job.stage == "import"]) == 1


def test_of_many_files_only_some_are_on_their_way_at_once(folder: Folder) -> None:
    for number in range(70):
        folder.write(f"{number}.wav", f"song {number}".encode())
    folder.look()
    looked = folder.look()
    assert (looked.started, looked.left) == (64, 6)
    folder.house.start()
    folder.rest()
    folder.bring()
    assert len(folder.tracks()) == 70


def inspect_longer(request: InspectRequest, report: Report, halt: Halt) -> Inspection:
    """Find twenty seconds, and not ten."""
    return inspect(request, report, halt).model_copy(update={"duration_seconds": 20.0})
