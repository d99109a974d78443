import json
import subprocess
import sys
from pathlib import Path

import pytest

from app import analysis
from app.analysis import AnalysisRequest, TrackAnalysis
from app.core.errors import NotFound
from tests.analysis.songs import Song, write
from tests.twins import ignore_progress

HEAVY = ("scipy", "librosa", "numba", "soundfile", "soxr", "torch", "pyloudnorm")
PROMISED = {
    "tempo_bpm",
    "beats_seconds",
    "downbeats_seconds",
    "beats_per_bar",
    "key",
    "camelot",
    "open_key",
    "key_confidence",
    "loudness_lufs",
    "true_peak_db",
    "energy",
    "sections",
    "cues",
    "duration_seconds",
    "elapsed_seconds",
}


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return write(Song().lasting(12), tmp_path)


def test_the_door_opens_without_heavy_libraries() -> None:
    code = f"import sys, app.analysis; print([m for m in {HEAVY} if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_listening_compiles_nothing(song: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app import analysis\n"
        f"request = analysis.AnalysisRequest(source=Path({str(song)!r}), name='song')\n"
        "analysis.ANALYSE.perform(request, lambda fraction, phase: None)\n"
        "print('numba' in sys.modules, 'librosa' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False False"


def test_request_and_answer_cross_a_process_boundary_as_json(song: Path) -> None:
    asked = AnalysisRequest(source=song, name="song", stems={"drums": song})
    asked = AnalysisRequest.model_validate_json(asked.model_dump_json())

    heard = analysis.ANALYSE.perform(asked, ignore_progress)

    document = json.loads(heard.model_dump_json())
    assert set(document) >= PROMISED
    assert TrackAnalysis.model_validate(document) == heard


def test_progress_only_rises_and_says_what_is_going_on(song: Path) -> None:
    steps: list[tuple[float, str]] = []

    def keep(fraction: float, phase: str) -> None:
        steps.append((fraction, phase))

    analysis.ANALYSE.perform(AnalysisRequest(source=song, name="song"), keep)

    fractions = [fraction for fraction, _ in steps]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert {"listening to the track", "finding tempo and grid"} <= {phase for _, phase in steps}


def test_an_engine_that_does_not_exist_is_answered_with_the_nearest_one(song: Path) -> None:
    request = AnalysisRequest(source=song, name="song", engine="spectrel")

    with pytest.raises(NotFound, match="Did you mean 'spectral'"):
        analysis.ANALYSE.perform(request, ignore_progress)
