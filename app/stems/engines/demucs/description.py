"""A model's description as somebody else may have written it: read strictly, written anew."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from app.core.errors import InvalidInput

MOST_BYTES = 65_536
"""A description is a few lines; what is larger is something else."""

Word = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,40}$")]


class Description(BaseModel):
    """Which weights a model takes, how much each counts for each stem, and its stems by name."""

    models: list[Word] = Field(min_length=1, max_length=32)
    weights: list[list[float]] | None = None
    segment: float | None = Field(default=None, gt=0, le=60, description="Seconds, if shortened.")
    sources: list[Word] | None = Field(default=None, max_length=32)

    def with_stems(self, stems: Sequence[str]) -> "Description":
        """Return the same with the stems that its networks have."""
        return self.model_copy(update={"sources": list(stems)})

    def to_yaml(self) -> bytes:
        """Return it as Demucs reads it."""
        document = self.model_dump(exclude_none=True)
        text: str = yaml.safe_dump(document, sort_keys=False, default_flow_style=None)
        return text.encode()


def read_description(path: Path, *, name: str) -> Description:
    """Return what a description says.

    Raises:
        InvalidInput: if it is none.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _is_none(name)
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Description.model_validate(content)
    except (ValueError, RecursionError, yaml.YAMLError, ValidationError) as error:
        raise _is_none(name) from error


def _is_none(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name} does not describe a model. It has to list signatures, such as "
        "models: ['955717e8'], as Demucs's own descriptions do."
    )
