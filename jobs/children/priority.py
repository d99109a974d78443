"""Who goes first: what people wait for now, before what a child computes.

A niceness alone does not say that to Linux.
A child leads a session, and the kernel shares the processor between sessions first (*autogroups*);
niceness only counts among the processes of one.
So the session gets the same niceness as the process, or two separations would take as much of the
processor from the pages as if they had none.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path

NICENESS = 5
"""Where it is contended, a child gets a quarter; elsewhere, all it can use."""

LEAST = 19

_TRIES = 10
_PAUSE_SECONDS = 0.11
"""Without privileges, the kernel lets the whole system say this ten times a second."""


def give_way(pid: int) -> None:
    """Let everything else go before a process and its session, as far as the system allows.

    It is for the start of a process, because threads that are there already keep their priority.
    """
    with suppress(OSError):
        own = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, pid, min(own + NICENESS, LEAST))
    with suppress(OSError, AttributeError):  # Linux: let it never take the processor by waking up
        os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0))
    _give_way_as_session(Path(f"/proc/{pid}/autogroup"))


def _give_way_as_session(session: Path) -> None:
    pause = threading.Event()
    for _ in range(_TRIES):
        try:
            session.write_text(str(NICENESS))
        except BlockingIOError:
            pause.wait(_PAUSE_SECONDS)
        except OSError:
            return  # no Linux, or one without such groups
        else:
            return
