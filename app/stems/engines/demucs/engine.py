"""The demucs engine: Demucs's networks and weights in our own streaming loop."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.core import audio
from app.core.errors import UnusableAudio
from app.core.units import Audio
from app.core.work import Report, part_of
from app.stems.engines.demucs.models import PUBLISHED, find_model
from app.stems.engines.demucs.weights import pull_model
from app.stems.ports import SeparationReport, SeparationRequest, StemFiles, Stopwatch
from app.stems.rules.sample_queue import SampleQueue
from app.stems.rules.stem_type import sort_stems
from app.stems.rules.summing import fit_full_scale

if TYPE_CHECKING:
    from app.stems.engines.demucs.loading import Bag, Network
    from app.stems.engines.demucs.network import Runner
    from app.stems.engines.demucs.segments import BagStream

# Fractions of the whole at which phases begin. A network says nothing about how long separating
# takes, so fetching weights gets too little of the bar for anybody to conclude that from it.
_FETCHED = 0.05
_LOADED = 0.02
_MEASURED = 0.04


class DemucsEngine:
    """Separates with the models of Demucs, those in the folder first, the published ones fetched.

    The stems have the model's rate and channels (44.1 kHz stereo for the published ones), whatever
    the source has; a mono source goes in on both sides. They are written at their own level, so
    that they add up to the mix as well as the model can (``residual_db`` says how well). Where a
    stem would pass full scale, the few samples that do hand their excess to the stems with room.
    """

    name = "demucs"
    label = "Demucs"
    is_draft = False
    models = PUBLISHED

    def separate(self, request: SeparationRequest, report: Report) -> SeparationReport:
        """Write one file per source of the model; see :class:`app.stems.ports.StemEngine`."""
        from app.stems.engines.demucs.device import choose_device
        from app.stems.engines.demucs.loading import load
        from app.stems.engines.demucs.network import Runner

        watch = Stopwatch()
        with watch.phase("load"):
            model = find_model(request.model or PUBLISHED[0].name, request.models_folder)
            device = choose_device(request.device, request.precision)
            if not model.installed:
                fetching = part_of(report, start=0.0, end=_FETCHED)
                pull_model(model.name, request.models_folder, request.weights_url, fetching)
                report = part_of(report, start=_FETCHED, end=1.0)
            report(0.0, f"loading {model.name}")
            bag = load(model.name, request.models_folder)
        phase = _Phase(report, f"separating ({device.device}, {device.precision})")
        runner = Runner(device, on_fallback=phase.fall_back)
        files = _separate(request, bag, runner, phase, watch)
        report(1.0, "stems are ready")
        return SeparationReport(
            engine=self.name,
            model=model.name,
            device=runner.device.device,
            precision=runner.device.precision,
            stems={name: files.paths[name] for name in sort_stems(list(files.paths))},
            residual_db=files.residual_db,
            duration_seconds=files.duration_seconds,
            elapsed_seconds=watch.read(),
        )


class _Phase:
    """What is said while networks run: how far, and on what."""

    def __init__(self, report: Report, words: str) -> None:
        self._report = report
        self._words = words
        self._done = 0
        self.expected_runs = 1

    def fall_back(self) -> None:
        self._words = "Out of memory on the graphics card, going on with the processor"
        self._say()

    def count_run(self) -> None:
        self._done += 1
        self._say()

    def start(self) -> None:
        self._report(_LOADED, "measuring the level")

    def _say(self) -> None:
        done = min(self._done / self.expected_runs, 1.0)
        self._report(_MEASURED + (0.99 - _MEASURED) * done, self._words)


@dataclass(frozen=True)
class Level:
    """Mean and spread of the mono mix of a whole recording, by which Demucs normalises it."""

    mean: float
    spread: float
    samples: int


def measure_level(blocks: Iterable[Audio]) -> Level:
    """Return the level of a stream, as ``demucs.api.Separator`` takes it from the whole."""
    samples, total, squares = 0, 0.0, 0.0
    for block in blocks:
        mono = block.mean(axis=0, dtype=np.float64)
        samples += len(mono)
        total += float(mono.sum())
        squares += float(np.square(mono).sum())
    mean = total / max(samples, 1)
    variance = max(squares - samples * mean * mean, 0.0) / max(samples - 1, 1)
    return Level(mean, math.sqrt(variance) + 1e-8, samples)


def _separate(
    request: SeparationRequest, bag: "Bag", runner: "Runner", phase: _Phase, watch: Stopwatch
) -> StemFiles:
    """Decode twice, once for the level and once for the networks, and write span by span."""

    def decode() -> Iterator[Audio]:
        return watch.watch(
            audio.stream(
                request.source, name=request.name, rate_hz=bag.rate_hz, channels=bag.channels
            )
        )

    phase.start()
    level = measure_level(decode())
    if not level.samples:
        raise UnusableAudio(f"'{request.name}' holds no sound. Choose another file.")
    stream = _open_bag(bag, runner, phase, level.samples)
    files = StemFiles(request.folder, list(bag.sources), rate_hz=bag.rate_hz, channels=bag.channels)
    with files:
        spans = separate_blocks(decode(), stream, level)
        while True:
            with watch.phase("separate"):
                span = next(spans, None)
            if span is None:
                return files
            with watch.phase("encode"):
                files.write(*span)


def separate_blocks(
    blocks: Iterator[Audio], stream: "BagStream", level: Level
) -> Iterator[tuple[Audio, npt.NDArray[np.float32]]]:
    """Yield final spans of the mix and of its stems, ``(sources, channels, samples)``."""
    mix = SampleQueue()

    def run() -> Iterator[npt.NDArray[np.float32]]:
        for block in mix.tee(blocks):
            normal = (block - np.float32(level.mean)) / np.float32(level.spread)
            yield from stream.push(normal)
        yield from stream.finish()

    for estimates in run():
        stems = estimates * np.float32(level.spread) + np.float32(level.mean)
        yield mix.take(stems.shape[-1]), fit_full_scale(stems)


def _open_bag(bag: "Bag", runner: "Runner", phase: _Phase, samples: int) -> "BagStream":
    from app.stems.engines.demucs.network import Estimates
    from app.stems.engines.demucs.segments import OVERLAP, BagStream, SegmentStream

    def run(network: "Network", chunk: Audio) -> Estimates:
        estimates = runner.run(network, chunk)
        phase.count_run()
        return estimates

    streams: list[SegmentStream] = []
    phase.expected_runs = 0
    for network in bag.networks:
        segment = int(bag.rate_hz * network.segment)
        phase.expected_runs += math.ceil(samples / int((1 - OVERLAP) * segment))
        pad_to = getattr(network, "valid_length", int)
        streams.append(SegmentStream(partial(run, network), segment_samples=segment, pad_to=pad_to))
    return BagStream(streams, bag.weights)
