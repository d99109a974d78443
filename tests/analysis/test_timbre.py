from pathlib import Path

import librosa
import numpy as np
import numpy.typing as npt
import pytest

from app import analysis
from app.analysis import AnalysisRequest
from app.analysis.rules.harmony.chroma import CHROMA_NAMES, chroma_rows
from app.analysis.rules.harmony.pitch import PitchListener
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.timbre.timbre import SPECTRAL_NAMES, Timbre, TimbreListener
from app.core.units import Mono
from tests.analysis.songs import RATE_HZ, Song, render, save
from tests.twins import ignore_progress

Rows = npt.NDArray[np.float64]

FRAMES_PER_ROW = 8


def hear_timbre(sound: Mono, *, block: int = 100_000) -> Timbre:
    listener = TimbreListener()
    for start in range(0, len(sound), block):
        listener.push(sound[start : start + block])
    return listener.finish()


def in_rows(values: npt.NDArray[np.floating]) -> Rows:
    """Return the means of every eight frames, shape ``(rows, columns)``, of whole rows only."""
    frames = np.atleast_2d(values).T.astype(np.float64)
    whole = len(frames) // FRAMES_PER_ROW * FRAMES_PER_ROW
    return frames[:whole].reshape(-1, FRAMES_PER_ROW, frames.shape[1]).mean(axis=1)


def by_librosa(sound: Mono) -> tuple[Rows, Rows]:
    """Return the columns of ``SPECTRAL_NAMES`` and the MFCC as librosa has them."""
    feature, magnitudes = librosa.feature, np.abs(librosa.stft(sound))
    spectral = [
        feature.spectral_centroid(S=magnitudes, sr=LISTENING_RATE_HZ),
        feature.spectral_rolloff(S=magnitudes, sr=LISTENING_RATE_HZ),
        feature.spectral_bandwidth(S=magnitudes, sr=LISTENING_RATE_HZ),
        feature.spectral_contrast(S=magnitudes, sr=LISTENING_RATE_HZ).mean(axis=0),
        feature.spectral_flatness(S=magnitudes),
        feature.zero_crossing_rate(sound),
    ]
    mfcc = feature.mfcc(y=sound, sr=LISTENING_RATE_HZ, n_mfcc=13)
    return np.concatenate([in_rows(one) for one in spectral], axis=1), in_rows(mfcc)


@pytest.fixture(scope="module")
def song() -> Mono:
    """Return a song at 22,050 Hz, over a faint noise as recordings have it."""
    sound = render(Song(tempo_bpm=97, pattern="rock", tonic=4).lasting(20))
    noise = np.random.default_rng(3).normal(0.0, 1e-4, len(sound))
    return librosa.resample(
        (sound + noise).astype(np.float32), orig_sr=RATE_HZ, target_sr=LISTENING_RATE_HZ
    )


def test_spectral_shape_is_what_librosa_computes(song: Mono) -> None:
    expected, _ = by_librosa(song)

    heard = hear_timbre(song).spectral

    for column, name in enumerate(SPECTRAL_NAMES):
        # Of the range of each: single precision, and edges that are padded with other samples.
        tolerance = 0.005 * float(np.ptp(expected[:, column]))
        inside = slice(1, len(expected) - 1)
        assert heard[inside, column] == pytest.approx(expected[inside, column], abs=tolerance), name


def test_mfcc_are_what_librosa_computes(song: Mono) -> None:
    _, expected = by_librosa(song)

    heard = hear_timbre(song).mfcc

    # librosa limits what is faint by the loudest of the whole, a stream by the loudest so far:
    # until that is reached, the lowest coefficients may differ by a little of their hundreds.
    errors = np.abs(heard[: len(expected)] - expected)
    assert errors.max() < 1.5
    assert np.quantile(errors, 0.95) < 0.02


def test_mfcc_of_a_song_that_begins_with_silence_are_what_librosa_computes(song: Mono) -> None:
    sound = np.concatenate([np.zeros(3 * LISTENING_RATE_HZ, dtype=np.float32), song])
    _, expected = by_librosa(sound)

    heard = hear_timbre(sound).mfcc

    assert heard[: len(expected)] == pytest.approx(expected, abs=1.5)


def test_timbre_does_not_depend_on_how_the_stream_is_cut(song: Mono) -> None:
    small, large = hear_timbre(song, block=3_001), hear_timbre(song, block=10**7)

    assert small.spectral == pytest.approx(large.spectral, rel=1e-4, abs=1e-4)
    assert small.mfcc == pytest.approx(large.mfcc, abs=1e-3)


def test_silence_has_a_timbre_of_numbers() -> None:
    heard = hear_timbre(np.zeros(3 * LISTENING_RATE_HZ, dtype=np.float32))

    assert np.isfinite(heard.spectral).all()
    assert np.isfinite(heard.mfcc).all()


@pytest.mark.parametrize("cents", [0, 40])
def test_chroma_shows_the_notes_of_a_chord_at_any_tuning(cents: float) -> None:
    time = np.arange(4 * LISTENING_RATE_HZ) / LISTENING_RATE_HZ
    notes = [57, 61, 64, 67]  # A7
    hertz = 440 * 2 ** ((np.array(notes) + cents / 100 - 69) / 12)
    listener = PitchListener()
    listener.push(0.1 * np.sin(2 * np.pi * np.outer(hertz, time)).sum(axis=0).astype(np.float32))

    rows = chroma_rows(listener.finish())

    strongest = np.argsort(rows[2:-2].mean(axis=0))[-4:]
    assert {CHROMA_NAMES[note] for note in strongest} == {"A", "C#", "E", "G"}
    assert rows.max() == 1


def test_chroma_of_a_song_goes_with_that_of_librosa(song: Mono) -> None:
    constant_q = librosa.feature.chroma_cqt(y=song, sr=LISTENING_RATE_HZ).mean(axis=1)
    listener = PitchListener()
    listener.push(song)

    mean = chroma_rows(listener.finish()).mean(axis=0)

    # Ours leaves out drums and what is no peak, so the two can only be alike.
    assert np.corrcoef(mean, constant_q)[0, 1] > 0.85


def test_rows_over_time_are_kept_about_five_times_a_second(tmp_path: Path) -> None:
    path = save(render(Song().lasting(12)), tmp_path / "song.wav")
    request = AnalysisRequest(source=path, name="song", features=("chroma", "mfcc", "spectral"))

    heard = analysis.ANALYSE.perform(request, ignore_progress)

    assert sorted(heard.frames) == ["chroma", "mfcc", "spectral"]
    for frames in heard.frames.values():
        rows = frames.unpack()
        assert rows.shape[1] == len(frames.names)
        assert 0.15 < frames.step_seconds < 0.26
        assert len(rows) * frames.step_seconds == pytest.approx(heard.duration_seconds, abs=0.4)
    means = heard.frames["spectral"].unpack().mean(axis=0)
    # A byte each: half a step of a 255th of the column's range.
    assert means[0] == pytest.approx(heard.spectral_means["centroid_hz"], rel=0.01)
    assert len(heard.mfcc_mean) == 13
    assert len(heard.chroma_mean) == 12
