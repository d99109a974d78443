from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import soundfile
import torch
from demucs import apply as theirs
from demucs.demucs import Demucs
from demucs.hdemucs import HDemucs
from demucs.htdemucs import HTDemucs

from app.core.units import Audio
from app.stems.engines.demucs.loading import Bag
from app.stems.engines.demucs.loop import Loop
from app.stems.engines.demucs.network import Estimates, Runner
from app.stems.engines.demucs.segments import Look, Part, plan_looks, triangle
from app.stems.engines.demucs.weave import MOST_OPEN_SECONDS, Weave
from app.stems.ports import Device, Recipe, Stopwatch
from app.stems.recording import recorded

RATE_HZ = 8_000
FOUR = ["drums", "bass", "other", "vocals"]
SIX = [*FOUR, "guitar", "piano"]
CPU = Device("cpu", "fp32", "a test")
EVEN = (1.0, 1.0, 1.0, 1.0)


def build_transformer(
    seed: int = 0, *, sources: Sequence[str] = FOUR, channels: int = 2
) -> HTDemucs:
    torch.manual_seed(seed)
    return HTDemucs(
        list(sources),
        audio_channels=channels,
        channels=4,
        depth=4,
        dconv_comp=2,
        t_layers=1,
        t_heads=2,
        segment=1,
        samplerate=RATE_HZ,
    ).eval()


def build_waveform_network(seed: int = 0) -> Demucs:
    """Build the older kind, which wants more than its segment: some context on both sides."""
    torch.manual_seed(seed)
    return Demucs(
        FOUR, channels=4, depth=3, lstm_layers=0, dconv_comp=2, segment=1, samplerate=RATE_HZ
    ).eval()


def build_hybrid(seed: int = 0) -> HDemucs:
    """Build the kind in between, which takes whatever length it is given."""
    torch.manual_seed(seed)
    network = HDemucs(FOUR, channels=4, depth=5, nfft=1024, segment=1, samplerate=RATE_HZ)
    return network.eval()


class Basket:
    """An outlet that keeps everything, and wishes for what it is told to wish for."""

    def __init__(self, frames: int, *, wishes: Sequence[int] = ()) -> None:
        self.spans: list[tuple[int, Audio, Estimates]] = []
        self._missing = np.ones(frames, int)
        self._wishes = list(wishes)

    @property
    def wished_frame(self) -> int | None:
        """Return the first wish that has not come true."""
        while self._wishes and not self._missing[self._wishes[0]]:
            self._wishes.pop(0)
        return self._wishes[0] if self._wishes else None

    def write(self, start: int, mix: Audio, stems: Estimates) -> None:
        """Keep a span, which must be new."""
        assert mix.shape == stems.shape[1:]
        self._missing[start : start + mix.shape[1]] -= 1
        self.spans.append((start, mix, stems))

    def join(self) -> tuple[Audio, Estimates]:
        """Return the mix and the stems, every frame of which came exactly once."""
        assert not self._missing.any()
        ordered = sorted(self.spans, key=lambda span: span[0])
        mix = np.concatenate([span[1] for span in ordered], axis=-1)
        return mix, np.concatenate([span[2] for span in ordered], axis=-1)


def bag_of(*networks: theirs.Model, weights: Sequence[Sequence[float]] = ()) -> Bag:
    sources = tuple(cast("list[str]", networks[0].sources))
    rows = weights or [[1.0] * len(sources)] * len(networks)
    channels = networks[0].audio_channels
    return Bag(networks, tuple(tuple(row) for row in rows), sources, RATE_HZ, channels)


def separate(
    tmp_path: Path,
    bag: Bag,
    mix: Audio,
    recipe: Recipe | None = None,
    *,
    wishes: Sequence[int] = (),
    at_once: int = 1,
) -> Basket:
    song = tmp_path / "song.wav"
    soundfile.write(song, mix.T, RATE_HZ, subtype="FLOAT")
    runner = Runner(CPU, processor=CPU, say=pytest.fail)
    runner.most_at_once = at_once
    basket = Basket(mix.shape[1], wishes=wishes)
    with recorded(
        song, name="song", folder=tmp_path, rate_hz=RATE_HZ, channels=bag.channels
    ) as recording:
        loop = Loop(recording, bag, runner, recipe or Recipe(engine="demucs"))
        runs: list[int] = []
        loop.run(basket, Stopwatch(), done=runs.append)
    assert sum(runs) == loop.count
    return basket


def apply_theirs(
    model: theirs.Model | theirs.BagOfModels, mix: Audio, *, overlap: float = 0.25, lead: int = 0
) -> Estimates:
    """Return what Demucs makes of the mix, normalised as its own program does it."""
    whole = torch.from_numpy(mix)
    mono = whole.mean(0)
    mean, spread = mono.mean(), mono.std() + 1e-8
    normal = torch.nn.functional.pad((whole - mean) / spread, (lead, 0))
    with torch.no_grad():
        estimates = theirs.apply_model(model, normal[None], shifts=0, overlap=overlap)[0]
    return (estimates[..., lead:] * spread + mean).numpy()


def agreement_db(actual: Audio, expected: Audio) -> float:
    error = np.square(actual.astype(np.float64) - expected).sum()
    return float(10 * np.log10(np.square(expected.astype(np.float64)).sum() / max(error, 1e-30)))


def render_noise(seconds: float, *, channels: int = 2) -> Audio:
    random = np.random.default_rng(3)
    noise = 0.1 * random.standard_normal((channels, round(seconds * RATE_HZ))) + 0.01
    return noise.astype(np.float32)


@pytest.mark.parametrize("build", [build_transformer, build_waveform_network, build_hybrid])
@pytest.mark.parametrize("seconds", [0.01, 0.5, 0.75, 1.0, 1.6, 3.0, 3.333])
def test_the_loop_computes_what_demucs_computes(
    tmp_path: Path, build: Callable[[], theirs.Model], seconds: float
) -> None:
    network, mix = build(), render_noise(max(seconds, 0.3 if build is build_hybrid else 0))
    heard, actual = separate(tmp_path, bag_of(network), mix).join()
    expected = apply_theirs(network, mix)
    assert np.array_equal(heard, mix)
    assert actual.shape == expected.shape
    assert agreement_db(actual, expected) > 90


@pytest.mark.parametrize("overlap", [0.0, 0.1, 0.5, 0.83])
def test_every_overlap_is_that_of_demucs(tmp_path: Path, overlap: float) -> None:
    network, mix = build_transformer(), render_noise(2.6)
    recipe = Recipe(engine="demucs", overlap=overlap)
    _, actual = separate(tmp_path, bag_of(network), mix, recipe).join()
    assert agreement_db(actual, apply_theirs(network, mix, overlap=overlap)) > 90


def test_six_sources_and_one_channel_are_separated_alike(tmp_path: Path) -> None:
    network, mix = build_transformer(sources=SIX, channels=1), render_noise(1.9, channels=1)
    _, actual = separate(tmp_path, bag_of(network), mix).join()
    assert actual.shape == (6, 1, mix.shape[1])
    assert agreement_db(actual, apply_theirs(network, mix)) > 90


@pytest.mark.parametrize("wishes", [(), (30_000, 5)])
def test_a_bag_is_averaged_as_demucs_does_it(tmp_path: Path, wishes: Sequence[int]) -> None:
    networks: list[theirs.Model] = [build_transformer(1), build_waveform_network(2)]
    networks[1].segment = 2
    weights = [[1.0, 0.0, 0.5, 2.0], [1.0, 1.0, 0.25, 0.0]]
    mix = render_noise(4.1)
    expected = apply_theirs(theirs.BagOfModels(networks, weights), mix)
    basket = separate(tmp_path, bag_of(*networks, weights=weights), mix, wishes=wishes)
    assert agreement_db(basket.join()[1], expected) > 90


@pytest.mark.parametrize("build", [build_transformer, build_waveform_network])
def test_shifts_are_averaged_as_the_shift_trick_does_it(
    tmp_path: Path, build: Callable[[], theirs.Model]
) -> None:
    network, mix = build(), render_noise(2.3)
    recipe = Recipe(engine="demucs", shifts=2)
    _, actual = separate(tmp_path, bag_of(network), mix, recipe).join()
    # Three looks, evenly spread over half a second.
    looks = [apply_theirs(network, mix, lead=RATE_HZ * number // 6) for number in range(3)]
    assert agreement_db(actual, np.mean(looks, axis=0)) > 90


@pytest.mark.parametrize("shifts", [0, 1])
@pytest.mark.parametrize("at_once", [1, 3])
def test_in_any_order_the_stems_are_the_same(tmp_path: Path, shifts: int, at_once: int) -> None:
    network, mix = build_transformer(), render_noise(6.5)
    recipe = Recipe(engine="demucs", shifts=shifts)
    _, plain = separate(tmp_path, bag_of(network), mix, recipe).join()
    wishes = [40_000, 20_001, 51_999, 0]
    basket = separate(tmp_path, bag_of(network), mix, recipe, wishes=wishes, at_once=at_once)
    starts = [start for start, _, _ in basket.spans]
    assert starts != sorted(starts)
    assert agreement_db(basket.join()[1], plain) > 100


def test_what_somebody_waits_for_comes_next(tmp_path: Path) -> None:
    basket = separate(tmp_path, bag_of(build_transformer()), render_noise(8.0), wishes=[33_000])
    start, mix, _ = basket.spans[0]
    assert start <= 33_000 < start + mix.shape[1]
    starts = [start for start, _, _ in basket.spans]
    turn = starts.index(0)
    assert starts[:turn] == sorted(starts[:turn])  # on from there, and then what is missing
    assert starts[turn:] == sorted(starts[turn:])


def plan(*networks: int, seconds: float, overlap: float = 0.25, shifts: int = 0) -> Weave:
    """Plan a recording for networks with segments of so many samples."""
    frames = round(seconds * RATE_HZ)
    parts = [Part(segment, EVEN) for segment in networks]
    looks = plan_looks(parts, frames=frames, rate_hz=RATE_HZ, overlap=overlap, shifts=shifts)
    return Weave(looks, frames=frames, rate_hz=RATE_HZ)


def run_next(weave: Weave, wished_frame: int | None = None) -> list[tuple[int, Estimates]]:
    """Run the next cell with a network that hears nothing."""
    return [
        span
        for cell in weave.pick(1, wished_frame=wished_frame)
        for span in weave.add(cell, np.zeros((4, 2, cell.end - cell.start), np.float32))
    ]


def test_the_first_seconds_come_as_soon_as_every_network_and_look_has_run_once() -> None:
    weave = plan(8_000, 8_000, seconds=30, shifts=1)
    spans = [run_next(weave) for _ in range(4)]
    assert [len(each) for each in spans[:3]] == [0, 0, 0]
    (start, stems) = spans[3][0]
    assert (start, stems.shape[-1]) == (0, 4_000)  # 6,000, less the shift of a quarter second


def test_a_segment_is_run_with_others_of_its_network_only() -> None:
    weave = plan(8_000, 16_000, seconds=30)
    sizes: list[set[int]] = []
    while cells := weave.pick(4):
        assert len(cells) <= 4
        sizes.append({cell.wanted[1] - cell.wanted[0] for cell in cells})
    assert all(len(size) == 1 for size in sizes)
    assert {8_000, 16_000} <= set.union(*sizes)


def test_wishes_all_over_an_hour_keep_only_so_much_unfinished() -> None:
    weave = plan(40_000, seconds=3_600, overlap=0.5)
    random = np.random.default_rng(2)
    most_open, written = 0, 0
    for _ in range(weave.count):
        spans = run_next(weave, int(random.integers(0, 3_600 * RATE_HZ)))
        written += sum(stems.shape[-1] for _, stems in spans)
        most_open = max(most_open, weave.open_frames)
    assert written == 3_600 * RATE_HZ
    assert most_open <= MOST_OPEN_SECONDS * RATE_HZ + 2 * 40_000
    assert weave.open_frames == 0


def test_the_weights_of_all_segments_around_a_sample_add_up_to_one() -> None:
    look = Look(network=0, segment=1_001, stride=123, shift=77, frames=5_000, gains=EVEN)
    total = np.zeros(5_000 + 77)
    for index in range(look.count):
        cell = look.cell(index)
        total[cell.start + 77 : cell.end + 77] += look.weigh(cell)
    assert np.allclose(total, 1, atol=1e-6)


def test_the_triangle_is_highest_in_the_middle() -> None:
    assert triangle(5).tolist() == pytest.approx([1 / 3, 2 / 3, 1, 2 / 3, 1 / 3])
    assert triangle(4).tolist() == pytest.approx([0.5, 1, 1, 0.5])
