"""Whether two files are the same recording, at the terminal."""

from pathlib import Path

import numpy as np
import soundfile

from tests import editions
from tests.analysis.rendered import draw_song, render
from tests.cli.terminal import sfa

RATE_HZ = 44_100


def test_a_copy_is_told_from_another_song(tmp_path: Path) -> None:
    song, other = (render(draw_song(seed)).audio[:, : 40 * RATE_HZ] for seed in (1, 2))
    first = tmp_path / "song.flac"
    soundfile.write(first, song.T, RATE_HZ)
    late = np.concatenate([np.zeros((2, 3 * RATE_HZ), np.float32), song[:, : 36 * RATE_HZ]], axis=1)
    copy = tmp_path / "copy.mp3"
    soundfile.write(copy, 0.4 * late.T, RATE_HZ, bitrate_mode="CONSTANT", compression_level=0.8)
    stranger = tmp_path / "stranger.flac"
    soundfile.write(stranger, other.T, RATE_HZ)
    with editions.embedded(tmp_path / "data") as settings:
        (same,) = sfa(settings, "compare", str(first), str(copy), "--json").documents
        assert same["kinship"] == "same"
        assert abs(same["lead_in_seconds"] - 3.0) < 0.2  # a frame is 23 ms, an encoder's delay 50
        told = sfa(settings, "compare", str(first), str(copy)).output
        assert "These are the same recording: " in told
        assert " s later." in told
        assert "different recordings" in sfa(settings, "compare", str(first), str(stranger)).output
        missing = sfa(settings, "compare", str(first), str(tmp_path / "none.wav"))
        assert (missing.exit_code, "There is no file" in missing.errors) == (4, True)
