"""The workshop: takes a warm child of a pool, or starts one, and sees to it that it ends."""

import threading
from collections.abc import Callable, Mapping
from time import monotonic
from typing import TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from app.core.errors import EngineCrashed, TimeLimitExceeded
from app.core.units import seconds_to_words
from app.core.work import Report, Task
from app.pipeline import Halt
from jobs.children.lines import Failed, Finished, Order, to_error
from jobs.children.process import Child

log = structlog.get_logger()

Request = TypeVar("Request", bound=BaseModel)
Response = TypeVar("Response", bound=BaseModel)

REAPER_SECONDS = 5.0
"""How often dead and idle children are looked for, at the least."""


class ChildWorkshop:
    """Child processes in pools, one pool for each engine, kept warm while there is work."""

    def __init__(self, *, environment: Mapping[str, str], idle_seconds: float) -> None:
        self._environment = environment
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = threading.Event()
        self._reaper = threading.Thread(target=self._reap, name="reaper", daemon=True)
        self._reaper.start()

    def perform(
        self,
        task: Task[Request, Response],
        request: Request,
        *,
        pool: str,
        report: Report,
        halt: Halt,
        limit_seconds: float,
    ) -> Response:
        """Run the task in a warm child of ``pool``; see :class:`app.pipeline.Workshop`."""
        deadline = monotonic() + limit_seconds

        def check() -> None:
            halt.check()
            if monotonic() > deadline:
                raise TimeLimitExceeded(
                    f"This took longer than {seconds_to_words(limit_seconds)} and was stopped."
                )

        child = self._take(pool)
        try:
            order = Order(task=task.name, request=request.model_dump(mode="json"))
            line = _converse(child, order, report=report, check=check)
        except BaseException as error:
            self._discard(child)
            if self._closed.is_set() and type(error) is EngineCrashed:
                raise _stopping() from error  # it was us who killed it
            raise
        self._put_back(child)
        return _read_response(task, line)

    def close(self) -> None:
        """End all children; work that is going on ends with ``EngineCrashed``."""
        with self._lock:
            self._closed.set()
            idle, busy = list(self._idle), list(self._busy)
            self._idle.clear()
        for child in idle:
            child.kill()
        for child in busy:
            child.end()  # whoever waits for it hears of it and tidies up
        self._reaper.join(timeout=5)

    @property
    def pids(self) -> dict[str, list[int]]:
        """Return the process ids of the living children, by pool."""
        with self._lock:
            children = [*(one for one in self._idle if one.is_ready), *self._busy]
        pools = sorted({child.pool for child in children})
        return {pool: [one.pid for one in children if one.pool == pool] for pool in pools}

    def _take(self, pool: str) -> Child:
        with self._lock:
            for child in reversed(self._idle):
                if child.pool == pool and child.is_ready:
                    self._idle.remove(child)
                    self._busy.add(child)
                    return child
            if self._closed.is_set():
                raise _stopping()
        child = Child(pool, environment=self._environment)
        with self._lock:
            if not self._closed.is_set():
                self._busy.add(child)
                return child
        child.kill()  # the workshop was closed while it started
        raise _stopping()

    def _put_back(self, child: Child) -> None:
        child.idle_since = monotonic()
        with self._lock:
            self._busy.discard(child)
            if not self._closed.is_set():
                self._idle.append(child)
                return
        child.kill()

    def _discard(self, child: Child) -> None:
        with self._lock:
            self._busy.discard(child)
        child.kill()

    def _reap(self) -> None:
        """End children that died or have had nothing to do for too long."""
        while not self._closed.wait(min(self._idle_seconds, REAPER_SECONDS)):
            before = monotonic() - self._idle_seconds
            with self._lock:
                old = [one for one in self._idle if one.idle_since < before or not one.is_ready]
                self._idle = [one for one in self._idle if one not in old]
            for child in old:
                child.kill()


def _converse(
    child: Child, order: Order, *, report: Report, check: Callable[[], None]
) -> Finished | Failed:
    child.order(order)
    line = child.listen(check)
    while not isinstance(line, Finished | Failed):
        report(line.fraction, line.phase)
        line = child.listen(check)
    return line


def _read_response(task: Task[Request, Response], line: Finished | Failed) -> Response:
    if isinstance(line, Failed):
        if line.trace:
            log.error("children.failed", task=task.name, trace=line.trace)
        raise to_error(line)
    try:
        return task.response.model_validate(line.response)
    except ValidationError as error:
        raise EngineCrashed("The engine answered with something unreadable.") from error


def _stopping() -> EngineCrashed:
    return EngineCrashed("The studio is stopping.")
