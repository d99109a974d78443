"""The draft engine beside plain HPSS by librosa: how well, and how fast on three minutes."""

import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from app import stems
from app.core import audio
from app.core.units import Audio
from bench.clock import median_seconds
from bench.music import SECONDS, write_three_minutes
from tests.stems.mixtures.measuring import divide_by_four, si_sdr_db, split_plainly
from tests.stems.mixtures.song import HELD_OUT, NAMES, TRAINING, render_song
from tests.stems.mixtures.tones import Palette
from tests.stems.synthetic_mix import render_stems
from tests.twins import ignore_progress

SONGS: Final = 8
SONG_SECONDS: Final = 12.0
FIRST_SEED: Final = 900
RATE_HZ: Final = 44_100

Song = dict[str, Audio]
Scores = dict[str, list[list[float]]]


def main() -> None:
    """Print how well stems come out, then seconds, real-time factor and the ratio to the peer."""
    _compare_quality()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        song = write_three_minutes(folder)
        ours = median_seconds(lambda: _draft(song, folder))
        peer = median_seconds(lambda: _plain_hpss(song, folder))
    print(f"  draft engine, four stems as FLAC : {ours:6.2f} s  {ours / SECONDS:.3f} x real time")
    print(f"  librosa HPSS, two stems as FLAC  : {peer:6.2f} s  {peer / SECONDS:.3f} x real time")
    print(f"  ours takes {ours / peer:.2f} of the peer's time")


def _compare_quality() -> None:
    print(f"  SI-SDR in dB, mean of {SONGS} songs of {SONG_SECONDS:.0f} s that the fit never saw")
    print("                                    vocals   drums    bass   other")
    seeds = range(FIRST_SEED, FIRST_SEED + SONGS)
    known = [_render(seed, TRAINING[seed % 2]) for seed in seeds]
    _print("its instruments", known)
    _print("other instruments", [_render(seed, HELD_OUT) for seed in seeds])
    _print("another generator", [render_stems(rate_hz=RATE_HZ, seed=seed) for seed in seeds])


def _render(seed: int, palette: Palette) -> Song:
    return render_song(seed, seconds=SONG_SECONDS, palette=palette, rate_hz=RATE_HZ)


def _print(title: str, songs: list[Song]) -> None:
    scores: Scores = {"draft": [], "mix / 4": [], "plain HPSS": []}
    for song in songs:
        mix = np.sum(list(song.values()), axis=0)
        guesses = {
            "draft": _separate(mix),
            "mix / 4": divide_by_four(mix),
            "plain HPSS": split_plainly(mix, RATE_HZ),
        }
        for name, guess in guesses.items():
            scores[name].append([si_sdr_db(guess[stem], song[stem]) for stem in NAMES])
    for name, rows in scores.items():
        figures = " ".join(f"{value:7.1f}" for value in np.mean(rows, axis=0))
        print(f"  {title:18} {name:12} {figures}")


def _separate(mix: Audio) -> Song:
    """Return what the engine writes for a mix."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        song = folder / "song.flac"
        audio.write_flac(song, mix, RATE_HZ, bits=24)
        _draft(song, folder)
        return {name: audio.read(folder / f"{name}.flac")[0] for name in NAMES}


def _draft(song: Path, folder: Path) -> None:
    request = stems.SeparationRequest(
        source=song,
        name=song.name,
        folder=folder,
        engine="draft",
        models_folder=folder,
        weights_url="",
    )
    stems.SEPARATE.perform(request, ignore_progress)


def _plain_hpss(song: Path, folder: Path) -> None:
    """Do what a script would: the whole song at once, harmonic and percussive."""
    import librosa  # noqa: PLC0415  — the peer is loaded when it is measured
    import soundfile  # noqa: PLC0415  — as above

    mix, rate_hz = librosa.load(song, sr=None, mono=False)
    for name, part in zip(("harmonic", "percussive"), librosa.effects.hpss(mix), strict=True):
        soundfile.write(folder / f"peer-{name}.flac", part.T, int(rate_hz), subtype="PCM_24")
