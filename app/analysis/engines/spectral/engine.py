"""The engine of our own: spectra of the whole track for all features; no weights needed."""

import time

from app.analysis.engines.spectral.conclusions import DIGITS, Conclusions
from app.analysis.engines.spectral.features import WRITERS
from app.analysis.engines.spectral.listening import listen
from app.analysis.ports import AnalysisRequest, TrackAnalysis
from app.analysis.rules.features import Feature, find_features
from app.core.errors import UnusableAudio
from app.core.work import Report, part_of

_SILENT_DB = -80.0
_ABSURD_DB = 120.0  # above full scale; squares of much more overflow
_LISTENING_SHARE = 0.85  # of the time, measured with songs of three minutes


class SpectralEngine:
    """Hears a mix in one pass over the file, and concludes only what is asked for."""

    name = "spectral"
    version = 2

    def analyse(self, request: AnalysisRequest, report: Report) -> TrackAnalysis:
        """Listen to a file once, in blocks, and conclude from the features that were kept.

        Raises:
            UnusableAudio: if the file is no audio, or is silent.
            NotFound: if there is no such file.
            InvalidInput: if there is a feature of no such name.
        """
        started = time.monotonic()
        features = find_features(request.features)
        listening = part_of(report, start=0.0, end=_LISTENING_SHARE)
        recording = listen(request.source, request.name, listening)
        if recording.loudness.sample_peak_db < _SILENT_DB:
            raise UnusableAudio(
                f"'{request.name}' is silent from start to end. Choose a file that has sound in it."
            )
        if recording.loudness.sample_peak_db > _ABSURD_DB:
            raise UnusableAudio(
                f"'{request.name}' is louder than anything that is sound. Export it again."
            )
        conclusions = Conclusions(recording, request)
        analysis = TrackAnalysis(
            engine=self.name,
            engine_version=self.version,
            duration_seconds=round(recording.duration_seconds, DIGITS),
            stems=sorted(request.stems),
        )
        _write(analysis, conclusions, features, part_of(report, start=_LISTENING_SHARE, end=1.0))
        analysis.elapsed_seconds = round(time.monotonic() - started, 3)
        return analysis


def _write(
    analysis: TrackAnalysis,
    conclusions: Conclusions,
    features: tuple[Feature, ...],
    report: Report,
) -> None:
    """Fill the fields of some features."""
    for number, feature in enumerate(features):
        report(number / len(features), f"finding {_inside(feature.label)}")
        WRITERS[feature.name](conclusions, analysis)
        analysis.versions[feature.name] = feature.version
    report(1.0, "analysed")


def _inside(label: str) -> str:
    """Return a label as it is written inside a sentence."""
    return label if label.isupper() else label[0].lower() + label[1:]
