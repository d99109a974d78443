"""Overlapping segments as a stream: what ``demucs.apply.apply_model`` computes, span by span.

The numbers are those of ``apply_model(split=True, shifts=0, overlap=0.25, transition_power=1)``:
segments of the network's own length, three quarters of a segment apart, weighted by a triangle and
divided by the sum of the weights. Only here everything before the next segment is final as soon as
a segment is done, and is handed out and forgotten.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from app.core.units import Audio
from app.stems.engines.demucs.network import Estimates
from app.stems.rules.sample_queue import SampleQueue

OVERLAP = 0.25


class SegmentStream:
    """One network's way through a recording, at memory for two segments."""

    def __init__(
        self,
        run: Callable[[Audio], Estimates],
        *,
        segment_samples: int,
        pad_to: Callable[[int], int] = int,
    ) -> None:
        """Take the network as ``run``; ``pad_to`` is the length it wants for a given length."""
        self._run = run
        self._segment = segment_samples
        self._stride = int((1 - OVERLAP) * segment_samples)
        self._pad_to = pad_to
        self._triangle = triangle(segment_samples)
        self._offset = 0
        self._mix: Audio | None = None
        self._mix_start = 0
        self._sum: Estimates | None = None
        self._weight = np.zeros(segment_samples, np.float32)

    def push(self, block: Audio) -> Iterator[Estimates]:
        """Take a block of the mix, and yield the spans that it makes final."""
        self._mix = block if self._mix is None else np.concatenate([self._mix, block], axis=1)
        padding = self._pad_to(self._segment) - self._segment
        ahead = self._segment + padding - padding // 2
        while self._end >= self._offset + ahead:
            yield self._step(self._segment)

    def finish(self) -> Iterator[Estimates]:
        """Yield the spans that are left when the mix is over."""
        while self._offset < self._end:
            yield self._step(min(self._segment, self._end - self._offset))

    @property
    def _end(self) -> int:
        return self._mix_start + (0 if self._mix is None else self._mix.shape[1])

    def _step(self, length: int) -> Estimates:
        """Run the segment at the present offset, and return what no later one touches."""
        chunk = self._cut(length)
        estimates = _trim(self._run(chunk), length)
        if self._sum is None:
            self._sum = np.zeros((*estimates.shape[:-1], self._segment), np.float32)
        self._sum[..., :length] += self._triangle[:length] * estimates
        self._weight[:length] += self._triangle[:length]
        final = min(self._stride, length)
        span = self._sum[..., :final] / self._weight[:final]
        self._advance()
        return span

    def _cut(self, length: int) -> Audio:
        """Return the segment with as much of its surroundings as the network wants."""
        assert self._mix is not None  # noqa: S101  — push came before
        wanted = self._pad_to(length)
        start = self._offset - (wanted - length) // 2
        left, right = max(start, 0), min(start + wanted, self._end)
        inside = self._mix[:, left - self._mix_start : right - self._mix_start]
        return np.pad(inside, ((0, 0), (left - start, start + wanted - right)))

    def _advance(self) -> None:
        assert self._mix is not None  # noqa: S101  — push came before
        assert self._sum is not None  # noqa: S101  — a step came before
        self._offset += self._stride
        for kept in (self._sum, self._weight):
            kept[..., : -self._stride] = kept[..., self._stride :].copy()
            kept[..., -self._stride :] = 0
        behind = max(0, self._offset - self._segment - self._mix_start)
        self._mix = self._mix[:, behind:]
        self._mix_start += behind


class BagStream:
    """Several networks over the same recording, averaged by their weights per source."""

    def __init__(
        self, streams: Sequence[SegmentStream], weights: Sequence[Sequence[float]]
    ) -> None:
        self._streams = streams
        self._weights = np.asarray(weights, np.float32)
        self._queues = [SampleQueue() for _ in streams]

    def push(self, block: Audio) -> Iterator[Estimates]:
        """Take a block of the mix, and yield the spans that every network has finished."""
        for stream, queue in zip(self._streams, self._queues, strict=True):
            for span in stream.push(block):
                queue.push(span)
        yield from self._combine()

    def finish(self) -> Iterator[Estimates]:
        """Yield the spans that are left when the mix is over."""
        for stream, queue in zip(self._streams, self._queues, strict=True):
            for span in stream.finish():
                queue.push(span)
        yield from self._combine()

    def _combine(self) -> Iterator[Estimates]:
        ready = min(len(queue) for queue in self._queues)
        if not ready:
            return
        spans = [queue.take(ready) for queue in self._queues]
        if len(spans) == 1:
            yield spans[0]
            return
        scaled = zip(self._weights, spans, strict=True)
        total = sum(weight[:, None, None] * span for weight, span in scaled)
        yield np.asarray(total / self._weights.sum(axis=0)[:, None, None], np.float32)


def triangle(samples: int) -> npt.NDArray[np.float32]:
    """Return weights that rise to 1 in the middle of a segment and fall again."""
    rise = np.arange(1, samples // 2 + 1)
    fall = np.arange(samples - samples // 2, 0, -1)
    return (np.concatenate([rise, fall]) / fall[0]).astype(np.float32)


def _trim(estimates: Estimates, samples: int) -> Estimates:
    """Return the middle ``samples`` samples."""
    start = (estimates.shape[-1] - samples) // 2
    return estimates[..., start : start + samples]
