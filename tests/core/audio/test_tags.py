import struct
from pathlib import Path

import numpy as np
import pytest

from app.core.audio import Tags
from app.core.audio.tags import read_tags


def mp3_with(tmp_path: Path, **frames: str) -> Path:
    """Return a file with an ID3v2.3 tag of UTF-16 texts."""
    body = b""
    for key, text in frames.items():
        data = b"\x01" + text.encode("utf-16", "surrogatepass")
        body += key.encode() + struct.pack(">IH", len(data), 0) + data
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    path = tmp_path / "tagged"
    path.write_bytes(b"ID3\x03\x00\x00" + size + body)
    return path


def test_texts_are_cleaned_and_kept_short(tmp_path: Path) -> None:
    path = mp3_with(
        tmp_path,
        TIT2="  Night\r\n\x07 \u202eDrive\u200b\t(mix)  ",
        TPE1="e\u0301" + "x" * 10_000,
        TALB="\x01\x02",
    )

    tags = read_tags(path)

    assert tags.title == "Night Drive (mix)"
    assert tags.artist is not None
    assert tags.artist.startswith("éx")
    assert len(tags.artist) == 500
    assert tags.album is None


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ({"TYER": "1998", "TRCK": "7/9", "TBPM": "127,5", "TKEY": "Am"}, (1998, 7, 127.5, "Am")),
        ({"TYER": "MCMX", "TRCK": "A1", "TBPM": "fast"}, (None, None, None, None)),
        ({"TYER": "0000", "TRCK": "-3", "TBPM": "nan"}, (None, None, None, None)),
        ({"TYER": "2021-05-01", "TRCK": "99999999", "TBPM": "1e9"}, (2021, None, None, None)),
    ],
)
def test_numbers_that_make_no_sense_are_left_out(
    frames: dict[str, str], expected: tuple[object, ...], tmp_path: Path
) -> None:
    tags = read_tags(mp3_with(tmp_path, **frames))

    assert (tags.year, tags.track_number, tags.tempo_bpm, tags.key) == expected


@pytest.mark.parametrize("magic", [b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f", b"OggS", b"fLaC", b"RIFF"])
def test_broken_tags_never_fail(magic: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    for seed in range(20):
        path.write_bytes(magic + np.random.default_rng(seed).bytes(2_000))

        assert isinstance(read_tags(path), Tags)


def test_a_file_that_is_gone_has_no_tags(tmp_path: Path) -> None:
    assert read_tags(tmp_path / "gone") == Tags()
