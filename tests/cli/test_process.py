import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from app.core.errors import StorageFailed
from tests import editions
from tests.cli.terminal import LONG_SECONDS, command, sfa
from tests.houses import wait_until
from tests.programs import ROOT, Program, environment_of, heeding_interrupts
from tests.songs import write_song


def test_results_are_delivered_once_for_each_song_and_known_songs_are_recognised(
    tmp_path: Path,
) -> None:
    music, out = tmp_path / "music", tmp_path / "out"
    for folder in ("a", "b"):
        (music / folder).mkdir(parents=True)
    first = write_song(music / "a" / "song.wav", seed=1)
    other = write_song(music / "b" / "song.wav", seed=2)
    copy = music / "copy.wav"
    shutil.copy(first, copy)
    (music / "letter.mp3").write_text("Dear listener, this is not a song.\n")
    (music / "notes.txt").write_text("not even called a song")
    with editions.embedded(tmp_path / "data") as settings:
        answer = sfa(settings, "process", "--json", "--out", out, music)
        again = sfa(settings, "process", "--out", out, first)
    assert answer.exit_code == 3
    assert len(answer.documents) == 4
    assert answer.document_of(music / "letter.mp3")["error"]["type"] == "UnusableAudio"
    folders = {
        path.name: json.loads((path / "analysis.json").read_text())["track_id"]
        for path in out.iterdir()
    }
    assert folders.keys() == {"song", "song (2)", "copy"}
    for song in (first, other, copy):
        document = answer.document_of(song)
        (folder,) = {Path(stem).parent for stem in document["stems"].values()}
        assert folders[folder.name] == document["track_id"]
        assert {file.name for file in folder.iterdir()} == {
            "analysis.json",
            *(f"{stem}.flac" for stem in ("vocals", "drums", "bass", "other")),
        }
    same = [answer.document_of(song) for song in (first, copy)]
    assert sorted(one["duplicate"] for one in same) == [False, True]
    assert len({one["track_id"] for one in same}) == 1
    assert again.exit_code == 0
    assert "in the library already" in again.errors
    assert {"BPM", "LUFS", "(draft)"} <= {word for word in again.output.split() if word}
    assert len([*out.iterdir()]) == 3


def test_a_running_studio_does_the_work_and_hands_it_over_when_it_stops(tmp_path: Path) -> None:
    songs = [write_song(tmp_path / f"{seed}.wav", seed=seed) for seed in (1, 2)]
    with editions.embedded(tmp_path / "data") as settings, Program(settings, "serve") as server:
        wait_until(lambda: "Sound Forge is at" in server.log, "the studio did not start")
        second = sfa(settings, "serve")
        followed = sfa(settings, "process", "--json", songs[0])
        with subprocess.Popen(
            command("process", "--json", songs[1]),
            cwd=ROOT,
            env=environment_of(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as follower:
            wait_until(lambda: server.log.count("stage=import") == 2, "nothing was imported")
            exit_code = server.stop()
            handed_over, _ = follower.communicate(timeout=LONG_SECONDS)
    assert (second.exit_code, second.output) == (5, "")
    assert "Another Sound Forge works on" in second.errors
    assert followed.exit_code == 0
    assert "A studio is running on this data folder" in followed.errors
    assert exit_code == 0
    assert "has stopped" in server.log
    assert "Traceback" not in server.log
    assert follower.returncode == 0
    assert json.loads(handed_over)["stems"].keys() == {"vocals", "drums", "bass", "other"}


def test_an_interrupted_run_gives_its_work_back_and_the_next_one_goes_on(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=120.0)
    with editions.embedded(tmp_path / "data") as settings:
        with (
            heeding_interrupts(),
            subprocess.Popen(
                command("process", song),
                cwd=ROOT,
                env=environment_of(settings),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ) as running,
        ):
            assert running.stderr is not None
            said = ""
            while "Separate stems" not in said:
                said = running.stderr.readline()
                assert said, "it ended before it separated anything"
            running.send_signal(signal.SIGINT)
            _, errors = running.communicate(timeout=LONG_SECONDS)
        resumed = sfa(settings, "process", "--json", song)
        left = [*(tmp_path / "data" / "scratch").iterdir()]
    assert running.returncode == 130, errors
    assert "Run the same command again to go on" in errors
    assert "Traceback" not in errors
    assert resumed.exit_code == 0
    assert resumed.document_of(song)["duplicate"] is True
    assert left == []


def test_a_reader_who_goes_away_ends_the_command_quietly(tmp_path: Path) -> None:
    with (
        editions.embedded(tmp_path / "data") as settings,
        subprocess.Popen(
            command("models", "list", "--json"),
            cwd=ROOT,
            env=environment_of(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running,
    ):
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (141, b"")


def test_the_demo_shows_what_was_found_beside_what_is_true(tmp_path: Path) -> None:
    with editions.embedded(tmp_path / "data") as settings:
        first = sfa(settings, "demo")
        second = sfa(settings, "demo")
    assert (first.exit_code, second.exit_code) == (0, 0), first.errors + second.errors
    assert "128.00 BPM" in first.output
    assert "A minor (8A)" in first.output
    assert "(draft)" in first.output
    assert "in the library already" not in first.output
    assert "in the library already" in second.output
    assert first.output.split("Sections")[1].split("Stems of")[0] in second.output


def test_trouble_that_no_row_can_tell_of_ends_the_command_instead_of_hanging(
    tmp_path: Path,
) -> None:
    from app.boot import open_studio
    from app.cli.bars import LineBoard
    from app.cli.follow import Follower
    from tests.houses import DRAFT

    with editions.embedded(tmp_path / "data") as settings:
        studio = open_studio(settings.model_copy(update={"log_level": "error"}))
        try:
            workers = studio.start_workers()
            workers.crew.trouble = StorageFailed("The disk is full.")
            follower = Follower(studio, LineBoard(), separation=DRAFT)
            song = write_song(tmp_path / "song.wav", seconds=1.0)
            with pytest.raises(StorageFailed, match="The disk is full"):
                list(follower.follow([song]))
        finally:
            studio.close()


@pytest.mark.services
def test_a_worker_works_beside_a_run_and_stops_when_it_is_told(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav")
    with (
        editions.grown(tmp_path / "data") as settings,
        Program(settings, "worker", "--queue", "analysis") as worker,
    ):
        wait_until(lambda: "The worker is ready" in worker.log, "the worker did not start")
        answer = sfa(settings, "process", "--json", song)
        exit_code = worker.stop()
    assert answer.exit_code == 0, answer.errors
    assert answer.document_of(song)["stems"].keys() == {"vocals", "drums", "bass", "other"}
    assert exit_code == 0
    assert "has stopped" in worker.log
    assert "stage=import" not in worker.log
    assert "Traceback" not in worker.log
