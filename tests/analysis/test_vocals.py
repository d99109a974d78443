from pathlib import Path

import numpy as np
import pytest

from app import analysis
from app.analysis import AnalysisRequest, TrackAnalysis
from app.core.units import Audio
from tests.analysis.songs import save
from tests.stems.mixtures.song import render_song
from tests.twins import ignore_progress

RATE_HZ = 44_100
SECONDS = 24
SUNG = ((6.0, 11.0), (15.0, 21.0))


def parts(seed: int = 4) -> dict[str, Audio]:
    """Return four stems; somebody sings in two stretches of time only."""
    stems = render_song(seed, seconds=SECONDS, palette="foreign")
    gate = np.zeros(stems["vocals"].shape[1], np.float32)
    for start, end in SUNG:
        gate[round(start * RATE_HZ) : round(end * RATE_HZ)] = 1
    stems["vocals"] = stems["vocals"] * gate
    return stems


def mixed(stems: dict[str, Audio]) -> Audio:
    """Return the sum of some stems."""
    mix: Audio = np.stack(list(stems.values())).sum(axis=0)
    return mix


def listen(
    stems: dict[str, Audio], folder: Path, *, voice: Audio | None, features: tuple[str, ...]
) -> TrackAnalysis:
    """Return what is heard in the sum of some stems, with a file for the voice or without."""
    mix = save(mixed(stems), folder / "mix.wav", rate_hz=RATE_HZ)
    files = {} if voice is None else {"vocals": save(voice, folder / "v.wav", rate_hz=RATE_HZ)}
    request = AnalysisRequest(source=mix, name="mix.wav", stems=files, features=features)
    return analysis.ANALYSE.perform(request, ignore_progress)


def sung_share(heard: TrackAnalysis, start: float, end: float) -> float:
    """Return how much of a stretch of time is covered by vocal spans."""
    overlaps = [
        max(0.0, min(end, span.end_seconds) - max(start, span.start_seconds))
        for span in heard.vocal_spans
    ]
    return sum(overlaps) / (end - start)


def sounding_times(voice: Audio) -> list[float]:
    """Return the tenths of a second in which a voice is loud."""
    step = RATE_HZ // 10
    levels = [
        float(np.abs(voice[:, start : start + step]).max())
        for start in range(0, voice.shape[1] - step, step)
    ]
    return [0.1 * index + 0.05 for index, level in enumerate(levels) if level > 0.3 * max(levels)]


def test_a_vocals_stem_tells_when_somebody_sings(tmp_path: Path) -> None:
    stems = parts()

    heard = listen(stems, tmp_path, voice=stems["vocals"], features=("vocals",))

    times = sounding_times(stems["vocals"])
    found = [
        any(span.start_seconds <= at < span.end_seconds for span in heard.vocal_spans)
        for at in times
    ]
    assert len(times) > 20
    assert np.mean(found) > 0.95
    assert sung_share(heard, 0.0, 5.5) < 0.05
    assert sung_share(heard, 11.7, 14.7) < 0.05
    assert all(0.5 < span.confidence <= 1 for span in heard.vocal_spans)


def test_vocal_activity_comes_as_a_row_over_time(tmp_path: Path) -> None:
    stems = parts()

    heard = listen(stems, tmp_path, voice=stems["vocals"], features=("vocals",))
    frames = heard.frames["vocals"]
    activity = frames.unpack()[:, 0]

    sounding = [round(at / frames.step_seconds) for at in sounding_times(stems["vocals"])]
    assert len(activity) * frames.step_seconds == pytest.approx(SECONDS, abs=0.5)
    assert activity[sounding].mean() > 0.8
    assert activity[: round(5.0 / frames.step_seconds)].max() < 0.2


@pytest.mark.parametrize("bleed_db", [-34.0, -45.0])
def test_what_a_separator_leaves_in_an_empty_stem_is_no_voice(
    bleed_db: float, tmp_path: Path
) -> None:
    stems = parts()
    bleed = np.float32(10 ** (bleed_db / 20)) * (stems["drums"] + stems["other"])
    del stems["vocals"]

    heard = listen(stems, tmp_path, voice=bleed, features=("vocals",))

    assert sung_share(heard, 0.0, SECONDS) < 0.02


def test_without_a_vocals_stem_nothing_is_said_of_a_voice(tmp_path: Path) -> None:
    heard = listen(parts(), tmp_path, voice=None, features=("vocals", "tempo", "cues"))

    assert heard.vocal_spans == []
    assert "vocals" not in heard.frames
    assert "vocal" not in {cue.label for cue in heard.cues}


def test_the_first_vocal_gets_a_cue(tmp_path: Path) -> None:
    stems = parts()

    heard = listen(
        stems, tmp_path, voice=stems["vocals"], features=("tempo", "structure", "vocals", "cues")
    )
    (cue,) = [cue for cue in heard.cues if cue.label == "vocal"]

    bar = float(np.median(np.diff(heard.downbeats_seconds)))
    assert abs(cue.position_seconds - heard.vocal_spans[0].start_seconds) <= bar


def test_a_stem_file_that_is_gone_does_not_stop_the_analysis(tmp_path: Path) -> None:
    mix = save(mixed(parts()), tmp_path / "mix.wav", rate_hz=RATE_HZ)
    request = AnalysisRequest(
        source=mix,
        name="mix.wav",
        stems={"vocals": tmp_path / "gone.flac"},
        features=("vocals", "loudness"),
    )

    heard = analysis.ANALYSE.perform(request, ignore_progress)

    assert heard.loudness_lufs is not None
    assert heard.vocal_spans == []
