"""Twins of ports: simple, exact, fast, and able to misbehave on request."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel

from app import analysis, sources, stems
from app.core import audio
from app.core.audio import Inspection, Tags
from app.core.work import Report, Task
from app.pipeline import Halt
from app.sources.rules.fingerprint import Fingerprint

Response = TypeVar("Response", bound=BaseModel)

Behaviour = Callable[[Any, Report, Halt], BaseModel]

SEPARATION_STEMS = ("vocals", "drums", "bass", "other")


class ScriptedWorkshop:
    """A workshop that needs no child: each task answers at once, or as the test scripts it."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.behaviours: dict[str, Behaviour] = {
            audio.INSPECT.name: inspect,
            audio.PICTURES.name: find_pictures,
            sources.LISTEN.name: listen,
            sources.COMPARE.name: compare,
            stems.SEPARATE.name: separate,
            analysis.ANALYSE.name: analyse,
            analysis.TRANSCRIBE.name: transcribe,
        }

    def perform(
        self,
        task: Task[Any, Response],
        request: BaseModel,
        *,
        pool: str,
        report: Report,
        halt: Halt,
        limit_seconds: float,
    ) -> Response:
        """Answer as scripted."""
        del pool, limit_seconds
        self.calls.append(task.name)
        report(0.5, "working")
        answer = self.behaviours[task.name](request, report, halt)
        return task.response.model_validate(answer.model_dump())

    @property
    def pids(self) -> dict[str, list[int]]:
        """Have no children."""
        return {}


class Gate:
    """A behaviour that waits until the test opens it, and hears a halt meanwhile."""

    def __init__(self, then: Behaviour) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()
        self.inside = 0
        self.most_inside = 0
        self._then = then
        self._lock = threading.Lock()

    def __call__(self, request: BaseModel, report: Report, halt: Halt) -> BaseModel:
        """Wait at the gate, then behave."""
        with self._lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        self.entered.set()
        try:
            while not self.opened.wait(0.02):
                halt.check()
            return self._then(request, report, halt)
        finally:
            with self._lock:
                self.inside -= 1


def failing(
    error: Exception, *, times: int = 1_000_000, then: Behaviour | None = None
) -> Behaviour:
    """Return a behaviour that raises ``error`` so many times, and then does as ``then`` does."""
    left = [times]

    def behave(request: BaseModel, report: Report, halt: Halt) -> BaseModel:
        if left[0] > 0:
            left[0] -= 1
            raise error
        assert then is not None
        return then(request, report, halt)

    return behave


def ignore_progress(fraction: float, phase: str) -> None:
    """Be the report of somebody who does not want one."""
    del fraction, phase


def inspect(request: audio.InspectRequest, report: Report, halt: Halt) -> Inspection:
    """Find ten seconds of stereo in whatever file it is."""
    del report, halt
    assert request.path.exists()
    return Inspection(
        duration_seconds=10.0,
        sample_rate_hz=44_100,
        channels=2,
        container="wav",
        codec="pcm",
        bits=16,
        peak_db=-1.0,
        tags=Tags(title="Twin song", artist="The Twins"),
    )


def listen(request: sources.ListenRequest, report: Report, halt: Halt) -> sources.SoundReport:
    """Hear the same in any file, so that all of them may be one recording."""
    del report, halt
    assert request.path.exists()
    words = np.arange(1, 101, dtype=np.uint16)
    return sources.write_sound(Fingerprint(words, (1, 2, 3), 10.0))


def compare(request: sources.CompareRequest, report: Report, halt: Halt) -> sources.AlikeReport:
    """Find that none of them is."""
    del report, halt
    assert request.known
    return sources.AlikeReport(alike=[])


def find_pictures(request: audio.PictureRequest, report: Report, halt: Halt) -> audio.PictureReport:
    """Find no cover in any file."""
    del request, report, halt
    return audio.PictureReport(found=[])


def separate(
    request: stems.SeparationRequest, report: Report, halt: Halt
) -> stems.SeparationReport:
    """Write four tiny files."""
    del report, halt
    return stems.SeparationReport(
        engine=request.engine,
        model=request.model or "draft",
        device="cpu",
        precision="fp32",
        stems={name: _write(request.folder / f"{name}.flac") for name in SEPARATION_STEMS},
        residual_db=-100.0,
        duration_seconds=10.0,
        elapsed_seconds={"total": 0.0},
    )


def analyse(
    request: analysis.AnalysisRequest, report: Report, halt: Halt
) -> analysis.TrackAnalysis:
    """Hear 120 BPM in A minor, or what of that is asked for."""
    del report, halt
    features = analysis.find_features(request.features)
    others = {
        name for feature in analysis.FEATURES if feature not in features for name in feature.fields
    }
    heard = {name: value for name, value in HEARD.items() if name not in others}
    versions = {feature.name: feature.version for feature in features}
    return analysis.TrackAnalysis.model_validate(
        {**heard, "versions": versions, "stems": sorted(request.stems)}
    )


def transcribe(
    request: analysis.TranscriptionRequest, report: Report, halt: Halt
) -> analysis.StemNotes:
    """Hear three notes, the second on a beat."""
    del report, halt
    engine = analysis.choose_transcriber(request.stem_type, request.engine)
    notes = [(0.25, 0.75, 40, 100), (1.0, 1.5, 43, 90), (2.5, 3.0, 45, 80)]
    return analysis.StemNotes(engine=engine.name, engine_version=engine.version, notes=notes)


def _write(path: Path) -> Path:
    path.write_bytes(b"fLaC" + path.name.encode())
    return path


HEARD: dict[str, Any] = {
    "schema_version": analysis.SCHEMA_VERSION,
    "engine": "spectral",
    "engine_version": analysis.ENGINES.get("spectral").version,
    "tuning_cents": 0.0,
    "tempo_bpm": 120.0,
    "tempo_confidence": 0.9,
    "beats_seconds": [0.5 * beat for beat in range(20)],
    "downbeats_seconds": [2.0 * bar for bar in range(5)],
    "beats_per_bar": 4,
    "grid_confidence": 0.9,
    "key": "A minor",
    "camelot": "8A",
    "open_key": "1m",
    "key_confidence": 0.8,
    "key_runner_up": "C major",
    "loudness_lufs": -14.0,
    "loudness_range_lu": 4.0,
    "true_peak_db": -1.0,
    "energy": 0.5,
    "energy_curve": {"step_seconds": 0.5, "values": [0.5] * 20},
    "sections": [
        {"label": "intro", "start_seconds": 0.0, "end_seconds": 4.0, "energy": 0.2},
        {"label": "drop", "start_seconds": 4.0, "end_seconds": 10.0, "energy": 0.9},
    ],
    "cues": [
        {
            "position_seconds": 4.0,
            "label": "Drop",
            "type": "hot",
            "colour": "#F39C12",
            "explanation": "drop: energy +9 dB",
            "confidence": 0.9,
        }
    ],
    "duration_seconds": 10.0,
    "elapsed_seconds": 0.1,
}
