"""The tree of everything that can go wrong; each error is a sentence with the next step in it."""

from typing import ClassVar


class SoundForgeError(Exception):
    """Something went wrong that a person can be told about.

    ``status`` is the HTTP answer, ``exit_code`` the command line's, and ``retryable`` says whether
    the same work may succeed later without anybody changing anything.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False


class InvalidInput(SoundForgeError):
    """What was given cannot be used."""

    status = 422
    exit_code = 3


class UnusableAudio(InvalidInput):
    """A file is no audio that we can work with: empty, broken, silent, too long."""


class NotFound(SoundForgeError):
    """There is no such thing, or it belongs to somebody else."""

    status = 404
    exit_code = 4


class Conflict(SoundForgeError):
    """The request does not fit the present state."""

    status = 409
    exit_code = 5


class Unavailable(SoundForgeError):
    """A part we depend on is missing or does not answer: a program, weights, a service."""

    status = 503
    exit_code = 6


class NetworkDown(Unavailable):
    """Something of the network was needed and could not be reached."""

    retryable = True


class Busy(Unavailable):
    """A part we depend on has too much to do just now."""

    retryable = True


class WeightsMissing(Unavailable):
    """A model's weights are not installed and cannot be fetched; the draft engine needs none."""


class StorageFailed(SoundForgeError):
    """The disk refused: full, read-only or broken."""

    status = 507
    exit_code = 7


class Cancelled(SoundForgeError):
    """Somebody asked for the work to stop, and it stopped."""

    status = 409
    exit_code = 8


class EngineCrashed(SoundForgeError):
    """A child process ended before it had a result."""

    exit_code = 9
    retryable = True


class TimeLimitExceeded(EngineCrashed):
    """A child process was stopped because it took longer than it may."""

    retryable = False
