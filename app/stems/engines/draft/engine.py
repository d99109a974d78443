"""The draft engine: own signal processing and a small judge, four stems, nothing to fetch."""

from collections.abc import Iterator
from contextlib import ExitStack

from app.core import audio
from app.core.errors import NotFound
from app.core.work import Report
from app.stems.outlet import StemFiles
from app.stems.ports import SeparationReport, SeparationRequest, StemModel, Stopwatch
from app.stems.recording import Recording, recorded
from app.stems.rules.stem_type import StemType
from app.stems.rules.summing import audio_to_steps, complete_steps, steps_to_audio

STEMS = [StemType.VOCALS.value, StemType.DRUMS.value, StemType.BASS.value, StemType.OTHER.value]

MOST_CHANNELS = 2

_SEPARATING = 0.05
"""The fraction of the work at which the file is decoded."""


class DraftEngine:
    """Separates by cues that hold for most music: instant, offline, and audibly a draft.

    The stems have the rate, the length and the channels of the source (more than two are mixed down
    to two). They add up to the source exactly, counted in steps of 24 bits: three stems are rounded
    to that grid, and ``other`` is the mix minus the three. Where a stem would pass full scale, what
    does not fit goes to the stems that have room, so the sum stays exact there too. A source of 16
    or 24 bits lies on the grid; any other (mp3, 32-bit float) is rounded to it first.

    The recipe's ``overlap`` and ``shifts`` mean nothing here.
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
            terms="Our own signal processing, MIT like the rest of the studio; nothing to fetch.",
            installed=True,
        ),
    )

    def separate(self, request: SeparationRequest, report: Report) -> SeparationReport:
        """Write the stems that the recipe asks for; see :class:`app.stems.ports.StemEngine`."""
        model = self.models[0]
        if request.model not in {None, model.name}:
            raise NotFound(
                f"The draft engine has no model called '{request.model}'. "
                "Leave the model out, or choose the engine 'demucs'."
            )
        watch = Stopwatch()
        with ExitStack() as closing:
            with watch.phase("load"):
                report(0.0, "opening the file")
                source = audio.probe(request.source, name=request.name)
            with watch.phase("decode"):
                recording = closing.enter_context(
                    recorded(
                        request.source,
                        name=request.name,
                        folder=request.folder,
                        rate_hz=source.sample_rate_hz,
                        channels=min(source.channels, MOST_CHANNELS),
                    )
                )
            files = _separate(request, recording, source.sample_rate_hz, watch, report)
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
            quality=files.quality,
        )


def _separate(
    request: SeparationRequest,
    recording: Recording,
    rate_hz: int,
    watch: Stopwatch,
    report: Report,
) -> StemFiles:
    """Write all blocks, those first that somebody waits for."""
    from app.stems.engines.draft.separation import Separator

    separator = Separator(recording.read, rate_hz, recording.frames)
    files = StemFiles(
        request.folder,
        STEMS,
        rate_hz=rate_hz,
        channels=recording.channels,
        frames=recording.frames,
        recipe=request,
    )
    with watch.phase("encode"), files:
        for done, block in enumerate(_in_turn(separator.blocks, separator.block_frames, files)):
            fraction = _SEPARATING + (0.99 - _SEPARATING) * done / separator.blocks
            report(fraction, "separating (draft)")
            with watch.phase("separate"):
                start, samples, parts = separator.separate(block)
                mix = audio_to_steps(samples)
                stems = complete_steps(mix, audio_to_steps(parts))
            files.write(start, steps_to_audio(mix), steps_to_audio(stems))
    return files


def _in_turn(blocks: int, block_frames: int, files: StemFiles) -> Iterator[int]:
    """Yield every block once: on from the last one, or from where somebody wants to listen."""
    missing = set(range(blocks))
    following = 0
    while missing:
        wished = files.wished_frame
        if wished is not None and wished // block_frames in missing:
            following = wished // block_frames
        block = min((later for later in missing if later >= following), default=min(missing))
        missing.remove(block)
        following = block + 1
        yield block
