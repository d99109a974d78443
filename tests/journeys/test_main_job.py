"""The main job as a user runs it: files in, stems and knowledge out, one sentence when it fails."""

import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.core import audio
from app.core.settings import Settings
from tests import editions
from tests.cli.terminal import LONG_SECONDS
from tests.programs import ROOT, environment_of
from tests.songs import write_song
from tests.stems.tiny_model import write_tiny_checkpoint

ANALYSIS_KEYS = {
    "tempo_bpm",
    "beats_seconds",
    "downbeats_seconds",
    "beats_per_bar",
    "key",
    "camelot",
    "open_key",
    "key_confidence",
    "loudness_lufs",
    "true_peak_db",
    "energy",
    "sections",
    "cues",
    "duration_seconds",
    "elapsed_seconds",
}
ENCODINGS = {
    "mp3": ["-c:a", "libmp3lame"],
    "m4a": ["-c:a", "aac"],
    "flac": ["-c:a", "flac"],
    "opus": ["-c:a", "libopus"],
}


def test_mp3_m4a_flac_and_opus_become_four_stems_and_a_full_document(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=8.0)
    files = [_encode(song, tmp_path / f"song.{suffix}") for suffix in ENCODINGS]
    with editions.embedded(tmp_path / "data") as settings:
        ended = sfa(settings, "process", "--json", *map(str, files))
    assert ended.returncode == 0, ended.stderr
    documents = [json.loads(line) for line in ended.stdout.splitlines()]
    assert sorted(Path(one["file"]).suffix for one in documents) == [
        ".flac",
        ".m4a",
        ".mp3",
        ".opus",
    ]
    for one in documents:
        assert set(one["stems"]) == {"vocals", "drums", "bass", "other"}
        assert one["analysis"].keys() >= ANALYSIS_KEYS
        lengths = {soundfile.info(path).duration for path in one["stems"].values()}
        assert len(lengths) == 1
        assert abs(lengths.pop() - 8.0) < 0.1
        assert one["is_draft"] is True


def test_a_checkpoint_in_demucs_own_format_is_found_loaded_and_used(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    write_tiny_checkpoint(tmp_path / "models", "tiny")
    song = write_song(tmp_path / "song.wav", seconds=3.0)
    with editions.embedded(tmp_path / "data", models_dir=tmp_path / "models") as settings:
        ended = sfa(settings, "process", "--engine=demucs", "--model=tiny", "--json", str(song))
    assert ended.returncode == 0, ended.stderr
    (document,) = (json.loads(line) for line in ended.stdout.splitlines())
    assert (document["engine"], document["model"], document["is_draft"]) == (
        "demucs",
        "tiny",
        False,
    )
    assert {soundfile.info(path).frames for path in document["stems"].values()} == {132_300}


def test_every_kind_of_bad_file_gets_one_sentence_and_the_good_one_is_done(
    tmp_path: Path,
) -> None:
    bad = _write_bad_files(tmp_path)
    good = write_song(tmp_path / "good.wav", seconds=5.0)
    with editions.embedded(tmp_path / "data") as settings:
        ended = sfa(settings, "process", "--json", *map(str, [*bad, good]))
        tidy = sorted(path.name for path in (tmp_path / "data" / "media").rglob("*.*"))
        left = [*(tmp_path / "data" / "incoming").iterdir()]
    answers = {Path(one["file"]).name: one for one in map(json.loads, ended.stdout.splitlines())}
    assert ended.returncode == 3, ended.stderr
    assert "Traceback" not in ended.stderr
    for file, words in bad.items():
        message = answers[file.name]["error"]["message"]
        assert words in message, message
        assert message in ended.stderr
        assert "\n" not in message
    assert "error" not in answers["good.wav"]
    assert len(tidy) == 9  # the song, four stems, and the pictures of these
    assert left == []


@pytest.mark.parametrize("size", ["200k", "1m", "2500k", "3500k"])
def test_a_full_disk_is_said_in_a_sentence_wherever_it_fills_up(tmp_path: Path, size: str) -> None:
    """The disk fills up in the database, in the copy of the song, in its stems."""
    song = write_song(tmp_path / "song.wav", seconds=20.0)
    ended = _on_a_disk_of_its_own(tmp_path, f"size={size}", song)
    assert ended.returncode == 7, ended.stderr
    assert "is full" in ended.stderr, ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_read_only_data_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav")
    ended = _on_a_disk_of_its_own(tmp_path, "ro", song)
    assert ended.returncode == 7, ended.stderr
    assert "is read-only" in ended.stderr
    assert "Traceback" not in ended.stderr


def sfa(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command and return how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment_of(settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG_SECONDS,
        check=False,
    )


def _encode(song: Path, target: Path) -> Path:
    encoding = ENCODINGS[target.suffix.removeprefix(".")]
    command = [str(audio.ffmpeg_path()), "-v", "error", "-i", str(song), *encoding, str(target)]
    subprocess.run(command, check=True)
    return target


def _write_bad_files(folder: Path) -> dict[Path, str]:
    """Write files that are no music, and return them with words that have to be in the answer."""
    texts: dict[str, Any] = {
        "garbage.wav": np.random.default_rng(1).bytes(20_000),
        "empty.mp3": b"",
        "letter.mp3": b"Dear listener, this is not a song.\n" * 50,
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    whole = write_song(folder / "whole.flac", seconds=5.0).read_bytes()
    (folder / "truncated.flac").write_bytes(whole[: len(whole) // 2])
    (folder / "whole.flac").unlink()
    with wave.open(str(folder / "silent.wav"), "wb") as silent:
        silent.setparams((1, 2, 22_050, 0, "NONE", ""))
        silent.writeframes(bytes(2 * 22_050))
    with wave.open(str(folder / "three-hours.wav"), "wb") as endless:
        endless.setparams((1, 1, 8_000, 0, "NONE", ""))
        endless.writeframes(b"\x80\x90" * (3 * 3600 * 4_000))
    picture = [str(audio.ffmpeg_path()), "-v", "error", "-f", "lavfi", "-i"]
    film = "color=size=64x64:duration=1:rate=5"
    subprocess.run([*picture, film, str(folder / "film.mp4")], check=True)
    return {
        folder / "garbage.wav": "'garbage.wav'",
        folder / "empty.mp3": "empty",
        folder / "letter.mp3": "'letter.mp3'",
        folder / "truncated.flac": "'truncated.flac'",
        folder / "silent.wav": "silent",
        folder / "three-hours.wav": "SFA_MAX_TRACK_SECONDS",
        folder / "film.mp4": "no audio",
    }


def _on_a_disk_of_its_own(
    folder: Path, options: str, song: Path
) -> subprocess.CompletedProcess[str]:
    """Process a song into a data folder that is a small or a read-only disk."""
    data = folder / "disk"
    data.mkdir()
    script = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"'
    enter = ["unshare", "--mount", "sh", "-c", script, "sh"]
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("needs root and unshare to mount a small disk")
    if subprocess.run([*enter, options, str(data), "true"], check=False).returncode:
        pytest.skip("may not mount a small disk here")
    settings = Settings.model_validate({"data_dir": data, **editions.FAST})
    command = [sys.executable, "-m", "app", "process", str(song)]
    return subprocess.run(
        [*enter, options, str(data), *command],
        cwd=ROOT,
        env=environment_of(settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG_SECONDS,
        check=False,
    )
