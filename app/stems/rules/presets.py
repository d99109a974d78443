"""How thoroughly to separate, in one word each, and what people may wish for beside it."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.core.catalog import Catalog

DEFAULT_OVERLAP: Final = 0.25
DEFAULT_SHIFTS: Final = 0


@dataclass(frozen=True)
class Preset:
    """A way to separate that has a name: an engine, its model, and how thoroughly."""

    name: str
    engine: str
    model: str
    overlap: float = DEFAULT_OVERLAP
    shifts: int = DEFAULT_SHIFTS


PRESETS: Final = Catalog(
    "preset",
    (
        Preset("instant", "draft", "draft"),
        Preset("fast", "demucs", "htdemucs", overlap=0.1),
        Preset("balanced", "demucs", "htdemucs"),
        Preset("best", "demucs", "htdemucs_ft", overlap=0.5, shifts=1),
    ),
)
"""The ways to separate that have names, the quickest first."""


StemName = Annotated[str, Field(min_length=1, max_length=40)]


class Wish(BaseModel):
    """What somebody says about a separation; whatever is None was not said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: str | None = Field(
        default=None, max_length=40, description="instant, fast, balanced or best."
    )
    engine: str | None = Field(default=None, max_length=40)
    model: str | None = Field(default=None, max_length=120, description="Implies its engine.")
    overlap: float | None = Field(
        default=None, ge=0.0, le=0.9, description="Of neighbouring segments."
    )
    shifts: int | None = Field(
        default=None, ge=0, le=10, description="How many more looks at other offsets are averaged."
    )
    keep: tuple[StemName, ...] | None = Field(
        default=None, max_length=20, description="Which stems to write; all if empty."
    )
    rest: bool | None = Field(
        default=None, description="Write the sum of the others as one more stem."
    )
    complete: bool | None = Field(
        default=None, description="Give what the stems lack to the last one: they add up exactly."
    )

    @property
    def says_how(self) -> bool:
        """Say whether it names a way to separate."""
        return any(one is not None for one in (self.preset, self.engine, self.model))


def find_preset(*, engine: str, model: str | None, overlap: float, shifts: int) -> Preset | None:
    """Return the preset that is just this way, if there is one."""
    wanted = (engine, model, overlap, shifts)
    like = (one for one in PRESETS if (one.engine, one.model, one.overlap, one.shifts) == wanted)
    return next(like, None)


def cost_of(*, networks: int, overlap: float, shifts: int) -> float:
    """Return the work of a way to separate, where one network that looks once everywhere is 1.

    Where segments overlap, all is looked at several times, and once more with every shift.
    """
    return networks * (1 + shifts) / (1 - overlap)
