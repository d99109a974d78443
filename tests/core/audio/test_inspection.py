import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.core.audio import INSPECT, Inspection, InspectRequest, Tags, inspect
from app.core.errors import UnusableAudio
from app.core.units import Audio, gain_to_db
from tests.core.audio.conftest import RATE_HZ, Encode
from tests.twins import ignore_progress

TAGS = {
    "title": "Tide",
    "artist": "Ana & the Ångströms",
    "album": "Shores",
    "album_artist": "Various",
    "genre": "House",
    "date": "2019",
    "track": "3/12",
    "disc": "1/2",
}


def look(path: Path, *, name: str = "song", at_most: float = 60.0) -> Inspection:
    return inspect(path, name=name, max_duration_seconds=at_most, report=ignore_progress)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("tagged.mp3", ("-c:a", "libmp3lame")),
        ("tagged.flac", ("-c:a", "flac")),
        ("tagged.ogg", ("-c:a", "libvorbis")),
        ("tagged.opus", ("-c:a", "libopus")),
        ("tagged.m4a", ("-c:a", "aac")),
    ],
)
def test_tags_are_read_whatever_the_file_is_called(
    name: str, options: tuple[str, ...], encode: Encode, tmp_path: Path
) -> None:
    metadata = [part for key, text in TAGS.items() for part in ("-metadata", f"{key}={text}")]
    path = encode(name, *options, *metadata).rename(tmp_path / "4711")

    assert look(path).tags == Tags(
        title="Tide",
        artist="Ana & the Ångströms",
        album="Shores",
        album_artist="Various",
        genre="House",
        year=2019,
        track_number=3,
        disc_number=1,
    )


def test_length_and_level_come_from_the_samples(wav: Path, music: Audio) -> None:
    fractions: list[float] = []

    found = inspect(
        wav,
        name="music.wav",
        max_duration_seconds=60.0,
        report=lambda fraction, _phase: fractions.append(fraction),
    )

    assert found.duration_seconds == music.shape[1] / RATE_HZ
    assert found.peak_db == pytest.approx(gain_to_db(float(np.abs(music).max())))
    assert (found.container, found.codec, found.bits, found.channels) == ("wav", "pcm_s16", 16, 2)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_the_task_crosses_a_process_boundary(wav: Path) -> None:
    request = InspectRequest(path=wav, name="music.wav", max_duration_seconds=60.0)

    answer = INSPECT.perform(
        InspectRequest.model_validate_json(request.model_dump_json()), ignore_progress
    )

    assert INSPECT.name == "audio.inspect"
    assert INSPECT.response.model_validate_json(answer.model_dump_json()) == answer


@pytest.mark.parametrize("peak", [0.0, 10 ** (-91 / 20)])
def test_a_silent_file_is_refused(peak: float, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.full((RATE_HZ, 2), peak), RATE_HZ, subtype="FLOAT")

    with pytest.raises(UnusableAudio, match=r"^'dark\.wav' is silent from beginning to end"):
        look(path, name="dark.wav")


def test_a_very_quiet_file_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "quiet.wav"
    soundfile.write(path, np.full(RATE_HZ, 10 ** (-89 / 20)), RATE_HZ, subtype="FLOAT")

    assert look(path).peak_db == pytest.approx(-89, abs=0.01)


@pytest.mark.parametrize("name", ["music.wav", "long.mp3", "long.aac"])
def test_a_long_file_is_refused_whether_it_says_so_or_not(name: str, encode: Encode) -> None:
    path = encode(name)
    sentence = rf"^'{name}' is longer than the 0:02 allowed here; .*SFA_MAX_TRACK_SECONDS \(now 2\)"

    with pytest.raises(UnusableAudio, match=sentence):
        look(path, name=name, at_most=2.0)


def test_a_long_header_is_refused_before_anything_is_decoded(tmp_path: Path, wav: Path) -> None:
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(wav.read_bytes()[:44])
        file.truncate(44 + 3 * 3_600 * RATE_HZ * 4)  # a sparse file: three hours on no disk
        file.seek(40)
        file.write((3 * 3_600 * RATE_HZ * 4).to_bytes(4, "little"))
    fractions: list[float] = []

    with pytest.raises(UnusableAudio, match="longer than the 1:00:00 allowed"):
        inspect(
            path,
            name="long.wav",
            max_duration_seconds=3_600,
            report=lambda fraction, _phase: fractions.append(fraction),
        )

    assert fractions == []


def test_the_door_opens_without_heavy_libraries() -> None:
    code = (
        "import sys, app.core.audio;"
        "print([name for name in ('soundfile', 'soxr', 'scipy', 'tinytag') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )

    assert answer.stdout == "[]\n"
