import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.testing import assert_array_equal

from app.core.audio import FlacWriter, read, write_flac
from app.core.errors import InvalidInput, StorageFailed
from app.core.units import Audio
from tests.core.audio.conftest import RATE_HZ

WRITE_TEN_SECONDS = """
import sys
from pathlib import Path
import numpy as np
from app.core.audio import write_flac
from app.core.errors import StorageFailed

folder = Path(sys.argv[1])
noise = np.random.default_rng(0).uniform(-1, 1, (2, 441_000)).astype(np.float32)
try:
    write_flac(folder / "song.flac", noise, 44_100)
except StorageFailed as error:
    print(error, sorted(path.name for path in folder.iterdir()))
"""


@pytest.mark.parametrize("bits", [16, 24])
def test_what_was_written_is_read_back_exactly(bits: int, music: Audio, tmp_path: Path) -> None:
    path = tmp_path / "song.flac"

    write_flac(path, music, RATE_HZ, bits)

    assert_array_equal(read(path)[0], music)
    assert soundfile.info(path).subtype == f"PCM_{bits}"
    assert files_in(tmp_path) == ["song.flac"]


def test_blocks_of_any_size_make_one_file(music: Audio, tmp_path: Path) -> None:
    path = tmp_path / "song.flac"

    with FlacWriter(path, rate_hz=RATE_HZ, channels=2) as writer:
        for block in np.split(music, [1, 4_097, 4_098, 90_000], axis=1):
            writer.write(block)

    assert_array_equal(read(path)[0], music)


def test_samples_beyond_full_scale_are_clipped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "loud.flac"

    with FlacWriter(path, rate_hz=RATE_HZ, channels=1) as writer:
        writer.write(np.array([[0.5, 1.5, -1.5, -1.0]], np.float32))
        clipped = writer.clipped_samples

    assert clipped == 2
    assert_array_equal(read(path)[0], np.array([[0.5, 1 - 2**-23, -1, -1]], np.float32))


def test_a_file_is_not_in_view_before_it_is_whole(music: Audio, tmp_path: Path) -> None:
    path = tmp_path / "song.flac"
    path.write_bytes(b"the old one")

    with FlacWriter(path, rate_hz=RATE_HZ, channels=2) as writer:
        writer.write(music)
        assert path.read_bytes() == b"the old one"

    assert_array_equal(read(path)[0], music)


def test_an_error_leaves_nothing_behind(music: Audio, tmp_path: Path) -> None:
    writer = FlacWriter(tmp_path / "song.flac", rate_hz=RATE_HZ, channels=2)
    with pytest.raises(KeyboardInterrupt), writer:
        writer.write(music)
        raise KeyboardInterrupt

    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    "block",
    [np.zeros((1, 10)), np.zeros(10), np.full((2, 10), np.nan), np.full((2, 10), np.inf)],
    ids=["mono", "flat", "nan", "infinite"],
)
def test_blocks_that_are_no_audio_are_refused(block: Audio, tmp_path: Path) -> None:
    with (
        pytest.raises(InvalidInput, match=r"'song\.flac' takes blocks of 2 channels"),
        FlacWriter(tmp_path / "song.flac", rate_hz=RATE_HZ, channels=2) as writer,
    ):
        writer.write(block.astype(np.float32))

    assert files_in(tmp_path) == []


def test_other_widths_and_more_channels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="choose 16 or 24"):
        FlacWriter(tmp_path / "song.flac", rate_hz=RATE_HZ, channels=2, bits=20)
    with pytest.raises(InvalidInput, match="takes 1 to 8 channels, not 9"):
        FlacWriter(tmp_path / "song.flac", rate_hz=RATE_HZ, channels=9)


def test_a_full_disk_gets_a_sentence(music: Audio, tmp_path: Path) -> None:
    # Linux has a device that is always full; the writer opens it through its partial name.
    (tmp_path / "song.flac.part").symlink_to("/dev/full")

    with pytest.raises(StorageFailed, match=rf"written to {tmp_path}: the disk is full; free some"):
        write_flac(tmp_path / "song.flac", music, RATE_HZ)

    assert files_in(tmp_path) == []


def test_a_disk_that_fills_up_in_the_middle_gets_a_sentence(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))"

    answer = run_python(limit + WRITE_TEN_SECONDS, str(tmp_path))

    assert "the file would be larger than the system allows" in answer
    assert answer.endswith("[]\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [("size=500k", "the disk is full"), ("size=500k,ro", "the disk is read-only")],
)
def test_a_small_or_read_only_disk_gets_a_sentence(
    options: str, sentence: str, tmp_path: Path
) -> None:
    mount = f"mount -t tmpfs -o {options} none {tmp_path}"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], check=False).returncode:  # noqa: S607  — the system's
        pytest.skip("mounting needs root")
    script = f'{mount} && exec "$0" -c "$1" {tmp_path}'

    answer = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, sys.executable, WRITE_TEN_SECONDS],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert f"cannot be written to {tmp_path}: {sentence}" in answer
    assert answer.endswith("[]\n")


def test_a_missing_folder_and_a_file_in_its_place_get_a_sentence(
    music: Audio, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageFailed, match="the folder does not exist; create it"):
        write_flac(tmp_path / "gone" / "song.flac", music, RATE_HZ)
    with pytest.raises(StorageFailed, match="it is not a folder"):
        write_flac(tmp_path / "file" / "song.flac", music, RATE_HZ)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_forbidden_folder_gets_a_sentence(music: Audio, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(StorageFailed, match="writing there is not permitted"):
        write_flac(tmp_path / "song.flac", music, RATE_HZ)


def files_in(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return [path.name for path in folder.iterdir()]


def run_python(code: str, *arguments: str) -> str:
    """Return what a new interpreter prints."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
