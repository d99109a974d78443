from pathlib import Path

import mir_eval
import numpy as np
import pytest

from app import analysis
from app.analysis import AnalysisRequest, TrackAnalysis
from app.core.units import Audio
from tests.analysis.songs import save
from tests.stems.mixtures.drums import KITS
from tests.stems.mixtures.tones import Palette, put
from tests.twins import ignore_progress

RATE_HZ = 44_100
WINDOW_SECONDS = 0.010
STEP_SECONDS = 15 / 112
BARS = 8
PATTERN = {
    "kick": (0, 7, 10),
    "snare": (4, 12),
    "hat": (0, 2, 4, 6, 8, 10, 12, 14),
}
QUARTERS = {"kick": (0, 10), "snare": (4, 12), "hat": (0, 4, 8, 12)}
OFF_BEATS = {"kick": (0, 4, 8, 12), "snare": (4, 12), "hat": (2, 6, 10, 14)}
SIXTEENTHS = {"kick": (0, 8), "snare": (4, 12), "hat": tuple(range(16))}
Pattern = dict[str, tuple[int, ...]]
GAINS = {"kick": 1.0, "snare": 0.8, "hat": 0.4}


def drum_track(
    palette: Palette, *, players: tuple[str, ...], seed: int = 3, pattern: Pattern = PATTERN
) -> Audio:
    """Return eight bars of a beat, with strokes of different strength."""
    chance = np.random.default_rng(seed)
    kit = KITS[palette](RATE_HZ, chance)
    canvas = np.zeros((2, round((BARS * 16 * STEP_SECONDS + 1) * RATE_HZ)), np.float32)
    for drum in players:
        for seconds in times_of(drum, pattern):
            gain = np.float32(0.6 * GAINS[drum] * chance.uniform(0.7, 1.0))
            put(canvas, gain * kit[drum], seconds, RATE_HZ)
    return canvas


def times_of(drum: str, pattern: Pattern) -> list[float]:
    """Return when a drum is struck."""
    return [0.2 + (bar * 16 + step) * STEP_SECONDS for bar in range(BARS) for step in pattern[drum]]


def listen(drums: Audio, folder: Path, *, as_stem: bool = True) -> TrackAnalysis:
    """Return the drum events of a track of drums alone."""
    path = save(drums, folder / "drums.wav", rate_hz=RATE_HZ)
    stems = {"drums": path} if as_stem else {}
    request = AnalysisRequest(source=path, name="song.wav", stems=stems, features=("drums",))
    return analysis.ANALYSE.perform(request, ignore_progress)


def f_measure(heard: TrackAnalysis, drum: str, pattern: Pattern = PATTERN) -> float:
    """Return how well the strokes of a drum are found, each within ten milliseconds."""
    found = np.array([hit.seconds for hit in heard.drum_hits if hit.drum == drum])
    return float(
        mir_eval.onset.f_measure(np.array(times_of(drum, pattern)), found, window=WINDOW_SECONDS)[0]
    )


@pytest.mark.parametrize("palette", ["additive", "modelled", "foreign"])
def test_kick_and_snare_are_found_within_ten_milliseconds(palette: Palette, tmp_path: Path) -> None:
    heard = listen(drum_track(palette, players=("kick", "snare", "hat")), tmp_path)

    assert f_measure(heard, "kick") > 0.9
    assert f_measure(heard, "snare") > 0.9


# The snare of the modelled kit rings for a third of a second and covers every hat after it.
@pytest.mark.parametrize("palette", ["additive", "foreign"])
def test_hats_are_found_beside_and_under_other_drums(palette: Palette, tmp_path: Path) -> None:
    heard = listen(drum_track(palette, players=("kick", "snare", "hat")), tmp_path)

    assert f_measure(heard, "hat") > 0.9


@pytest.mark.parametrize("pattern", [QUARTERS, SIXTEENTHS], ids=["quarters", "sixteenths"])
def test_hats_that_go_on_in_even_steps_go_on_under_snares(pattern: Pattern, tmp_path: Path) -> None:
    drums = drum_track("foreign", players=("kick", "snare", "hat"), pattern=pattern)

    assert f_measure(listen(drums, tmp_path), "hat", pattern) > 0.9


def test_hats_between_the_beats_are_not_put_under_snares(tmp_path: Path) -> None:
    drums = drum_track("foreign", players=("kick", "snare", "hat"), pattern=OFF_BEATS)

    assert f_measure(listen(drums, tmp_path), "hat", OFF_BEATS) > 0.95


def test_hats_are_found_while_a_snare_rings_on(tmp_path: Path) -> None:
    drums = drum_track("additive", players=("kick", "snare", "hat"), pattern=SIXTEENTHS)

    after = [seconds + STEP_SECONDS for seconds in times_of("snare", SIXTEENTHS)]
    hats = [hit.seconds for hit in listen(drums, tmp_path).drum_hits if hit.drum == "hat"]

    assert np.mean([np.abs(np.array(hats) - at).min() < WINDOW_SECONDS for at in after]) > 0.9


@pytest.mark.parametrize("players", [("kick",), ("snare",), ("hat",), ("kick", "snare")])
def test_a_drum_that_is_not_there_is_not_heard(players: tuple[str, ...], tmp_path: Path) -> None:
    heard = listen(drum_track("modelled", players=players), tmp_path)

    assert {hit.drum for hit in heard.drum_hits} == set(players)


def test_hits_come_in_time_with_a_strength(tmp_path: Path) -> None:
    hits = listen(drum_track("foreign", players=("kick", "snare")), tmp_path).drum_hits

    assert [hit.seconds for hit in hits] == sorted(hit.seconds for hit in hits)
    assert all(0 < hit.strength <= 1 for hit in hits)
    assert len({hit.strength for hit in hits}) > 4


def test_a_mix_without_a_drums_stem_says_nothing_of_drums(tmp_path: Path) -> None:
    drums = drum_track("foreign", players=("kick", "snare"))

    assert listen(drums, tmp_path, as_stem=False).drum_hits == []


def test_a_silent_drums_stem_has_no_hits(tmp_path: Path) -> None:
    mix = save(drum_track("foreign", players=("snare",)), tmp_path / "mix.wav", rate_hz=RATE_HZ)
    silence = save(np.zeros((2, RATE_HZ * 5), np.float32), tmp_path / "drums.wav", rate_hz=RATE_HZ)
    request = AnalysisRequest(
        source=mix, name="song.wav", stems={"drums": silence}, features=("drums",)
    )

    assert analysis.ANALYSE.perform(request, ignore_progress).drum_hits == []
