import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.core.audio import ffmpeg_path, probe, read, stream
from app.core.errors import InvalidInput, NotFound, UnusableAudio
from tests.core.audio.conftest import RATE_HZ, Encode

NOT_AUDIO = "'song.mp3' is not an audio file that we can read; choose mp3, wav, flac"


def file_of(tmp_path: Path, data: bytes | bytearray) -> Path:
    path = tmp_path / "4711"
    path.write_bytes(data)
    return path


def test_an_empty_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnusableAudio, match=r"^'song\.mp3' is empty; choose a file with audio"):
        probe(file_of(tmp_path, b""), name="song.mp3")


@pytest.mark.parametrize(
    "data",
    [
        b"Dear diary, today I bought a record.\n" * 300,
        b"x",
        b"RIFF",
        b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"no music follows " * 500,
        bytes(100_000),
        np.random.default_rng(1).bytes(1_000),
        np.random.default_rng(2).bytes(300_000),
        b"\x89PNG\r\n\x1a\n" + bytes(1_000),
    ],
    ids=["text", "letter", "magic", "tag", "zeros", "noise", "much noise", "picture"],
)
def test_what_is_no_audio_is_refused(data: bytes, tmp_path: Path) -> None:
    path = file_of(tmp_path, data)

    with pytest.raises(UnusableAudio, match=re.escape(NOT_AUDIO)):
        probe(path, name="song.mp3")
    with pytest.raises(UnusableAudio, match=re.escape(NOT_AUDIO)):
        list(stream(path, name="song.mp3"))


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-c:v", "mpeg4")
    subprocess.run([ffmpeg_path(), "-nostdin", "-loglevel", "error", *picture, path], check=True)

    with pytest.raises(UnusableAudio, match=r"^'film\.mp4' has no audio in it; choose"):
        probe(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"^There is no file 'song\.wav' any more"):
        probe(tmp_path / "gone", name="song.wav")
    with pytest.raises(UnusableAudio, match="is not an audio file"):
        probe(tmp_path)


CUT = {
    "cut.wav": ("-c:a", "pcm_s16le"),
    "cut.aiff": ("-c:a", "pcm_s16be"),
    "cut.flac": ("-c:a", "flac"),
    "cut.ogg": ("-c:a", "libvorbis"),
    "cut.oga": ("-c:a", "flac"),
    "cut.opus": ("-c:a", "libopus"),
    "cut.mp3": ("-c:a", "libmp3lame"),
    "cut.m4a": ("-c:a", "aac"),
    "fast.m4a": ("-c:a", "aac", "-movflags", "+faststart"),
    "cut.aac": ("-c:a", "aac", "-f", "adts"),
    "cut.mka": ("-c:a", "libvorbis"),
}


@pytest.mark.parametrize("name", CUT)
def test_a_file_that_is_cut_short_is_noticed(name: str, encode: Encode, tmp_path: Path) -> None:
    data = encode(f"whole-{name}", *CUT[name]).read_bytes()
    path = file_of(tmp_path, data[: len(data) * 6 // 10])

    with pytest.raises(UnusableAudio, match=rf"^'{name}' is cut short or damaged.*Get a complete"):
        read(path, name=name)


def test_a_long_wav_that_is_cut_short_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.full((RATE_HZ, 2), 0.1), RATE_HZ, format="RF64", subtype="PCM_24")
    assert probe(path).duration_seconds == 1.0

    path.write_bytes(path.read_bytes()[:-60_000])

    with pytest.raises(UnusableAudio, match=r"breaks off at 0:01 of 0:01"):
        probe(path)


@pytest.mark.parametrize("left_bytes", [5, 20, 27, 40])
def test_an_ogg_file_cut_in_its_last_header_is_noticed(
    left_bytes: int, encode: Encode, tmp_path: Path
) -> None:
    data = encode("whole-cut.ogg", *CUT["cut.ogg"]).read_bytes()
    path = file_of(tmp_path, data[: data.rindex(b"OggS") + left_bytes])

    with pytest.raises(UnusableAudio, match="is cut short or damaged"):
        read(path)


@pytest.mark.parametrize("name", ["cut.flac", "cut.mp3", "cut.ogg", "cut.opus", "fast.m4a"])
def test_damage_in_the_middle_is_noticed_where_it_is(
    name: str, encode: Encode, tmp_path: Path
) -> None:
    data = bytearray(encode(f"whole-{name}", *CUT[name]).read_bytes())
    data[len(data) // 2 : len(data) // 2 + 6_000] = np.random.default_rng(3).bytes(6_000)

    with pytest.raises(UnusableAudio, match=r"breaks off at 0:0[12] of 0:03\."):
        read(file_of(tmp_path, data), name=name)


def test_a_header_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros((0, 2)), RATE_HZ)

    with pytest.raises(UnusableAudio, match="holds no sound, only a header"):
        probe(path)
    with pytest.raises(UnusableAudio, match="holds no sound, only a header"):
        list(stream(path))


@pytest.mark.parametrize(
    ("rate_hz", "channels", "sentence"),
    [(44_100, 9, "has 9 channels and we read at most 8"), (100, 1, "a sample rate of 100 Hz")],
)
def test_unreasonable_shapes_are_refused(
    rate_hz: int, channels: int, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "odd.wav"
    soundfile.write(path, np.full((4_000, channels), 0.5), rate_hz)

    with pytest.raises(UnusableAudio, match=sentence):
        probe(path)


def test_samples_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.wav"
    samples = np.zeros(RATE_HZ, np.float32)
    samples[20_000] = np.nan
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")

    with pytest.raises(UnusableAudio, match="holds samples that are no numbers"):
        read(path)


def test_an_unknown_number_of_channels_cannot_be_asked_for(wav: Path) -> None:
    with pytest.raises(InvalidInput, match="2 channels cannot be mixed to 5"):
        read(wav, channels=5)
