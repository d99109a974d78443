"""What a check says."""

from enum import StrEnum

from pydantic import BaseModel


class PartState(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Part(BaseModel):
    """One part of the studio, how it is, and a sentence that says why."""

    name: str
    state: PartState
    detail: str
