"""Draw the waveform of a recording: one pass over its audio, three bands."""

from pathlib import Path

from app.core import audio
from app.core.work import Report
from app.stems.ports import DrawReport, DrawRequest
from app.stems.rules.pyramid import PyramidBuilder

_BLOCK_SECONDS = 10.0
_COPY_BITS = 16
_COPY_CHANNELS = 2


def draw_waveform(request: DrawRequest, report: Report) -> DrawReport:
    """Write the pyramid of ``request.source``, and a copy that players can seek in if asked to.

    Raises:
        UnusableAudio: if the source cannot be decoded.
        StorageFailed: if the disk refuses.
    """
    form = audio.probe(request.source, name=request.name)
    source = request.source
    if request.copy_to is not None:
        _copy(request, request.copy_to, form)
        source = request.copy_to
    builder = PyramidBuilder(form.sample_rate_hz)
    seconds = 0.0
    for block in audio.stream(source, name=request.name, block_seconds=_BLOCK_SECONDS):
        builder.add(block)
        seconds += block.shape[1] / form.sample_rate_hz
        whole = form.duration_seconds or seconds
        report(min(seconds / max(whole, 1e-9), 1.0), "drawing")
    return DrawReport(size_bytes=request.target.write_bytes(builder.render()))


def _copy(request: DrawRequest, target: Path, form: audio.AudioFormat) -> None:
    channels = min(form.channels, _COPY_CHANNELS)
    rate_hz = form.sample_rate_hz
    with audio.FlacWriter(target, rate_hz=rate_hz, channels=channels, bits=_COPY_BITS) as writer:
        for block in audio.stream(request.source, name=request.name, channels=channels):
            writer.write(block)
