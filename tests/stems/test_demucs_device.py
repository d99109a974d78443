from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from app import stems
from app.core.errors import Unavailable
from app.stems.engines.demucs.device import Card, choose_device, count_cores, explain_card
from app.stems.engines.demucs.loading import Bag, Warm
from app.stems.engines.demucs.network import Runner
from app.stems.engines.demucs.precision import Trial, recall, settle
from app.stems.ports import Device
from tests.stems.test_segments import build_transformer

CPU = Device("cpu", "fp32", "a test")
ABLE = Device("cpu", "bf16", "the processor was asked for; it has avx512_bf16")
MIX = np.random.default_rng(3).standard_normal((5, 2, 800)).astype(np.float32)


class ForgetfulNetwork(torch.nn.Module):
    """A network whose device has memory for so many segments at once, or fails so many times."""

    def __init__(
        self,
        *,
        room: int = 8,
        failures: int = 0,
        error: Callable[[str], RuntimeError] = torch.OutOfMemoryError,
    ) -> None:
        super().__init__()
        self.segment = 1.0
        self.sizes: list[int] = []
        self._room = room
        self._failures = failures
        self._error = error

    def forward(self, mix: torch.Tensor) -> torch.Tensor:
        """Return the mix as the one source, or fail."""
        self._failures -= 1
        if self._failures >= 0 or len(mix) > self._room:
            raise self._error("not enough memory: you tried to allocate memory")
        self.sizes.append(len(mix))
        return mix[:, None]


def run_all(network: ForgetfulNetwork, said: list[str]) -> tuple[Runner, list[bool]]:
    """Run five segments, as many at once as a graphics card gets."""
    runner = Runner(CPU, processor=replace(CPU, precision="bf16"), say=said.append)
    runner.most_at_once = 8
    estimates = runner.run(network, MIX)
    assert len(estimates) == len(MIX)
    return runner, [np.array_equal(one[0], mix) for one, mix in zip(estimates, MIX, strict=True)]


def test_a_card_that_is_full_gets_fewer_segments_at_a_time() -> None:
    network, said = ForgetfulNetwork(room=1), list[str]()
    runner, same = run_all(network, said)
    assert all(same)
    assert network.sizes == [1, 1, 1, 1, 1]
    assert (runner.most_at_once, runner.device) == (1, CPU)
    assert said == [
        "Out of memory on the graphics card, going on with 2 segments at a time",
        "Out of memory on the graphics card, going on with 1 segment at a time",
    ]


def test_a_card_with_no_room_at_all_leaves_the_rest_to_the_processor() -> None:
    said: list[str] = []
    runner, same = run_all(ForgetfulNetwork(failures=3), said)
    assert all(same)
    assert said[-1] == "Out of memory on the graphics card, going on with the processor"
    assert len(said) == 3
    assert runner.device.reason == "the graphics card ran out of memory"
    assert runner.device.precision == "bf16"


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, RuntimeError], ids=["card", "processor"])
def test_when_all_memory_is_full_a_sentence_says_so(
    error: Callable[[str], RuntimeError],
) -> None:
    runner = Runner(CPU, processor=CPU, say=lambda _: None)
    with pytest.raises(Unavailable, match="not enough memory"):
        runner.run(ForgetfulNetwork(failures=9, error=error), MIX)


def test_other_faults_of_a_network_are_not_taken_for_a_lack_of_memory() -> None:
    runner = Runner(CPU, processor=CPU, say=pytest.fail)
    network = ForgetfulNetwork(failures=9, error=lambda _: RuntimeError("shapes do not fit"))
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        runner.run(network, MIX)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (Card(), "there is no graphics card"),
        (Card(seen="NVIDIA, driver 550.54"), "this torch was built without CUDA"),
        (Card("12.8", "", "Found no NVIDIA driver"), "no NVIDIA graphics card, or no driver"),
        (
            Card("12.8", "NVIDIA, driver 450.1", "The NVIDIA driver on your system is too old"),
            r"\(NVIDIA, driver 450.1\) refuses: The NVIDIA driver on your system is too old",
        ),
        (
            Card("12.8", "NVIDIA", "no kernel image", (6, 1), ("sm_75", "sm_90a", "compute_90")),
            "compute capability 6.1, and this torch was built for sm_75, sm_90a, compute_90 only",
        ),
        (
            Card("12.8", "NVIDIA", "no kernel image", (12, 0), ("sm_75", "sm_90", "sm_100")),
            "compute capability 12.0",
        ),
        (
            Card("12.8", "NVIDIA", "an illegal instruction", (8, 6), ("sm_80", "sm_90")),
            "refuses: an illegal instruction",
        ),
        (
            Card("12.8", "NVIDIA", "an illegal instruction", (10, 0), ("sm_80", "compute_90")),
            "refuses: an illegal instruction",
        ),
    ],
)
def test_a_card_that_cannot_be_used_is_explained(card: Card, words: str) -> None:
    with pytest.raises(Unavailable, match=words):
        raise Unavailable(explain_card(card))


def test_a_card_without_trouble_needs_no_explanation() -> None:
    assert not explain_card(Card("12.8", "NVIDIA", "", (9, 0), ("sm_80",)))


def test_a_process_counts_the_cores_it_may_use() -> None:
    assert 1 <= count_cores() <= (torch.get_num_threads() or 1) * 2


def bag_of(network: torch.nn.Module) -> Bag:
    return Bag((network,), ((1.0,) * 4,), ("drums", "bass", "other", "vocals"), 8_000, 2)  # pyright: ignore[reportArgumentType]


def test_what_half_precision_is_worth_is_measured_once_and_remembered(tmp_path: Path) -> None:
    network, trials = build_transformer(), list[str]()
    bag = bag_of(network)
    first = settle(ABLE, bag, tmp_path, on_trial=lambda: trials.append("made"))
    again = settle(ABLE, bag, tmp_path, on_trial=lambda: trials.append("made"))
    assert trials == ["made"]
    assert first == again
    assert network.segment == Fraction(1)
    ((key, trial),) = recall(tmp_path).items()
    assert "HTDemucs" in key
    assert torch.__version__ in key
    assert (first.precision, trial.words) == (trial.precision, first.reason.split("; ")[-1])


def test_without_instructions_for_it_half_precision_is_not_even_tried(tmp_path: Path) -> None:
    settled = settle(CPU, bag_of(build_transformer()), tmp_path, on_trial=pytest.fail)
    assert settled == CPU
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("speedup", "agreement_db", "precision", "words"),
    [
        (1.93, 48.0, "bf16", "bf16 measured 1.9 times as fast as fp32 here"),
        (0.52, 48.0, "fp32", "bf16 measured 0.5 times as fast as fp32 here"),
        (1.93, 31.0, "fp32", "bf16 agreed with fp32 to only 31 dB here"),
    ],
)
def test_half_precision_is_taken_if_it_is_faster_and_agrees(
    speedup: float, agreement_db: float, precision: str, words: str
) -> None:
    trial = Trial(speedup=speedup, agreement_db=agreement_db)
    assert (trial.precision, trial.words) == (precision, words)


def test_the_description_of_the_device_tells_what_was_measured(tmp_path: Path) -> None:
    chosen = choose_device("cpu")
    before = stems.describe_device("cpu", models_folder=tmp_path)
    settled = settle(chosen, bag_of(build_transformer()), tmp_path, on_trial=lambda: None)
    assert stems.describe_device("cpu", models_folder=tmp_path) == settled
    assert before.reason == chosen.reason or before.reason.endswith("whether bf16 pays")


def test_a_precision_that_is_asked_for_is_taken_and_not_measured(tmp_path: Path) -> None:
    described = stems.describe_device("cpu", "bf16", models_folder=tmp_path)
    assert described.precision == "bf16"
    assert described.reason.endswith("bf16 was asked for")


def test_what_was_used_least_lately_goes_when_memory_is_full() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    warm: Warm[str] = Warm(most_bytes=10, weigh=len)
    for name in ("four", "fives", "four", "seven..", "four", "fives", "far too long for it"):
        warm.get(name, lambda name=name: make(name))
    assert made == ["four", "fives", "seven..", "four", "fives", "far too long for it"]
    assert warm.size_bytes == len("far too long for it")
