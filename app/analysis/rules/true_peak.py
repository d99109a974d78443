"""The highest level between the samples, after ITU-R BS.1770-4, annex 2."""

import numpy as np
import numpy.typing as npt

from app.core.units import Audio

_OVERSAMPLING = 4
_TAPS = 12

# The first two phases of the interpolator that the recommendation prints; the others mirror them.
_QUARTER = (
    0.0017089843750,
    0.0109863281250,
    -0.0196533203125,
    0.0332031250000,
    -0.0594482421875,
    0.1373291015625,
    0.9721679687500,
    -0.1022949218750,
    0.0476074218750,
    -0.0266113281250,
    0.0148925781250,
    -0.0083007812500,
)
_HALF = (
    -0.0291748046875,
    0.0292968750000,
    -0.0517578125000,
    0.0891113281250,
    -0.1665039062500,
    0.4650878906250,
    0.7797851562500,
    -0.2003173828125,
    0.1015625000000,
    -0.0582275390625,
    0.0330810546875,
    -0.0189208984375,
)


class TruePeakMeter:
    """Finds the peak of a stream that is oversampled four times."""

    def __init__(self, channels: int) -> None:
        self._rest = np.zeros((channels, _TAPS - 1), dtype=np.float32)
        self._highest = 0.0
        self.sample_peak = 0.0

    def push(self, block: Audio) -> None:
        """Take more of the stream, shape ``(channels, samples)``."""
        if block.size == 0:
            return
        self.sample_peak = max(self.sample_peak, float(np.abs(block).max()))
        self._measure(np.concatenate([self._rest, block], axis=1))
        self._rest = np.concatenate([self._rest, block], axis=1)[:, -(_TAPS - 1) :]

    def finish(self) -> float:
        """Return the highest amplitude, never below the highest sample."""
        self._measure(np.pad(self._rest, ((0, 0), (0, _TAPS))))
        return max(self._highest, self.sample_peak)

    def _measure(self, sound: Audio) -> None:
        from scipy.signal import upfirdn  # pyright: ignore[reportUnknownVariableType]

        between = upfirdn(interpolator(), sound, up=_OVERSAMPLING, axis=1)
        # What depends on samples before or after this stretch is measured with its neighbours.
        edge = _OVERSAMPLING * (_TAPS - 1)
        inside = between[:, edge : between.shape[1] - edge]
        if inside.size:
            self._highest = max(self._highest, float(inside.max()), -float(inside.min()))


def interpolator() -> npt.NDArray[np.float32]:
    """Return the interpolating filter, shape ``(48,)``, its four phases interleaved."""
    phases = (_QUARTER, _HALF, _HALF[::-1], _QUARTER[::-1])
    return np.array(phases, dtype=np.float32).T.reshape(-1)
