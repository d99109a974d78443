"""The language parent and child speak: one JSON object a line, over the child's pipes."""

import json
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from app.core import errors
from app.core.errors import EngineCrashed, SoundForgeError


class Order(BaseModel):
    """Parent to child: do this."""

    task: str
    request: dict[str, Any]


class Progressed(BaseModel):
    """Child to parent: this far."""

    kind: Literal["progressed"] = "progressed"
    fraction: float
    phase: str


class Finished(BaseModel):
    """Child to parent: this came out."""

    kind: Literal["finished"] = "finished"
    response: dict[str, Any]


class Failed(BaseModel):
    """Child to parent: this went wrong; ``error`` names a class of ``app.core.errors``."""

    kind: Literal["failed"] = "failed"
    error: str
    message: str
    trace: str = ""


Line = Progressed | Finished | Failed

_READER: TypeAdapter[Line] = TypeAdapter(Line)


def write_line(line: Order | Line) -> bytes:
    """Return the line in the form that travels.

    It is plain ASCII, by the standard library, because pydantic's own JSON refuses what Python
    makes of file names that are not UTF-8.

    Raises:
        ValueError: if it holds a number that is none, which JSON cannot say.
    """
    return json.dumps(line.model_dump(), allow_nan=False).encode("ascii") + b"\n"


def read_line(text: bytes) -> Line:
    """Return what a child said.

    Raises:
        ValueError: if it is not our language.
    """
    return _READER.validate_python(json.loads(text))


def read_order(text: bytes) -> Order:
    """Return what the parent wants.

    Raises:
        ValueError: if it is not our language.
    """
    return Order.model_validate(json.loads(text))


def to_failed(error: SoundForgeError, *, trace: str = "") -> Failed:
    """Put an error into words that cross the process boundary.

    A feature's own error becomes the nearest one of the core, which has the same status, exit
    code and rule for retries.
    """
    names = [kind.__name__ for kind in type(error).__mro__]
    nearest = next(name for name in names if hasattr(errors, name))
    return Failed(error=nearest, message=str(error), trace=trace)


def to_error(failed: Failed) -> SoundForgeError:
    """Return the error a child reported."""
    kind = getattr(errors, failed.error, EngineCrashed)
    is_ours = isinstance(kind, type) and issubclass(kind, SoundForgeError)
    return (kind if is_ours else EngineCrashed)(failed.message)
