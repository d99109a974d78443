"""Rows of values over time, packed into a byte each."""

import zlib

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

_STEPS = 255


def pack_rows(values: Matrix) -> tuple[list[float], list[float], bytes]:
    """Return the lowest and the highest value of each column, and the rows between them.

    ``values`` has the shape ``(rows, columns)``; what is not finite counts as the lowest. The error
    of a value is at most a 510th of its column's range.
    """
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = finite.min(axis=0, initial=np.inf), finite.max(axis=0, initial=-np.inf)
    if len(finite) == 0:
        low, high = np.zeros(values.shape[1]), np.zeros(values.shape[1])
    span = np.where(high > low, high - low, 1.0)
    steps = np.round((finite - low) / span * _STEPS).astype(np.uint8)
    return [float(one) for one in low], [float(one) for one in high], zlib.compress(steps.tobytes())


def unpack_rows(low: list[float], high: list[float], data: bytes) -> Matrix:
    """Return the rows again, shape ``(rows, columns)``."""
    steps = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(-1, len(low))
    lowest = np.array(low, dtype=np.float32)
    step = (np.array(high, dtype=np.float32) - lowest) / np.float32(_STEPS)
    return (steps * step + lowest).astype(np.float32)
