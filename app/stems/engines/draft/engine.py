"""The draft engine: own signal processing, four stems, no weights, no network."""

from collections.abc import Iterator

from app.core import audio
from app.core.errors import NotFound
from app.core.units import Audio
from app.core.work import Report
from app.stems.ports import (
    SeparationReport,
    SeparationRequest,
    StemFiles,
    StemModel,
    Stopwatch,
)
from app.stems.rules.sample_queue import SampleQueue
from app.stems.rules.stem_type import StemType
from app.stems.rules.summing import audio_to_steps, complete_steps, steps_to_audio

STEMS = [StemType.VOCALS.value, StemType.DRUMS.value, StemType.BASS.value, StemType.OTHER.value]

MOST_CHANNELS = 2


class DraftEngine:
    """Separates by cues that hold for most music: instant, offline, and audibly a draft.

    The stems have the rate, the length and the channels of the source (more than two are mixed down
    to two). They add up to the source exactly, counted in steps of 24 bits: three stems are rounded
    to that grid, and ``other`` is the mix minus the three. Where a stem would pass full scale, what
    does not fit goes to the stems that have room, so the sum stays exact there too. A source of 16
    or 24 bits lies on the grid; any other (mp3, 32-bit float) is rounded to it first.
    """

    name = "draft"
    label = "Draft (instant, rough)"
    is_draft = True
    models = (
        StemModel(
            name="draft",
            engine="draft",
            stems=tuple(STEMS),
            size_bytes=0,
            terms="Our own signal processing, MIT like the rest of the studio; needs no weights.",
            installed=True,
        ),
    )

    def separate(self, request: SeparationRequest, report: Report) -> SeparationReport:
        """Write vocals, drums, bass and other; see :class:`app.stems.ports.StemEngine`."""
        model = self.models[0]
        if request.model not in {None, model.name}:
            raise NotFound(
                f"The draft engine has no model called '{request.model}'. "
                "Leave the model out, or choose the engine 'demucs'."
            )
        watch = Stopwatch()
        with watch.phase("load"):
            report(0.0, "opening the file")
            source = audio.probe(request.source, name=request.name)
        rate_hz = source.sample_rate_hz
        channels = min(source.channels, MOST_CHANNELS)
        expected = round((source.duration_seconds or 0.0) * rate_hz)
        with StemFiles(request.folder, STEMS, rate_hz=rate_hz, channels=channels) as files:
            blocks = audio.stream(request.source, name=request.name, channels=channels)
            written = 0
            for mix, stems in _separate(watch.watch(iter(blocks)), rate_hz, watch):
                with watch.phase("encode"):
                    files.write(mix, stems)
                written += mix.shape[1]
                report(min(written / max(expected, written), 0.99), "separating (draft)")
        report(1.0, "stems are ready")
        return SeparationReport(
            engine=self.name,
            model=model.name,
            device="cpu",
            precision="fp32",
            stems=files.paths,
            residual_db=files.residual_db,
            duration_seconds=files.duration_seconds,
            elapsed_seconds=watch.read(),
        )


def _separate(
    blocks: Iterator[Audio], rate_hz: int, watch: Stopwatch
) -> Iterator[tuple[Audio, Audio]]:
    """Yield spans of the mix on the 24-bit grid, and of all stems that add up to it."""
    from app.stems.engines.draft.separation import separate

    waiting = SampleQueue()
    spans = separate(waiting.tee(blocks), rate_hz)
    while True:
        with watch.phase("separate"):
            parts = next(spans, None)
            if parts is None:
                return
            samples = min(parts.shape[-1], len(waiting))
            if not samples:
                continue
            mix = audio_to_steps(waiting.take(samples))
            stems = complete_steps(mix, audio_to_steps(parts[..., :samples]))
        yield steps_to_audio(mix), steps_to_audio(stems)
