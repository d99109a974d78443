from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pytest
import torch
from demucs import apply as theirs
from demucs.demucs import Demucs
from demucs.htdemucs import HTDemucs

from app.core.errors import Unavailable
from app.core.units import Audio
from app.stems.engines.demucs.network import Runner
from app.stems.engines.demucs.segments import BagStream, SegmentStream, triangle
from app.stems.ports import Device

RATE_HZ = 8_000
SOURCES = ["drums", "bass", "other", "vocals"]


def build_transformer(seed: int = 0) -> HTDemucs:
    torch.manual_seed(seed)
    return HTDemucs(
        SOURCES,
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
        SOURCES, channels=4, depth=3, lstm_layers=0, dconv_comp=2, segment=1, samplerate=RATE_HZ
    ).eval()


def stream_through(
    networks: Sequence[theirs.Model],
    weights: Sequence[Sequence[float]],
    mix: Audio,
    *,
    blocks: int,
) -> Audio:
    runner = Runner(Device("cpu", "fp32", "a test"), on_fallback=pytest.fail)
    bag = BagStream(
        [
            SegmentStream(
                partial(runner.run, network),
                segment_samples=int(RATE_HZ * network.segment),
                pad_to=getattr(network, "valid_length", int),
            )
            for network in networks
        ],
        weights,
    )
    spans = [span for block in np.array_split(mix, blocks, axis=1) for span in bag.push(block)]
    return np.concatenate([*spans, *bag.finish()], axis=-1)


def agreement_db(actual: Audio, expected: Audio) -> float:
    error = np.square(actual.astype(np.float64) - expected).sum()
    return float(10 * np.log10(np.square(expected.astype(np.float64)).sum() / max(error, 1e-30)))


def render_noise(seconds: float) -> Audio:
    random = np.random.default_rng(3)
    return random.standard_normal((2, round(seconds * RATE_HZ))).astype(np.float32)


def apply_theirs(model: HTDemucs | Demucs | theirs.BagOfModels, mix: Audio) -> Audio:
    with torch.no_grad():
        return theirs.apply_model(model, torch.from_numpy(mix)[None], shifts=0, overlap=0.25)[
            0
        ].numpy()


@pytest.mark.parametrize("build", [build_transformer, build_waveform_network])
@pytest.mark.parametrize("seconds", [0.01, 0.5, 0.75, 1.0, 1.6, 3.0, 3.333])
@pytest.mark.parametrize("blocks", [1, 5])
def test_the_stream_computes_what_demucs_computes(
    build: Callable[[], HTDemucs | Demucs], seconds: float, blocks: int
) -> None:
    network, mix = build(), render_noise(seconds)
    expected = apply_theirs(network, mix)
    actual = stream_through([network], [[1.0] * 4], mix, blocks=blocks)
    assert actual.shape == expected.shape
    assert agreement_db(actual, expected) > 90


def test_a_bag_is_averaged_as_demucs_does_it() -> None:
    networks: list[theirs.Model] = [build_transformer(1), build_waveform_network(2)]
    networks[1].segment = 2
    weights = [[1.0, 0.0, 0.5, 2.0], [1.0, 1.0, 0.25, 0.0]]
    mix = render_noise(4.1)
    expected = apply_theirs(theirs.BagOfModels(networks, weights), mix)
    assert agreement_db(stream_through(networks, weights, mix, blocks=4), expected) > 90


def test_a_span_is_handed_out_as_soon_as_its_segment_is_there() -> None:
    network = build_transformer()
    runner = Runner(Device("cpu", "fp32", "a test"), on_fallback=pytest.fail)
    stream = SegmentStream(partial(runner.run, network), segment_samples=RATE_HZ)
    mix = render_noise(2.0)
    assert not list(stream.push(mix[:, : RATE_HZ - 1]))
    assert [span.shape[-1] for span in stream.push(mix[:, RATE_HZ - 1 : RATE_HZ])] == [6_000]


def test_the_triangle_is_highest_in_the_middle() -> None:
    assert triangle(5).tolist() == pytest.approx([1 / 3, 2 / 3, 1, 2 / 3, 1 / 3])
    assert triangle(4).tolist() == pytest.approx([0.5, 1, 1, 0.5])


class ForgetfulNetwork(torch.nn.Module):
    """A network whose device runs out of memory as often as one likes."""

    def __init__(self, failures: int, error: type[RuntimeError] = torch.OutOfMemoryError) -> None:
        super().__init__()
        self.segment = 1.0
        self._failures = failures
        self._error = error

    def forward(self, mix: torch.Tensor) -> torch.Tensor:
        """Return the mix as the one source, or fail."""
        if self._failures:
            self._failures -= 1
            raise self._error("not enough memory: you tried to allocate memory")
        return mix[:, None]


def test_when_the_card_is_full_the_processor_goes_on() -> None:
    falls: list[str] = []
    runner = Runner(Device("cpu", "fp32", "a test"), on_fallback=lambda: falls.append("once"))
    mix = render_noise(0.1)
    assert np.array_equal(runner.run(ForgetfulNetwork(1), mix)[0], mix)
    assert falls == ["once"]
    assert runner.device.reason == "the graphics card ran out of memory"


@pytest.mark.parametrize(
    "network", [ForgetfulNetwork(2), ForgetfulNetwork(1, RuntimeError)], ids=["card", "processor"]
)
def test_when_all_memory_is_full_a_sentence_says_so(network: ForgetfulNetwork) -> None:
    runner = Runner(Device("cpu", "fp32", "a test"), on_fallback=lambda: None)
    with pytest.raises(Unavailable, match="not enough memory"):
        runner.run(network, render_noise(0.1))
