"""A task: heavy work that runs in a child process, described so that both sides agree on it.

A feature offers its tasks as constants (``stems.SEPARATE``); ``jobs.children`` runs them.
Request and response are pydantic models, because they cross a process boundary as JSON.
Paths in them are our own (storage, scratch folders, a terminal user's arguments), never a client's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

Report = Callable[[float, str], None]
"""Say how far the work is: ``report(fraction, phase)``, 0..1 and a few plain words."""

Request = TypeVar("Request", bound=BaseModel)
Response = TypeVar("Response", bound=BaseModel)


@dataclass(frozen=True)
class Task(Generic[Request, Response]):
    """One kind of heavy work; ``perform`` imports its libraries when it is called."""

    name: str
    request: type[Request]
    response: type[Response]
    perform: Callable[[Request, Report], Response]


def part_of(report: Report, *, start: float, end: float) -> Report:
    """Return a report for a part of the work: its 0..1 becomes ``start``..``end`` of the whole."""

    def report_part(fraction: float, phase: str) -> None:
        report(start + (end - start) * min(max(fraction, 0.0), 1.0), phase)

    return report_part
