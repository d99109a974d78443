"""The draft engine beside plain HPSS by librosa, on the same three minutes."""

import tempfile
from pathlib import Path

from app import stems
from bench.clock import median_seconds
from bench.music import SECONDS, write_three_minutes
from tests.twins import ignore_progress


def main() -> None:
    """Print seconds, real-time factor and the ratio to the peer."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        song = write_three_minutes(folder)
        ours = median_seconds(lambda: _draft(song, folder))
        peer = median_seconds(lambda: _plain_hpss(song, folder))
    print(f"  draft engine, four stems as FLAC : {ours:6.2f} s  {ours / SECONDS:.3f} x real time")
    print(f"  librosa HPSS, two stems as FLAC  : {peer:6.2f} s  {peer / SECONDS:.3f} x real time")
    print(f"  ours takes {ours / peer:.2f} of the peer's time")


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
