"""Our analysis beside a plain librosa script for the same features, on the same three minutes."""

import tempfile
from pathlib import Path

from app import analysis
from bench.clock import median_seconds
from bench.music import write_three_minutes
from tests.twins import ignore_progress


def main() -> None:
    """Print seconds and the ratio to the peer."""
    with tempfile.TemporaryDirectory() as place:
        song = write_three_minutes(Path(place))
        request = analysis.AnalysisRequest(source=song, name=song.name)
        ours = median_seconds(lambda: analysis.ANALYSE.perform(request, ignore_progress))
        peer = median_seconds(lambda: _plain_librosa(song))
    print(f"  our analysis          : {ours:6.2f} s")
    print(f"  plain librosa script  : {peer:6.2f} s  (warm; its first call compiles for ~20 s)")
    print(f"  ours takes {ours / peer:.2f} of the peer's time")


def _plain_librosa(song: Path) -> None:
    """Find beats, key chroma, loudness and form the way a notebook does."""
    import librosa  # noqa: PLC0415  — the peer is loaded when it is measured
    import pyloudnorm  # noqa: PLC0415  — as above

    stereo, rate_hz = librosa.load(song, sr=None, mono=False)
    mono = librosa.resample(librosa.to_mono(stereo), orig_sr=rate_hz, target_sr=22_050)
    librosa.beat.beat_track(y=mono, sr=22_050)
    chroma = librosa.feature.chroma_cqt(y=mono, sr=22_050)
    librosa.feature.rms(y=mono)
    librosa.segment.agglomerative(chroma, 8)
    pyloudnorm.Meter(int(rate_hz)).integrated_loudness(stereo.T)
