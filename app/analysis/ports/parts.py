"""The pieces that an analysis is made of."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Base64Bytes, BaseModel, ConfigDict

from app.analysis.rules.form.cues import CueType
from app.analysis.rules.form.sections import Label
from app.analysis.rules.rows import pack_rows, unpack_rows


class Section(BaseModel):
    """A part of the track's form; ``energy`` is 0..1 within the track.

    ``name`` is what a hand calls it, if that is no label.
    """

    model_config = ConfigDict(from_attributes=True)

    label: Label
    name: str | None = None
    start_seconds: float
    end_seconds: float
    energy: float


class CuePoint(BaseModel):
    """A position worth returning to; ``colour`` is ``"#RRGGBB"``, ``confidence`` 0..1."""

    model_config = ConfigDict(from_attributes=True)

    position_seconds: float
    label: str
    type: CueType
    colour: str
    explanation: str
    confidence: float


class EnergyCurve(BaseModel):
    """Energy over time, 0..1 within the track; value ``i`` begins at ``i * step_seconds``."""

    step_seconds: float
    values: list[float]


class TempoSpan(BaseModel):
    """Beats at one tempo: from ``start_seconds`` to the next span, or to the end."""

    start_seconds: float
    tempo_bpm: float


class TempoAlternative(BaseModel):
    """Another way to count the same music; ``kind`` says against the grid that was chosen.

    ``shifted`` keeps the tempo and begins bars on another beat, or half a beat later.
    """

    kind: Literal["half", "double", "shifted"]
    tempo_bpm: float
    first_downbeat_seconds: float
    confidence: float


class KeySpan(BaseModel):
    """A key that holds for a while; ``confidence`` is 0..1."""

    start_seconds: float
    end_seconds: float
    key: str
    camelot: str
    confidence: float


class LoopSuggestion(BaseModel):
    """A stretch of whole bars that can be repeated; ``score`` is 0..1, 1 for no audible seam."""

    model_config = ConfigDict(from_attributes=True)

    start_seconds: float
    end_seconds: float
    bars: int
    score: float
    label: str
    explanation: str


class ChordSpan(BaseModel):
    """A chord such as ``"F#m7"``, or ``"N"`` for none; in the spelling of the track's key."""

    start_seconds: float
    end_seconds: float
    chord: str
    confidence: float


class VocalSpan(BaseModel):
    """Somebody sings or speaks; ``confidence`` is 0..1."""

    start_seconds: float
    end_seconds: float
    confidence: float


class DrumHit(BaseModel):
    """One stroke; ``strength`` is 0..1 within the track."""

    seconds: float
    drum: Literal["kick", "snare", "hat"]
    strength: float


class Frames(BaseModel):
    """Rows of values over time, a byte each: row ``i`` begins at ``i * step_seconds``.

    ``names`` are those of the columns; ``data`` is read with :meth:`unpack`.
    """

    step_seconds: float
    names: list[str]
    low: list[float]
    high: list[float]
    data: Base64Bytes

    @classmethod
    def pack(
        cls, rows: npt.NDArray[np.float32], *, names: list[str], step_seconds: float
    ) -> "Frames":
        """Return rows, shape ``(rows, columns)``, with an error of a 510th of a column's range."""
        low, high, data = pack_rows(rows)
        return cls.model_construct(
            step_seconds=step_seconds, names=names, low=low, high=high, data=data
        )

    def unpack(self) -> npt.NDArray[np.float32]:
        """Return the rows, shape ``(rows, columns)``."""
        return unpack_rows(self.low, self.high, self.data)

    def exported(self) -> dict[str, Any]:
        """Return the rows as plain numbers of four digits, as JSON carries them."""
        values = [[float(f"{value:.4g}") for value in row] for row in self.unpack()]
        return {"step_seconds": self.step_seconds, "names": self.names, "values": values}
