"""The peer of the analysis: what a notebook does with librosa, for the same features."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.floating]

_RATE_HZ = 22_050
_SECTIONS = 8
_TRIADS = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 4, 7, 11), (0, 3, 7, 10), (0, 3, 6), (0, 4, 8))


def analyse_plainly(song: Path) -> dict[str, object]:
    """Return tempo, beats, chroma, MFCC, spectral curves, loudness, sections and chords.

    It shares one spectrum between the features that can, which few notebooks do.
    """
    import librosa  # noqa: PLC0415  — the peer is loaded when it is measured
    import pyloudnorm  # noqa: PLC0415  — as above

    stereo, rate_hz = librosa.load(song, sr=None, mono=False)
    mono = librosa.resample(librosa.to_mono(stereo), orig_sr=rate_hz, target_sr=_RATE_HZ)
    spectrum = np.abs(librosa.stft(mono))
    tempo, beats = librosa.beat.beat_track(y=mono, sr=_RATE_HZ)
    chroma = librosa.feature.chroma_cqt(y=mono, sr=_RATE_HZ)
    mel = librosa.feature.melspectrogram(S=spectrum**2, sr=_RATE_HZ)
    mfcc = librosa.feature.mfcc(S=librosa.power_to_db(mel), sr=_RATE_HZ, n_mfcc=13)
    places = np.asarray(beats, np.int64).tolist()
    by_beat = librosa.util.sync(chroma, places)
    return {
        "tempo": tempo,
        "beats": beats,
        "chroma": chroma,
        "mfcc": mfcc,
        "centroid": librosa.feature.spectral_centroid(S=spectrum, sr=_RATE_HZ),
        "rolloff": librosa.feature.spectral_rolloff(S=spectrum, sr=_RATE_HZ),
        "bandwidth": librosa.feature.spectral_bandwidth(S=spectrum, sr=_RATE_HZ),
        "contrast": librosa.feature.spectral_contrast(S=spectrum, sr=_RATE_HZ),
        "flatness": librosa.feature.spectral_flatness(S=spectrum),
        "crossings": librosa.feature.zero_crossing_rate(mono),
        "energy": librosa.feature.rms(S=spectrum),
        "loudness": pyloudnorm.Meter(int(rate_hz)).integrated_loudness(stereo.T),
        "sections": librosa.segment.agglomerative(
            np.vstack([by_beat, librosa.util.sync(mfcc, places)]), _SECTIONS
        ),
        "chords": _match_chords(by_beat),
    }


def _match_chords(by_beat: Rows) -> Rows:
    """Return for each beat the chord whose notes are most of its chroma."""
    templates = np.zeros((len(_TRIADS) * 12, 12))
    for kind, notes in enumerate(_TRIADS):
        for root in range(12):
            templates[kind * 12 + root, [(root + note) % 12 for note in notes]] = 1.0
    templates /= np.linalg.norm(templates, axis=1, keepdims=True)
    return np.asarray(np.argmax(templates @ by_beat, axis=0))
