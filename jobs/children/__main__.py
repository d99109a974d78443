"""A child process: takes orders on standard input, does them one after the other, and reports.

It dies with its parent, whatever happens to that, and takes along what it started: the kernel
sees to it (Linux), and the end of its standard input tells it everywhere.
Whatever libraries print goes to standard error.
"""

import fcntl
import os
import queue
import select
import signal
import sys
import threading
import traceback
from typing import NoReturn

from app.core.errors import EngineCrashed, SoundForgeError, StorageFailed
from app.core.workplace import DISK_ERRORS
from jobs.children.lines import (
    Failed,
    Finished,
    Order,
    Progressed,
    read_order,
    to_failed,
    write_line,
)
from jobs.children.tasks import TASKS

F_SETSIG = 10
"""Linux: the signal that a descriptor sends; Python's ``fcntl`` has no name for it before 3.13."""


def main() -> None:
    """Serve orders until standard input ends."""
    lifeline = int(sys.argv[1])
    _die_with(lifeline)
    reports = os.dup(1)
    os.dup2(2, 1)
    orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), name="orders", daemon=True).start()
    while True:
        _say(reports, _do(orders.get(), reports))


def _do(order: Order, reports: int) -> bytes:
    def report(fraction: float, phase: str) -> None:
        within = min(1.0, max(0.0, float(fraction)))  # in this order, what is no number becomes 0
        _say(reports, write_line(Progressed(fraction=within, phase=phase)))

    try:
        task = TASKS.get(order.task)
        response = task.perform(task.request.model_validate(order.request), report)
        return write_line(Finished(response=response.model_dump(mode="json")))
    except SoundForgeError as error:
        failed = to_failed(error)
    except MemoryError:
        failed = to_failed(EngineCrashed("There was not enough memory. Close other programs."))
    except OSError as error:
        failed = to_failed(_explain(error), trace=traceback.format_exc())
    except Exception as error:  # noqa: BLE001  — the boundary: nothing may leave as a traceback
        message = f"The engine failed inside ({type(error).__name__}: {error})."
        failed = Failed(error="EngineCrashed", message=message, trace=traceback.format_exc())
    return write_line(failed)


def _explain(error: OSError) -> SoundForgeError:
    if error.errno in DISK_ERRORS:
        return StorageFailed(f"The disk {DISK_ERRORS[error.errno]}, then try again.")
    return EngineCrashed(f"The engine failed inside ({error}).")


def _say(reports: int, line: bytes) -> None:
    while line:
        line = line[os.write(reports, line) :]


def _listen(orders: "queue.SimpleQueue[Order]") -> None:
    for line in sys.stdin.buffer:
        orders.put(read_order(line))
    _die()


def _die_with(lifeline: int) -> None:
    """Have the kernel kill this process and its group when the parent's end of the pipe closes.

    The parent's death closes it, even by SIGKILL; nothing here has to be able to run for it, as
    code that computes without ever giving Python's lock back would keep a thread from running.
    """
    if sys.platform == "linux":
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(lifeline, F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_RDONLY | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        _die()  # it went before we could ask


def _die() -> NoReturn:
    # The whole group: programs we started, such as ffmpeg, go too.
    os.killpg(os.getpgrp(), signal.SIGKILL)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
