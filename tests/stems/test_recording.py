from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.core.errors import UnusableAudio
from app.core.units import Audio
from app.stems.recording import recorded

RATE_HZ = 8_000


def write_song(path: Path, *, seconds: float = 25.0) -> Audio:
    random = np.random.default_rng(4)
    audio = (0.2 * random.standard_normal((2, round(seconds * RATE_HZ))) + 0.03).astype(np.float32)
    soundfile.write(path, audio.T, RATE_HZ, subtype="FLOAT")
    return audio


def test_a_recording_is_read_anywhere_with_silence_around_it(tmp_path: Path) -> None:
    audio = write_song(tmp_path / "song.wav")
    padded = np.pad(audio, ((0, 0), (100, 100)))
    with recorded(
        tmp_path / "song.wav", name="song", folder=tmp_path, rate_hz=RATE_HZ, channels=2
    ) as recording:
        assert recording.frames == audio.shape[1]
        for start, end in [(0, 7), (-100, 50), (199_990, 200_100), (-100, -3), (50, 50), (9, 11)]:
            assert np.array_equal(recording.read(start, end), padded[:, start + 100 : end + 100])


def test_the_normal_form_has_the_level_of_the_whole_taken_out(tmp_path: Path) -> None:
    audio = write_song(tmp_path / "song.wav")
    with recorded(
        tmp_path / "song.wav", name="song", folder=tmp_path, rate_hz=RATE_HZ, channels=2
    ) as recording:
        whole = recording.read_normal(-5, recording.frames)
    mono = audio.mean(axis=0)
    assert recording.level.mean == pytest.approx(mono.mean(), rel=1e-4)
    assert recording.level.spread == pytest.approx(mono.std(ddof=1), rel=1e-5)
    assert not whole[:, :5].any()
    assert whole.mean() == pytest.approx(0, abs=1e-5)
    assert whole.mean(axis=0)[5:].std() == pytest.approx(1, abs=1e-4)


def test_nothing_of_a_recording_lies_in_the_folder(tmp_path: Path) -> None:
    write_song(tmp_path / "song.wav", seconds=1)
    folder = tmp_path / "scratch"
    folder.mkdir()
    with recorded(
        tmp_path / "song.wav", name="song", folder=folder, rate_hz=RATE_HZ, channels=2
    ) as recording:
        assert recording.frames == RATE_HZ
        assert not list(folder.iterdir())
    (tmp_path / "text.wav").write_text("no sound in here")
    with (
        pytest.raises(UnusableAudio, match="'text'"),
        recorded(tmp_path / "text.wav", name="text", folder=folder, rate_hz=RATE_HZ, channels=2),
    ):
        pytest.fail("it was no recording")
    assert not list(folder.iterdir())
