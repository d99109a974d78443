"""What can go wrong with jobs."""

from app.core.errors import Conflict, SoundForgeError, StorageFailed


class NotRetryable(Conflict):
    """A job is not over, or it was completed, so there is nothing to retry."""


class NotAllowed(SoundForgeError):
    """Only some people may do this."""

    status = 403


class NotWaiting(Conflict):
    """A track of a batch has had its turn, so that it cannot be moved any more."""


class NotOver(Conflict):
    """A batch still has something to do, so that it cannot be put away."""


class QuotaReached(StorageFailed):
    """The files of a user take as much as they may, or would take more with this one."""


class Halted(SoundForgeError):
    """Work was stopped from outside; the halt says why."""


class Snooze(SoundForgeError):
    """A stage cannot go on now and asks to be called again after ``seconds``."""

    def __init__(self, seconds: float, *, phase: str) -> None:
        super().__init__(phase)
        self.seconds = seconds
        self.phase = phase
