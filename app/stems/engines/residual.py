"""Make what the stems lack audible: the mix minus their sum, at the level it has in the mix."""

from collections.abc import Iterator

from app.core import audio
from app.core.units import Audio
from app.core.work import Report
from app.stems.ports import ResidualReport, ResidualRequest
from app.stems.rules.pyramid import PyramidBuilder
from app.stems.rules.sample_queue import SampleQueue

_BLOCK_SECONDS = 5.0
_BITS = 24


def subtract_stems(request: ResidualRequest, report: Report) -> ResidualReport:
    """Write the residual of a separation as FLAC, and its waveform.

    It has the rate, the channels and the length of the stems.

    Raises:
        NotFound: if a file is gone.
        UnusableAudio: if one cannot be decoded.
        StorageFailed: if the disk refuses.
    """
    form = audio.probe(request.stems[0])
    rate_hz, channels = form.sample_rate_hz, form.channels
    builder = PyramidBuilder(rate_hz)
    seconds, whole_seconds = 0.0, max(form.duration_seconds or 0.0, 1e-9)
    with audio.FlacWriter(request.target, rate_hz=rate_hz, channels=channels, bits=_BITS) as writer:
        for block in _subtract(request, rate_hz=rate_hz, channels=channels):
            writer.write(block)
            builder.add(block)
            seconds += block.shape[1] / rate_hz
            report(min(seconds / whole_seconds, 1.0), "subtracting the stems")
    request.picture.write_bytes(builder.render())
    return ResidualReport(duration_seconds=seconds)


def _subtract(request: ResidualRequest, *, rate_hz: int, channels: int) -> Iterator[Audio]:
    """Yield the mix minus the stems; blocks of files of one rate and length are equally long."""
    mix = audio.stream(
        request.mix,
        name=request.name,
        rate_hz=rate_hz,
        channels=channels,
        block_seconds=_BLOCK_SECONDS,
    )
    waiting = SampleQueue()
    parts = [audio.stream(path, block_seconds=_BLOCK_SECONDS) for path in request.stems]
    for blocks in zip(*parts, strict=True):
        samples = blocks[0].shape[1]
        while len(waiting) < samples and (more := next(mix, None)) is not None:
            waiting.push(more)
        samples = min(samples, len(waiting))
        if not samples:
            return  # a lossy file may decode to a few samples less than it did then
        residual = waiting.take(samples).copy()
        for block in blocks:
            residual -= block[:, :samples]
        yield residual
