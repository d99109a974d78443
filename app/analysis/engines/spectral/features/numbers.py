"""Numbers as documents carry them."""

import numpy as np
import numpy.typing as npt

from app.analysis.engines.spectral.conclusions import DIGITS


def rounded(values: npt.NDArray[np.floating], *, digits: int = DIGITS) -> list[float]:
    """Return plain numbers with so many digits after the point."""
    return [round(float(value), digits) for value in values]
