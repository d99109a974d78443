"""Stems in other formats, read back by others than those who wrote them."""

import io
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tinytag import TinyTag

from app.core.audio import PcmShape, ffmpeg_path, read, write_flac
from app.core.errors import NotFound, Unavailable
from app.core.units import Audio
from app.exports import FORMATS, Entry, ExportFile, SoundTags, archive_blocks, encode, entry_of
from app.exports.encoding.headers import wav_header
from tests.houses import wait_until

RATE_HZ = 44_100
FRAMES = 100_003
TAGS = SoundTags(
    title="Déjà = vu; #1 (vocals)",
    artist="AC\\DC",
    album="Line one",
    genre="House",
    year=2024,
    tempo_bpm=127.96,
    key="A minor",
    comment="Vocals",
)
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.fixture
def music() -> Audio:
    chance = np.random.default_rng(7)
    tone = np.sin(np.arange(FRAMES) * 0.05) * 0.4
    steps = np.rint((tone + chance.normal(0, 0.01, (2, FRAMES))) * (1 << 23))
    return (steps / (1 << 23)).astype(np.float32)


@pytest.fixture
def stem(music: Audio, tmp_path: Path) -> Path:
    path = tmp_path / "stem.flac"
    write_flac(path, music, RATE_HZ)
    return path


@pytest.fixture
def original(stem: Path, tmp_path: Path) -> Path:
    """Return a song with a picture in it."""
    picture, song = tmp_path / "cover.png", tmp_path / "song.mp3"
    run("-f", "lavfi", "-i", "color=red:s=32x32", "-frames:v", "1", str(picture))
    run(
        "-i", str(stem), "-i", str(picture), "-map", "0:a", "-map", "1:v", "-c:v", "copy", str(song)
    )
    return song


@pytest.mark.parametrize("name", FORMATS.names)
def test_a_stem_comes_back_from_every_format(
    name: str, stem: Path, music: Audio, tmp_path: Path
) -> None:
    path = export(stem, name, tmp_path)

    sound, _ = read(path, rate_hz=RATE_HZ)

    if name.endswith("24"):
        np.testing.assert_array_equal(sound, music)
    elif name.endswith("16"):
        # Rounding and the noise that hides it stay below one and a half steps.
        assert sound.shape == music.shape
        assert float(np.abs(sound - music).max()) <= 1.5 / (1 << 15)
    else:
        delay = find_delay(sound[0], music[0])
        assert delay <= 1_200  # what an encoder for MP3 puts in front
        there = sound[:, delay : delay + FRAMES - 2_000]
        assert level_db(there - music[:, : there.shape[1]]) - level_db(music) < -20


@pytest.mark.parametrize("name", [one for one in FORMATS.names if FORMATS.get(one).bits])
def test_files_of_whole_numbers_say_how_long_they_are(
    name: str, stem: Path, tmp_path: Path
) -> None:
    with soundfile.SoundFile(str(export(stem, name, tmp_path))) as file:
        assert (file.frames, file.samplerate, file.channels) == (FRAMES, RATE_HZ, 2)
        assert file.subtype == f"PCM_{FORMATS.get(name).bits}"


@pytest.mark.parametrize("name", FORMATS.names)
def test_tags_are_carried_over(name: str, stem: Path, tmp_path: Path) -> None:
    tags = TinyTag.get(export(stem, name, tmp_path))

    assert (tags.title, tags.artist, tags.album) == (TAGS.title, TAGS.artist, TAGS.album)
    assert (tags.genre, tags.comment) == (TAGS.genre, TAGS.comment)
    assert str(tags.year) == "2024"
    if FORMATS.get(name).extension != "wav":
        words = {key.lower(): values for key, values in tags.other.items()}
        assert words["bpm"] in (["128"], [128.0])
        assert (words.get("initial_key") or words["initialkey"]) == ["A minor"]


@pytest.mark.parametrize("name", ["flac24", "flac16", "mp3", "opus"])
def test_the_picture_is_carried_over(name: str, stem: Path, original: Path, tmp_path: Path) -> None:
    kept = TinyTag.get(original, image=True).images.any
    path = export(stem, name, tmp_path, artwork_of=original)

    picture = TinyTag.get(path, image=True).images.any

    assert kept is not None
    assert picture is not None
    assert picture.data == kept.data
    assert picture.mime_type == "image/png"
    assert read(path, rate_hz=RATE_HZ)[0].shape[1] >= FRAMES


def test_a_film_gives_no_picture(stem: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    run("-f", "lavfi", "-i", "testsrc=s=32x32:d=1", "-i", str(stem), "-c:v", "mpeg4", str(film))
    path = export(stem, "flac24", tmp_path, artwork_of=film)
    assert TinyTag.get(path, image=True).images.any is None
    assert read(path)[0].shape[1] == FRAMES


def test_a_long_wav_says_so_in_64_bits(tmp_path: Path) -> None:
    shape = PcmShape(frames=1 << 30, rate_hz=RATE_HZ, channels=2)
    path = tmp_path / "long.wav"
    header = wav_header(shape, bits=24, tags=TAGS)
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + shape.frames * 6)  # takes no room on the disk
    assert header[:4] == b"RF64"
    with soundfile.SoundFile(str(path)) as file:
        assert file.frames == shape.frames


def test_an_archive_holds_every_file_bit_for_bit(stem: Path) -> None:
    files = [plan(stem, name) for name in ("flac24", "wav16", "opus")]
    entries = [Entry(file.name, lambda file=file: encode(file)) for file in files]
    packed = b"".join(archive_blocks([*entries, entry_of("as it is.flac", stem)], at=AT))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert archive.read("as it is.flac") == stem.read_bytes()
        assert archive.read("flac24.flac") == b"".join(encode(files[0]))
        assert len(archive.read("wav16.wav")) > FRAMES * 4
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 20, 12, 30, 0)}


def test_an_archive_of_more_than_four_gigabytes_says_so_in_64_bits(tmp_path: Path) -> None:
    huge, small = tmp_path / "huge.flac", tmp_path / "small.flac"
    with huge.open("wb") as hole:
        hole.truncate(zipfile.ZIP64_LIMIT + 1)  # takes no room on the disk
    small.write_bytes(b"small")
    start = next(iter(archive_blocks([entry_of("huge.flac", huge)], at=AT)))
    assert start[:4] == b"PK\x03\x04"
    assert version_of(start) == 45  # the version that knows 64 bits
    (first, *_) = archive_blocks([entry_of("small.flac", small)], at=AT)
    assert version_of(first) == 20


def test_whoever_stops_reading_ends_the_program(music: Audio, tmp_path: Path) -> None:
    long = tmp_path / "long.flac"
    write_flac(long, np.tile(music, 20), RATE_HZ)
    blocks: Iterator[bytes] = encode(plan(long, "wav24"))
    assert len(next(blocks)) < len(next(blocks))
    assert programs_on(long)
    blocks.close()  # pyright: ignore[reportAttributeAccessIssue]  — it is a generator
    wait_until(lambda: not programs_on(long), "ffmpeg went on")


def test_a_source_that_is_gone_or_broken_is_an_error(stem: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(encode(plan(tmp_path / "gone.flac", "mp3")))
    content = stem.read_bytes()
    stem.write_bytes(content[: len(content) // 2])
    with pytest.raises(Unavailable, match="could not write"):
        list(encode(plan(stem, "wav24")))


def plan(source: Path, name: str, artwork_of: Path | None = None) -> ExportFile:
    form = FORMATS.get(name)
    return ExportFile(f"{name}.{form.extension}", source, form, TAGS, artwork_of)


def export(source: Path, name: str, folder: Path, artwork_of: Path | None = None) -> Path:
    file = plan(source, name, artwork_of)
    path = folder / file.name
    path.write_bytes(b"".join(encode(file)))
    return path


def run(*arguments: str) -> None:
    subprocess.run([ffmpeg_path(), "-v", "error", "-y", *arguments], check=True)


def find_delay(later: np.ndarray, earlier: np.ndarray) -> int:
    """Return by how many samples a sound comes late."""
    size = 1 << 18
    spectrum = np.fft.rfft(later[:FRAMES], size) * np.conj(np.fft.rfft(earlier, size))
    return int(np.argmax(np.fft.irfft(spectrum)[:2_000]))


def level_db(sound: Audio) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64))))


def version_of(start: bytes) -> int:
    return int(struct.unpack_from("<H", start, 4)[0])


def programs_on(path: Path) -> list[str]:
    """Return the command lines of running programs that name a file."""
    found = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    lines = [command_of(entry) for entry in found]
    return [line for line in lines if str(path) in line and "ffmpeg" in line]


def command_of(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
