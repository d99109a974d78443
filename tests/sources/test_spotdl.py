import os
import sys
from collections import deque
from itertools import pairwise
from pathlib import Path

import pytest
from filelock import FileLock

from app.core.errors import (
    Conflict,
    InvalidInput,
    NetworkDown,
    NotFound,
    SoundForgeError,
    Unavailable,
)
from app.sources.fetching import (
    INSTALL_SPOTDL,
    SPOTDL,
    InstallRequest,
    SpotdlRequest,
    WayOut,
    remove_spotdl,
    spotdl_state,
)
from app.sources.fetching.spotdl import command_of, explain_output, follow, read_track_url
from tests.songs import write_song
from tests.twins import ignore_progress

TRACK = "https://open.spotify.com/track/1pKYYY0dkg23sQQXi0Q5zN"

RECORDED = """\
Processing query: https://open.spotify.com/track/1pKYYY0dkg23sQQXi0Q5zN
Daft Punk - Around the World: Searching for song
Daft Punk - Around the World: Getting audio meta
Daft Punk - Around the World: Downloading
Daft Punk - Around the World: Embedding metadata
Daft Punk - Around the World: Done
1/1 complete
Downloaded "Daft Punk - Around the World": https://music.youtube.com/watch?v=K0HSD_i2DvA
"""
"""What spotdl 4.5.2 says with --simple-tui, each line filled up with spaces there."""

PROGRAM = """\
import os, pathlib, shutil, sys
arguments = sys.argv[1:]
if arguments[:2] != ["-m", "spotdl"]:
    raise SystemExit("unexpected " + repr(arguments))
pathlib.Path("seen.txt").write_text(repr((arguments, dict(os.environ))))
print({output!r})
song = {song!r}
if song:
    shutil.copy(song, arguments[arguments.index("--output") + 1].replace("{{output-ext}}", "m4a"))
"""


def install_twin(tools: Path, *, output: str, song: Path | None = None) -> None:
    """Put a program in spotdl's place that says what it is told to say."""
    place = tools / "spotdl-4.5.2" / "bin"
    place.mkdir(parents=True)
    code = place / "twin.py"
    code.write_text(PROGRAM.format(output=output, song=str(song) if song else ""))
    python = place / "python"
    # The first argument is -I, as for the real one.
    python.write_text(f'#!/bin/sh\nshift\nexec "{sys.executable}" "{code}" "$@"\n')
    python.chmod(0o755)


def order(tmp_path: Path, **wishes: object) -> SpotdlRequest:
    folder = tmp_path / "job"
    folder.mkdir(exist_ok=True)
    asked = {"url": TRACK, "folder": folder, "tools_folder": tmp_path / "tools"}
    return SpotdlRequest.model_validate({"max_bytes": 10_000_000, **asked, **wishes})


@pytest.mark.parametrize(
    "text",
    [
        TRACK,
        f"{TRACK}?si=abcdef",
        "open.spotify.com/track/1pKYYY0dkg23sQQXi0Q5zN",
        "http://open.spotify.com/intl-de/track/1pKYYY0dkg23sQQXi0Q5zN?si=1#x",
        " spotify:track:1pKYYY0dkg23sQQXi0Q5zN ",
    ],
)
def test_a_track_is_known_however_its_link_is_written(text: str) -> None:
    assert read_track_url(text) == TRACK


@pytest.mark.parametrize(
    "text",
    [
        "https://open.spotify.com/album/1pKYYY0dkg23sQQXi0Q5zN",
        "saved",
        "--output=/tmp/x",
        "https://evil.com/https://open.spotify.com/track/1pKYYY0dkg23sQQXi0Q5zN",
        "https://youtu.be/x|https://open.spotify.com/track/1pKYYY0dkg23sQQXi0Q5zN",
        "",
    ],
)
def test_nothing_but_a_track_reaches_the_command_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is no track of Spotify"):
        SPOTDL.perform(order(tmp_path, url=text), ignore_progress)


def test_the_command_line_says_what_is_wanted(tmp_path: Path) -> None:
    request = order(
        tmp_path, audio="mp3", bitrate_kbps=250, way_out=WayOut(cookies_file=tmp_path / "c.txt")
    )
    said = command_of(request, Path("/p"), track_url=TRACK, proxy="http://a:b@127.0.0.1:1")
    assert said[:6] == ["/p", "-I", "-m", "spotdl", "download", TRACK]
    options = dict(pairwise(said))
    assert options["--format"] == "mp3"
    assert options["--bitrate"] == "256k"
    assert options["--proxy"] == "http://a:b@127.0.0.1:1"
    assert options["--output"] == str(tmp_path / "job" / "audio.{output-ext}")
    assert options["--cookie-file"] == str(tmp_path / "c.txt")


def test_the_best_sound_is_not_converted_to_a_rate(tmp_path: Path) -> None:
    said = command_of(order(tmp_path), Path("/p"), track_url=TRACK, proxy="x")
    options = dict(pairwise(said))
    assert (options["--format"], options["--bitrate"]) == ("m4a", "disable")


def test_a_track_comes_with_its_names_and_the_recording_it_was_taken_from(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=1)
    install_twin(tmp_path / "tools", output=RECORDED, song=song)
    told: list[tuple[float, str]] = []
    report = SPOTDL.perform(order(tmp_path), lambda fraction, phase: told.append((fraction, phase)))
    assert report.path == tmp_path / "job" / "audio.m4a"
    assert report.size_bytes == song.stat().st_size
    assert (report.artist, report.title) == ("Daft Punk", "Around the World")
    assert report.url == "https://music.youtube.com/watch?v=K0HSD_i2DvA"
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)
    assert told[-1] == (1.0, "fetched")
    assert (0.5, "downloading") in told


def test_the_program_sees_nothing_of_our_surroundings_and_only_the_guards_way_out(
    tmp_path: Path,
) -> None:
    song = write_song(tmp_path / "song.wav", seconds=1)
    install_twin(tmp_path / "tools", output=RECORDED, song=song)
    SPOTDL.perform(order(tmp_path), ignore_progress)
    seen = (tmp_path / "job" / "seen.txt").read_text()
    assert f"'HOME': '{tmp_path / 'job' / 'home'}'" in seen
    assert "'HTTPS_PROXY': 'http://guard:" in seen
    assert "PYTEST" not in seen
    assert "SFA_" not in seen


def test_a_track_that_is_too_large_is_refused(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=1)
    install_twin(tmp_path / "tools", output=RECORDED, song=song)
    with pytest.raises(InvalidInput, match=r"larger than the 1\.0 kB"):
        SPOTDL.perform(order(tmp_path, max_bytes=1000), ignore_progress)


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (
            "LookupError: No results found for song: Daft Punk - Around the World",
            NotFound,
            "no recording of 'Daft Punk - Around the World'",
        ),
        (
            f"{TRACK} - AudioProviderError: YT-DLP download error - https://youtu.be/K0HSD_i2DvA",
            Unavailable,
            "https://youtu.be/K0HSD_i2DvA, that cannot be downloaded",
        ),
        (
            "ConnectionError: HTTPSConnectionPool(host='music.youtube.com', port=443): Max retries",
            NetworkDown,
            "cannot reach its servers",
        ),
        ("ProxyError: HTTPSConnectionPool(host='x'): Tunnel", NetworkDown, "Check the connection"),
        (
            "SpotifyException: http status: 404, code: -1 - non existing id",
            NotFound,
            "does not know this track",
        ),
        ("http status: 429, code:-1 - Max Retries, reason: too many", NetworkDown, "Try again"),
        ("FFmpegError: FFmpeg is not installed.", Unavailable, "ffmpeg"),
        ("RuntimeError: boom", Unavailable, "boom"),
        ("", Unavailable, "gives no reason"),
    ],
)
def test_what_spotdl_says_becomes_a_sentence(
    tmp_path: Path, said: str, kind: type[SoundForgeError], words: str
) -> None:
    install_twin(tmp_path / "tools", output=said)
    with pytest.raises(kind) as refusal:
        SPOTDL.perform(order(tmp_path), ignore_progress)
    assert type(refusal.value) is kind
    assert words in str(refusal.value)
    assert str(explain_output(said, url=TRACK)) == str(refusal.value)


def test_progress_does_not_go_back_when_a_step_is_repeated() -> None:
    told: list[float] = []
    lines = ["x: Downloading   \n", "x: Searching for song\n", "x: Downloading\n", "x: Done\n"]
    follow(lines, deque(), lambda fraction, _: told.append(fraction))
    assert told == [0.5, 1.0]


def test_without_spotdl_the_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    assert spotdl_state(tmp_path / "tools").status == "missing"
    with pytest.raises(Unavailable, match=r"not installed\. Install it in the settings"):
        SPOTDL.perform(order(tmp_path), ignore_progress)


def test_the_newest_version_counts_and_all_are_removed(tmp_path: Path) -> None:
    for version in ("4.5.2", "4.10.0", "4.9.9"):
        place = tmp_path / f"spotdl-{version}" / "bin"
        place.mkdir(parents=True)
        (place / "python").touch()
    (tmp_path / "models").mkdir()
    assert spotdl_state(tmp_path).model_dump() == {"status": "ready", "version": "4.10.0"}
    remove_spotdl(tmp_path)
    assert spotdl_state(tmp_path).status == "missing"
    assert (tmp_path / "models").exists()


def test_an_environment_whose_python_went_away_is_broken(tmp_path: Path) -> None:
    place = tmp_path / "spotdl-4.5.2" / "bin"
    place.mkdir(parents=True)
    (place / "python").symlink_to(tmp_path / "gone")
    assert spotdl_state(tmp_path).status == "broken"


def test_while_it_is_installed_nobody_else_installs_or_removes_it(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".spotdl.lock"):
        assert spotdl_state(tmp_path).status == "installing"
        with pytest.raises(Conflict, match="being installed right now"):
            remove_spotdl(tmp_path)
        with pytest.raises(Conflict, match="being installed right now"):
            INSTALL_SPOTDL.perform(
                InstallRequest(tools_folder=tmp_path, environment={}), ignore_progress
            )
    assert spotdl_state(tmp_path).status == "missing"


@pytest.mark.slow
def test_spotdl_is_installed_beside_us_and_says_when_there_is_no_network(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    request = InstallRequest(tools_folder=tools, environment=dict(os.environ))  # noqa: TID251
    told: list[float] = []
    try:
        state = INSTALL_SPOTDL.perform(request, lambda fraction, _: told.append(fraction))
    except NetworkDown:
        pytest.skip("the package index cannot be reached")
    assert state.status == "ready"
    assert state == spotdl_state(tools)
    assert told == sorted(told)
    assert [one.name for one in tools.glob("[!.]*")] == [f"spotdl-{state.version}"]
    shut = WayOut(proxy="http://127.0.0.1:9")  # nobody listens there, so nothing is reached
    with pytest.raises(NetworkDown, match="Check the connection"):
        SPOTDL.perform(order(tmp_path, way_out=shut), ignore_progress)
    remove_spotdl(tools)
    assert spotdl_state(tools).status == "missing"
