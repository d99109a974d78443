import tracemalloc
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from app.core.units import SILENCE_DB
from app.sources.rules.demo_song import render_demo_song
from app.stems.rules.quality import MOST_SLICES, QualityMeter, QualityReport
from app.stems.rules.summing import FULL_SCALE

RATE_HZ = 22_050
NAMES = ["vocals", "drums", "bass"]

Stems = npt.NDArray[np.float32]


def make_stems(*, seconds: float = 20.0, channels: int = 2, level: float = 0.1) -> Stems:
    """Return noise that has nothing in common; the first stem pauses every other two seconds."""
    frames = int(seconds * RATE_HZ)
    chance = np.random.default_rng(1)
    stems = (level * chance.normal(size=(len(NAMES), channels, frames))).astype(np.float32)
    stems[0] *= (np.arange(frames) // (2 * RATE_HZ)) % 2
    return stems


def add_up(stems: Stems) -> Stems:
    return np.asarray(stems.sum(axis=0), np.float32)


def measure(stems: Stems, mix: Stems | None = None, *, spans: int = 4) -> QualityReport:
    """Measure stems in spans of uneven length, the last one first."""
    whole = add_up(stems) if mix is None else mix
    frames = stems.shape[-1]
    meter = QualityMeter(NAMES, rate_hz=RATE_HZ, channels=stems.shape[1], frames=frames)
    edges = [round(frames * (place / spans) ** 1.3) for place in range(spans + 1)]
    for start, end in reversed(list(pairwise(edges))):
        meter.add(start, whole[:, start:end], stems[..., start:end])
    return meter.report()


def test_stems_that_add_up_have_no_residual() -> None:
    report = measure(make_stems())
    assert report.residual_db < -115.0
    assert report.verdicts[0].key == "residual_exact"


@pytest.mark.parametrize(
    ("lacking", "key"),
    [(0.0003, "residual_inaudible"), (0.005, "residual_faint"), (0.1, "residual_audible")],
)
def test_what_the_stems_lack_is_told_relative_to_the_mix(lacking: float, key: str) -> None:
    stems = make_stems()
    mix = add_up(stems)
    report = measure(stems * np.float32(1 - lacking), mix)
    assert report.residual_db == pytest.approx(20 * np.log10(lacking), abs=0.1)
    assert report.verdicts[0].key == key


def test_levels_peaks_and_shares_are_those_of_the_samples() -> None:
    stems = make_stems()
    stems[1] *= 2
    report = measure(stems)
    energy = np.square(stems, dtype=np.float64).mean(axis=(1, 2))
    for place, stem in enumerate(report.stems):
        assert stem.name == NAMES[place]
        assert stem.level_db == pytest.approx(10 * np.log10(energy[place]), abs=0.01)
        assert stem.share == pytest.approx(energy[place] / energy.sum(), abs=1e-4)
        assert stem.peak_db == pytest.approx(20 * np.log10(np.abs(stems[place]).max()), abs=0.01)


def test_energy_over_time_shows_the_pauses_in_so_many_slices() -> None:
    stems = make_stems()
    report = measure(stems)
    levels = report.stems[0].levels_db
    assert len(levels) == MOST_SLICES
    assert report.slice_seconds == pytest.approx(20.0 / MOST_SLICES, rel=1e-3)
    seconds = (np.arange(len(levels)) + 0.5) * report.slice_seconds
    sounds = (seconds // 2) % 2 == 1
    assert min(np.array(levels)[sounds]) == pytest.approx(-20.0, abs=1.0)
    assert set(np.array(levels)[~sounds]) == {SILENCE_DB}
    assert min(report.stems[1].levels_db) == pytest.approx(-20.0, abs=1.0)


def test_only_samples_at_full_scale_count_as_clipped() -> None:
    stems = make_stems(level=0.01)
    full = np.float32(1 - 1 / FULL_SCALE)
    stems[1, 0, 5:12] = full
    stems[1, 1, 70_000] = -1.0
    stems[2, 0, 0] = 0.999
    report = measure(stems)
    assert [stem.clipped_samples for stem in report.stems] == [0, 8, 0]
    (verdict,) = [one for one in report.verdicts if one.key == "stem_clipped"]
    assert (verdict.stem, verdict.count) == ("drums", 8)


def test_what_is_left_of_another_stem_in_the_pauses_is_likely_bleed() -> None:
    stems = make_stems()
    stems[0] += 0.03 * stems[1]
    (bleed,) = measure(stems).bleed
    assert (bleed.source, bleed.into) == ("drums", "vocals")
    assert bleed.share > 0.95
    assert bleed.level_db == pytest.approx(20 * np.log10(0.03), abs=1.0)
    keys = [verdict.key for verdict in measure(stems).verdicts]
    assert "likely_bleed" in keys


def test_noise_of_its_own_in_the_pauses_is_no_bleed() -> None:
    stems = make_stems()
    stems[0] += np.random.default_rng(2).normal(0, 0.003, size=(2, stems.shape[-1]))
    assert measure(stems).bleed == []


def test_what_bled_in_a_song_is_found_where_it_went_and_nowhere_else() -> None:
    song = render_demo_song()
    names = list(song.stems)
    stems = np.stack([song.stems[name] for name in names]).astype(np.float32)
    into, source = names.index("vocals"), names.index("drums")
    found: list[list[tuple[str, str]]] = []
    for leak in (0.0, 0.1, 0.3):
        bled = stems.copy()
        bled[into] += np.float32(leak) * stems[source]
        meter = QualityMeter(names, rate_hz=44_100, channels=2, frames=stems.shape[-1])
        meter.add(0, add_up(bled), bled)
        found.append([(one.source, one.into) for one in meter.report().bleed])
    assert found == [[], [("drums", "vocals")], [("drums", "vocals")]]


def test_bleed_of_a_narrow_band_is_found() -> None:
    stems = make_stems()
    spectrum = np.fft.rfft(stems[2])
    hertz = np.fft.rfftfreq(stems.shape[-1], 1 / RATE_HZ)
    spectrum[:, (hertz < 4500) | (hertz > 7500)] = 0
    stems[0] += (0.1 * np.fft.irfft(spectrum, stems.shape[-1])).astype(np.float32)
    (bleed,) = measure(stems).bleed
    assert (bleed.source, bleed.into) == ("bass", "vocals")


def test_the_order_of_the_spans_changes_nothing() -> None:
    stems = make_stems()
    stems[0] += 0.03 * stems[1]
    mix, step = add_up(stems), 44_100
    starts = list(range(0, stems.shape[-1], step))
    reports: list[QualityReport] = []
    for order in (starts, starts[::-1], starts[5:] + starts[:5]):
        meter = QualityMeter(NAMES, rate_hz=RATE_HZ, channels=2, frames=stems.shape[-1])
        for start in order:
            meter.add(start, mix[:, start : start + step], stems[..., start : start + step])
        reports.append(meter.report())
    assert reports[0] == reports[1] == reports[2]


def test_silence_and_a_single_frame_can_be_measured() -> None:
    silent = measure(np.zeros((3, 1, RATE_HZ), np.float32))
    assert [stem.level_db for stem in silent.stems] == [SILENCE_DB] * 3
    assert [stem.share for stem in silent.stems] == [0.0] * 3
    assert {verdict.key for verdict in silent.verdicts} == {"residual_exact", "stem_silent"}
    one = measure(np.full((3, 2, 1), 0.25, np.float32), spans=1)
    assert [len(stem.levels_db) for stem in one.stems] == [1, 1, 1]
    assert one.stems[0].level_db == pytest.approx(-12.04, abs=0.01)


def test_a_choice_of_stems_is_not_judged_by_what_it_lacks() -> None:
    stems = make_stems()
    meter = QualityMeter(NAMES, rate_hz=RATE_HZ, channels=2, frames=stems.shape[-1], is_whole=False)
    meter.add(0, add_up(stems) * 2, stems)
    assert meter.report().verdicts == []


def test_a_recording_of_nine_hours_takes_no_more_than_ten_megabytes() -> None:
    frames = 9 * 3600 * RATE_HZ
    second = make_stems(seconds=1.0)
    mix = add_up(second)
    tracemalloc.start()
    try:
        meter = QualityMeter(NAMES, rate_hz=RATE_HZ, channels=2, frames=frames)
        for start in range(0, frames, frames // 50):
            meter.add(start, mix, second)
        meter.report()
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 10_000_000
