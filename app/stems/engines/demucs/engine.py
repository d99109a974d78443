"""The demucs engine: Demucs's networks and weights in our own streaming loop."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

from app.core.work import Report, part_of
from app.stems.engines.demucs.models import PUBLISHED, find_model
from app.stems.engines.demucs.weights import pull_model
from app.stems.outlet import StemFiles
from app.stems.ports import Device, SeparationReport, SeparationRequest, StemModel, Stopwatch
from app.stems.recording import Recording, recorded

if TYPE_CHECKING:
    from app.stems.engines.demucs.loading import Bag
    from app.stems.engines.demucs.network import Runner

# Fractions of the whole at which phases begin. A network says nothing about how long separating
# takes, so fetching weights gets too little of the bar for anybody to conclude that from it.
_FETCHED = 0.05
_LOADED = 0.02
_SEPARATING = 0.04

_PUBLISHED_RATE_HZ = 44_100
_PUBLISHED_CHANNELS = 2


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
        """Write the stems that the recipe asks for; see :class:`app.stems.ports.StemEngine`."""
        watch = Stopwatch()
        with ExitStack() as closing:
            with watch.phase("load"):
                model = find_model(request.model or PUBLISHED[0].name, request.models_folder)
                if not model.installed:
                    fetching = part_of(report, start=0.0, end=_FETCHED)
                    pull_model(model.name, request.models_folder, request.weights_url, fetching)
                    report = part_of(report, start=_FETCHED, end=1.0)
                report(0.0, f"loading {model.name}")
                decoding = _Decoding(request, model, closing)
                phase = _Phase(report)
                bag, runner = _load(request, model, phase)
            with watch.phase("decode"):
                report(_LOADED, "measuring the level")
                recording = decoding.wait_for(bag)
            files = _separate(request, recording, bag, runner, phase, watch)
        report(1.0, "stems are ready")
        return SeparationReport(
            engine=self.name,
            model=model.name,
            device=runner.device.device,
            precision=runner.device.precision,
            device_reason=runner.device.reason,
            stems=files.paths,
            residual_db=files.residual_db,
            duration_seconds=files.duration_seconds,
            elapsed_seconds=watch.read(),
            quality=files.quality,
        )


class _Decoding:
    """The source on its way to floats, while the model is loaded if its format is known before."""

    def __init__(self, request: SeparationRequest, model: StemModel, closing: ExitStack) -> None:
        self._request = request
        self._closing = closing
        self._early: Future[Recording] | None = None
        if any(model.name == known.name for known in PUBLISHED):
            thread = closing.enter_context(ThreadPoolExecutor(1, thread_name_prefix="decoding"))
            self._early = thread.submit(self._decode, _PUBLISHED_RATE_HZ, _PUBLISHED_CHANNELS)
            self._early_format = (_PUBLISHED_RATE_HZ, _PUBLISHED_CHANNELS)

    def wait_for(self, bag: "Bag") -> Recording:
        """Return the recording as ``bag`` wants to have it."""
        if self._early and self._early_format == (bag.rate_hz, bag.channels):
            return self._early.result()
        return self._decode(bag.rate_hz, bag.channels)

    def _decode(self, rate_hz: int, channels: int) -> Recording:
        request = self._request
        decoding = recorded(
            request.source,
            name=request.name,
            folder=request.folder,
            rate_hz=rate_hz,
            channels=channels,
        )
        return self._closing.enter_context(decoding)


class _Phase:
    """What is said while networks run: how far, and on what."""

    expected_runs = 1

    def __init__(self, report: Report) -> None:
        self._report = report
        self._words = ""
        self._runs = 0

    def try_half(self) -> None:
        self._report(0.0, "measuring once what half precision is worth here")

    def load(self, device: Device) -> None:
        words = f"loaded for {device.device} in {device.precision}: {device.reason}"
        self._report(_LOADED, words)

    def say(self, words: str) -> None:
        self._words = words
        self.count(0)

    def count(self, runs: int) -> None:
        self._runs += runs
        done = min(self._runs / self.expected_runs, 1.0)
        self._report(_SEPARATING + (0.99 - _SEPARATING) * done, self._words)


def _load(request: SeparationRequest, model: StemModel, phase: _Phase) -> "tuple[Bag, Runner]":
    from app.stems.engines.demucs.device import choose_device, settle_threads
    from app.stems.engines.demucs.loading import load
    from app.stems.engines.demucs.network import Runner
    from app.stems.engines.demucs.precision import settle

    settle_threads()
    device = choose_device(request.device, request.precision)
    bag = load(model.name, request.models_folder)
    if request.precision == "auto":
        device = settle(device, bag, request.models_folder, on_trial=phase.try_half)
    phase.load(device)
    processor = choose_device("cpu", request.precision)
    return bag, Runner(device, processor=processor, say=phase.say)


def _separate(
    request: SeparationRequest,
    recording: Recording,
    bag: "Bag",
    runner: "Runner",
    phase: _Phase,
    watch: Stopwatch,
) -> StemFiles:
    from app.stems.engines.demucs.loop import Loop

    loop = Loop(recording, bag, runner, request)
    phase.expected_runs = loop.count
    files = StemFiles(
        request.folder,
        list(bag.sources),
        rate_hz=bag.rate_hz,
        channels=bag.channels,
        frames=recording.frames,
        recipe=request,
    )
    phase.say(f"separating ({runner.device.device}, {runner.device.precision})")
    with watch.phase("encode"), files, watch.phase("separate"):
        loop.run(files, watch, done=phase.count)
    return files
