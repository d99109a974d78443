import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from app import stems
from app.core.errors import NotFound, StorageFailed
from app.core.units import Audio
from app.stems.engines.draft.cells import gather, scatter
from app.stems.engines.draft.separation import BLOCK_HOPS, Separator
from app.stems.engines.draft.spectra import LEAD_FRAMES, Lens
from app.stems.live import LiveStems
from app.stems.rules.summing import FULL_SCALE, Steps
from tests.houses import wait_until
from tests.stems.mixtures.measuring import divide_by_four, si_sdr_db, split_plainly
from tests.stems.mixtures.song import HELD_OUT, render_song
from tests.stems.synthetic_mix import render_stems
from tests.twins import ignore_progress

NAMES = ("vocals", "drums", "bass", "other")


def ask(folder: Path, source: Path, **changes: object) -> stems.SeparationRequest:
    return stems.SeparationRequest(
        source=source,
        name="song.flac",
        folder=folder,
        engine="draft",
        models_folder=folder / "models",
        weights_url="http://127.0.0.1:9/",
    ).model_copy(update=changes)


def read_steps(path: Path) -> Steps:
    """Return a file's samples as whole steps of 24 bits, read by libsndfile alone."""
    return np.asarray(soundfile.read(path, dtype="int32", always_2d=True)[0], np.int32).T >> 8


def render_noise(samples: int, channels: int, seed: int = 0) -> Audio:
    random = np.random.default_rng(seed)
    tone = np.sin(np.arange(samples) * 0.05) * 0.3
    return (0.1 * random.standard_normal((channels, samples)) + tone).astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "channels", "rate_hz", "subtype"),
    [
        pytest.param(30_001, 2, 44_100, "PCM_16", id="16-bit stereo of odd length"),
        pytest.param(20_000, 1, 44_100, "PCM_24", id="24-bit mono"),
        pytest.param(24_000, 2, 48_000, "PCM_24", id="48 kHz"),
        pytest.param(9_600, 2, 96_000, "PCM_24", id="96 kHz"),
        pytest.param(100, 2, 44_100, "PCM_16", id="shorter than a window"),
        pytest.param(1, 1, 44_100, "PCM_16", id="one sample"),
        pytest.param(4_096, 2, 44_100, "PCM_24", id="exactly one window"),
        pytest.param(80_000, 1, 8_000, "PCM_16", id="exactly one decoded block"),
        pytest.param(8_000 * 60 + 77, 2, 8_000, "PCM_24", id="several blocks"),
    ],
)
def test_stems_sum_back_to_the_mix_sample_by_sample(
    tmp_path: Path, samples: int, channels: int, rate_hz: int, subtype: str
) -> None:
    source = tmp_path / "song.flac"
    soundfile.write(source, render_noise(samples, channels).T, rate_hz, subtype=subtype)
    report = stems.SEPARATE.perform(ask(tmp_path, source), ignore_progress)

    assert tuple(report.stems) == NAMES
    assert report.residual_db == -120
    assert report.duration_seconds == pytest.approx(samples / rate_hz)
    total = np.sum([read_steps(path) for path in report.stems.values()], axis=0)
    assert np.array_equal(total, read_steps(source))
    for path in report.stems.values():
        shape = soundfile.info(path)
        assert (shape.samplerate, shape.channels, shape.frames) == (rate_hz, channels, samples)
        assert shape.subtype == "PCM_24"


def test_a_float_mix_beyond_full_scale_is_still_the_sum_of_its_stems(tmp_path: Path) -> None:
    mix = render_noise(20_000, 2) * np.float32(2.5)
    assert np.abs(mix).max() > 1
    source = tmp_path / "loud.wav"
    soundfile.write(source, mix.T, 44_100, subtype="FLOAT")
    report = stems.SEPARATE.perform(ask(tmp_path, source), ignore_progress)
    total = np.sum([read_steps(path) for path in report.stems.values()], axis=0)
    assert np.array_equal(total, np.rint(mix.astype(np.float64) * FULL_SCALE))


def test_six_channels_are_mixed_down_to_two(tmp_path: Path) -> None:
    source = tmp_path / "film.wav"
    soundfile.write(source, render_noise(9_000, 6).T, 44_100, subtype="PCM_16")
    report = stems.SEPARATE.perform(ask(tmp_path, source), ignore_progress)
    assert soundfile.info(report.stems["vocals"]).channels == 2


def test_silence_comes_apart_into_silence(tmp_path: Path) -> None:
    source = tmp_path / "silence.wav"
    soundfile.write(source, np.zeros((50_000, 2)), 44_100)
    report = stems.SEPARATE.perform(ask(tmp_path, source), ignore_progress)
    assert not any(read_steps(path).any() for path in report.stems.values())
    assert report.residual_db == -120


def read_from(mix: Audio) -> Callable[[int, int], Audio]:
    """Return a reader of a mix, with silence before and after it."""

    def read(start: int, end: int) -> Audio:
        first, last = max(start, 0), min(max(end, 0), mix.shape[1])
        return np.pad(mix[:, first:last], ((0, 0), (first - start, end - max(last, first))))

    return read


def take_apart(mix: Audio, rate_hz: int) -> dict[str, Audio]:
    separator = Separator(read_from(mix), rate_hz, mix.shape[1])
    parts = np.concatenate([separator.separate(b)[2] for b in range(separator.blocks)], axis=-1)
    return dict(zip(NAMES, [*parts, mix - parts.sum(axis=0)], strict=True))


def test_the_order_of_the_blocks_changes_nothing() -> None:
    mix = render_noise(8_000 * 40, 2)
    ahead, back = (Separator(read_from(mix), 8_000, mix.shape[1]) for _ in range(2))
    forwards = [ahead.separate(block) for block in range(ahead.blocks)]
    backwards = [back.separate(block) for block in reversed(range(back.blocks))][::-1]
    block = ahead.block_frames
    assert [start for start, _, _ in forwards] == [0, 1 * block, 2 * block, 3 * block]
    for one, other in zip(forwards, backwards, strict=True):
        assert np.array_equal(one[1], other[1])
        assert np.array_equal(one[2], other[2])


def test_where_a_song_is_cut_into_blocks_is_not_heard() -> None:
    truth = render_song(3, seconds=20, palette=HELD_OUT, rate_hz=8_000)
    mix = np.sum(list(truth.values()), axis=0)
    later = 100 * Lens(8_000).hop_samples
    whole, rest = take_apart(mix, 8_000), take_apart(mix[:, later:], 8_000)
    for name in NAMES:
        # Beyond the reach of the new beginning; single precision, and the judge's sums.
        same = np.s_[:, 120 * Lens(8_000).hop_samples :]
        assert np.abs(whole[name][:, later:][same] - rest[name][same]).max() < 1e-5, name


def test_spectra_turn_back_into_the_samples_they_came_from() -> None:
    for rate_hz in (8_000, 44_100, 48_000):
        lens = Lens(rate_hz)
        around = LEAD_FRAMES * lens.hop_samples
        mix = render_noise(20 * lens.hop_samples, 2)
        back = lens.synthesise(lens.analyse(mix))
        # Single precision through a transform of some thousand points and back.
        assert np.abs(back - mix[:, around:-around]).max() < 1e-6, rate_hz


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_a_bin_is_as_wide_at_every_rate(rate_hz: int) -> None:
    lens = Lens(rate_hz)
    assert rate_hz / lens.window_samples == pytest.approx(10.77, rel=0.05)


def test_a_number_per_cell_comes_back_to_its_bins() -> None:
    bins = np.arange(Lens(44_100).bins, dtype=np.float32)[None]
    cells = gather(bins)
    back = scatter(cells, bins.shape[1])
    assert np.array_equal(back[0, :280], bins[0, :280])
    assert np.abs(back - bins).max() <= 4.5
    assert np.array_equal(gather(back), cells)


def test_the_draft_beats_the_mix_and_plain_percussion_splitting() -> None:
    gains = {name: list[float]() for name in NAMES}
    rate_hz = 44_100
    for seed in (1, 2, 3):
        truth = render_song(seed, seconds=10, palette=HELD_OUT, rate_hz=rate_hz)
        mix = np.sum(list(truth.values()), axis=0)
        ours = take_apart(mix, rate_hz)
        rivals = divide_by_four(mix), split_plainly(mix, rate_hz)
        for name in NAMES:
            best = max(si_sdr_db(rival[name], truth[name]) for rival in rivals)
            gains[name].append(si_sdr_db(ours[name], truth[name]) - best)
    for name, each in gains.items():
        assert np.mean(each) > 3, (name, each)


def test_the_same_song_at_half_the_rate_comes_apart_as_well() -> None:
    truth = render_song(1, seconds=8, palette=HELD_OUT)
    halves = {
        name: np.asarray(soxr.resample(stem.T, 44_100, 22_050).T, np.float32)
        for name, stem in truth.items()
    }
    whole, half = (
        take_apart(np.sum(list(song.values()), axis=0), rate_hz)
        for song, rate_hz in ((truth, 44_100), (halves, 22_050))
    )
    for name in NAMES:
        # Of six songs none lost more than 3.3 dB, most less than 1; there are no highs to go by.
        assert si_sdr_db(half[name], halves[name]) > si_sdr_db(whole[name], truth[name]) - 2, name


@pytest.mark.parametrize("channels", [1, 2])
def test_the_draft_holds_up_on_a_song_from_another_workshop(channels: int) -> None:
    rate_hz = 22_050
    truth = render_stems(seconds=12, rate_hz=rate_hz, seed=7)
    if channels == 1:
        truth = {name: stem.mean(axis=0, keepdims=True) for name, stem in truth.items()}
    mix = np.sum(list(truth.values()), axis=0)
    ours, plain = take_apart(mix, rate_hz), split_plainly(mix, rate_hz)
    for name in NAMES:
        baseline = max(si_sdr_db(each, truth[name]) for each in (mix, plain[name]))
        assert si_sdr_db(ours[name], truth[name]) > baseline + 2.5, name


@pytest.mark.parametrize(("rate_hz", "seconds"), [(44_100, 60), (44_100, 3_600), (192_000, 3_600)])
def test_memory_depends_neither_on_the_length_nor_much_on_the_rate(
    rate_hz: int, seconds: int
) -> None:
    tone = render_noise(rate_hz, 2)

    def read(start: int, end: int) -> Audio:
        return np.take(tone, np.arange(start, end) % rate_hz, axis=1)

    separator = Separator(read, rate_hz, seconds * rate_hz)
    tracemalloc.start()
    try:
        separator.separate(separator.blocks // 2)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # A block takes 130 MB at 44.1 kHz; the longest song of an hour would be 1.3 GB as floats.
    assert peak_bytes < 220_000_000


def test_what_somebody_waits_for_is_separated_next(tmp_path: Path) -> None:
    source = tmp_path / "song.flac"
    soundfile.write(source, render_noise(8_000 * 100, 1).T, 8_000)
    block = BLOCK_HOPS * Lens(8_000).hop_samples
    seen: list[list[tuple[int, int]]] = []

    def listen(_: float, phase: str) -> None:
        live = LiveStems.find(tmp_path)
        if "separating" not in phase or live is None:
            return
        if len(seen) < 4:
            wait_until(
                lambda: live.written()[1].frames == len(seen) * block, "a block was never written"
            )
        if not seen:
            live.wish(6 * block + 1_000)
        seen.append(list(live.written()[1]))

    report = stems.SEPARATE.perform(ask(tmp_path, source), listen)
    assert seen[1] == [(0, block)]
    assert seen[2] == [(0, block), (6 * block, 7 * block)]
    assert seen[3] == [(0, block), (6 * block, 8 * block)]
    assert len(seen) == -(-8_000 * 100 // block)
    assert report.duration_seconds == 100


def test_progress_rises_to_one_and_says_that_it_is_a_draft(tmp_path: Path) -> None:
    source = tmp_path / "song.flac"
    soundfile.write(source, render_noise(8_000 * 60, 1).T, 8_000)
    said: list[tuple[float, str]] = []
    stems.SEPARATE.perform(ask(tmp_path, source), lambda done, phase: said.append((done, phase)))
    fractions = [fraction for fraction, _ in said]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)
    assert any("draft" in phase for _, phase in said)
    assert stems.ENGINES.get("draft").is_draft


def test_a_model_that_the_draft_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no model called 'htdemucs'"):
        stems.SEPARATE.perform(ask(tmp_path, tmp_path, model="htdemucs"), ignore_progress)


def test_a_misspelt_engine_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean 'demucs'"):
        stems.SEPARATE.perform(ask(tmp_path, tmp_path, engine="demcus"), ignore_progress)


def test_when_one_stem_cannot_be_written_none_is_left_behind(tmp_path: Path) -> None:
    source = tmp_path / "song.flac"
    soundfile.write(source, render_noise(9_000, 2).T, 44_100)
    folder = tmp_path / "stems"
    (folder / "drums.flac" / "in the way").mkdir(parents=True)
    with pytest.raises(StorageFailed):
        stems.SEPARATE.perform(ask(folder, source), ignore_progress)
    assert [path.name for path in folder.iterdir()] == ["drums.flac"]
