import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.testing import assert_array_equal

from app.core.audio import AudioFormat, ffmpeg_path, probe, read, stream
from app.core.units import Audio
from tests.core.audio.conftest import RATE_HZ, Encode

LOSSLESS = {
    "u8.wav": ("WAV", "PCM_U8", "pcm_u8", 8, 2**-7),
    "s16.wav": ("WAV", "PCM_16", "pcm_s16", 16, 0),
    "s24.wav": ("WAV", "PCM_24", "pcm_s24", 24, 0),
    "s32.wav": ("WAV", "PCM_32", "pcm_s32", 32, 0),
    "f32.wav": ("WAV", "FLOAT", "pcm_f32", 32, 0),
    "f64.wav": ("WAV", "DOUBLE", "pcm_f64", 64, 0),
    "s16.aiff": ("AIFF", "PCM_16", "pcm_s16", 16, 0),
    "s16.flac": ("FLAC", "PCM_16", "flac", 16, 0),
    "s24.flac": ("FLAC", "PCM_24", "flac", 24, 0),
    "s16.w64": ("W64", "PCM_16", "pcm_s16", 16, 0),
}

# Container, codec, and by how many samples the sound may come late and the length be longer.
LOSSY = {
    "lame.mp3": (("-c:a", "libmp3lame", "-b:a", "192k"), "mp3", "mp3", 0, 0),
    "plain.mp3": (("-b:a", "192k", "-write_xing", "0"), "mp3", "mp3", 1_200, 3_500),
    "vorbis.ogg": (("-c:a", "libvorbis", "-q:a", "6"), "ogg", "vorbis", 0, 0),
    "music.opus": (("-c:a", "libopus", "-b:a", "160k"), "ogg", "opus", 0, 0),
    # ffmpeg 5 keeps what fills the last packet, newer ones leave it out.
    "aac.m4a": (("-c:a", "aac", "-b:a", "192k"), "mp4", "aac", 0, 1_024),
    "raw.aac": (("-c:a", "aac", "-b:a", "192k", "-f", "adts"), "adts", "aac", 1_024, 2_048),
    "opus.webm": (("-c:a", "libopus", "-b:a", "160k"), "matroska", "opus", 0, 0),
}


@pytest.mark.parametrize("name", LOSSLESS)
def test_a_lossless_file_gives_exactly_its_samples(name: str, music: Audio, tmp_path: Path) -> None:
    container, subtype, codec, bits, step = LOSSLESS[name]
    path = tmp_path / name
    soundfile.write(path, music.T, RATE_HZ, format=container, subtype=subtype)

    audio, rate_hz = read(path)

    assert probe(path) == AudioFormat(
        container.lower(), codec, RATE_HZ, 2, music.shape[1] / RATE_HZ, bits
    )
    assert rate_hz == RATE_HZ
    assert audio.dtype == np.float32
    assert audio.shape == music.shape
    assert np.abs(audio - music).max() <= step


@pytest.mark.parametrize(
    ("name", "options", "container", "codec"),
    [
        ("alac.m4a", ("-c:a", "alac"), "mp4", "alac"),
        ("flac.oga", ("-c:a", "flac", "-f", "ogg"), "ogg", "flac"),
        ("pcm.mka", ("-c:a", "pcm_s16le"), "matroska", "pcm_s16le"),
    ],
)
def test_a_lossless_file_that_only_ffmpeg_reads_gives_exactly_its_samples(
    name: str, options: tuple[str, ...], container: str, codec: str, music: Audio, encode: Encode
) -> None:
    path = encode(name, *options)

    assert_array_equal(read(path)[0], music)
    assert (probe(path).container, probe(path).codec) == (container, codec)


@pytest.mark.parametrize("name", LOSSY)
def test_a_lossy_file_gives_the_music_within_its_codec_delay(
    name: str, music: Audio, encode: Encode
) -> None:
    options, container, codec, late_at_most, longer_at_most = LOSSY[name]
    path = encode(name, *options)

    audio, rate_hz = read(path, rate_hz=RATE_HZ)

    found = probe(path)
    assert (found.container, found.codec, found.channels, found.bits) == (container, codec, 2, None)
    assert rate_hz == RATE_HZ
    assert 0 <= audio.shape[1] - music.shape[1] <= max(longer_at_most, 1)
    assert abs(delay_samples(audio[0], music[0]) - late_at_most / 2) <= late_at_most / 2


def test_the_name_of_a_file_decides_nothing(wav: Path, encode: Encode, tmp_path: Path) -> None:
    disguised, nameless = tmp_path / "music.mp3", tmp_path / "4711"
    shutil.copy(wav, disguised)
    shutil.copy(encode("aac.m4a", "-c:a", "aac", "-b:a", "192k"), nameless)

    assert probe(disguised).container == "wav"
    assert probe(nameless).codec == "aac"


def test_blocks_joined_are_the_file(wav: Path, encode: Encode) -> None:
    for path in (wav, encode("lame.mp3", "-c:a", "libmp3lame", "-b:a", "192k")):
        blocks = list(stream(path, block_seconds=0.1))

        assert {block.shape[1] for block in blocks[:-1]} == {4_410}
        assert_array_equal(np.concatenate(blocks, axis=1), read(path)[0])


@pytest.mark.parametrize("wanted_hz", [48_000, 22_050, 16_000])
def test_resampling_in_blocks_keeps_length_and_pitch(wanted_hz: int, tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    time = np.arange(2 * RATE_HZ) / RATE_HZ
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 1_000 * time), RATE_HZ, subtype="FLOAT")

    audio = np.concatenate(list(stream(path, rate_hz=wanted_hz, block_seconds=0.05)), axis=1)

    expected = 0.5 * np.sin(2 * np.pi * 1_000 * np.arange(2 * wanted_hz) / wanted_hz)
    assert audio.shape == (1, 2 * wanted_hz)
    inner = slice(500, -500)  # the filter rings where the tone begins and ends
    assert np.abs(audio[0, inner] - expected[inner]).max() < 1e-4


def test_channels_are_mixed_up_and_down(wav: Path, music: Audio, tmp_path: Path) -> None:
    mono = tmp_path / "mono.wav"
    soundfile.write(mono, music[0], RATE_HZ, subtype="PCM_16")

    assert_array_equal(read(mono, channels=2)[0], np.stack([music[0], music[0]]))
    assert np.abs(read(wav, channels=1)[0] - music.mean(axis=0)).max() < 1e-6


@pytest.mark.parametrize("channels", [3, 4, 5, 6, 7, 8])
def test_surround_is_mixed_to_stereo_without_clipping(channels: int, tmp_path: Path) -> None:
    path = tmp_path / "surround.wav"
    loud = np.ones((RATE_HZ // 10, channels))
    soundfile.write(path, loud, RATE_HZ, subtype="FLOAT")
    left_only = np.zeros_like(loud)
    left_only[:, 0] = 1.0

    everything, _ = read(path, channels=2)
    soundfile.write(path, left_only, RATE_HZ, subtype="FLOAT")
    one_speaker, _ = read(path, channels=2)

    assert np.abs(everything - 1.0).max() < 1e-6
    assert one_speaker[0].min() > 0.2
    assert not one_speaker[1].any()


def test_a_streamed_file_without_a_length_is_read_to_its_end(music: Audio, wav: Path) -> None:
    for container in ("wav", "flac"):
        path = wav.with_name(f"streamed.{container}")
        command = [ffmpeg_path(), "-nostdin", "-loglevel", "error", "-i", wav]
        with path.open("wb") as file:
            subprocess.run([*command, "-f", container, "pipe:1"], check=True, stdout=file)

        assert_array_equal(read(path)[0], music)


def test_a_variable_mp3_without_a_length_is_read_to_its_end(
    music: Audio, encode: Encode, tmp_path: Path
) -> None:
    quiet_at_last = tmp_path / "quiet.wav"
    padded = np.concatenate([music, np.zeros((2, 12 * RATE_HZ), np.float32)], axis=1)
    soundfile.write(quiet_at_last, padded.T, RATE_HZ)
    path = encode("variable.mp3", "-q:a", "0", "-write_xing", "0", source=quiet_at_last)

    # libsndfile alone guesses a third of this from the loud beginning, and stops there.
    assert read(path)[0].shape[1] >= padded.shape[1]


def test_a_slightly_wrong_promise_of_an_mp3_is_forgiven(encode: Encode, tmp_path: Path) -> None:
    data = bytearray(encode("lame.mp3", "-c:a", "libmp3lame", "-b:a", "192k").read_bytes())
    at = data.index(b"Info") + 8
    frames = int.from_bytes(data[at : at + 4], "big")
    data[at : at + 4] = (frames + 3).to_bytes(4, "big")
    path = tmp_path / "wrong.mp3"
    path.write_bytes(data)

    assert read(path)[0].shape[1] >= 3 * RATE_HZ


def test_an_mp3_with_noise_before_and_after_it_is_read(encode: Encode, tmp_path: Path) -> None:
    music = encode("plain.mp3", "-b:a", "192k", "-write_xing", "0").read_bytes()
    path = tmp_path / "cut.mp3"
    path.write_bytes(music[1_000:] + b"TAG" + b"x" * 125)

    assert read(path)[0].shape[1] > 2.9 * RATE_HZ


def test_two_mp3_files_in_one_are_read_to_the_end_of_the_second(
    encode: Encode, tmp_path: Path
) -> None:
    once = encode("lame.mp3", "-c:a", "libmp3lame", "-b:a", "192k").read_bytes()
    path = tmp_path / "both.mp3"
    path.write_bytes(once + once)

    # libsndfile alone stops where the first one's Xing frame says.
    assert read(path)[0].shape[1] >= 6 * RATE_HZ


def delay_samples(decoded: Audio, original: Audio) -> int:
    """Return how much later ``decoded`` is, from the peak of the cross-correlation."""
    count = len(original)
    spectrum = np.fft.rfft(decoded[:count], 2 * count) * np.fft.rfft(original, 2 * count).conj()
    lag = int(np.argmax(np.fft.irfft(spectrum)))
    return lag if lag < count else lag - 2 * count
