"""What can go wrong with stems."""

from app.core.errors import NotFound, SoundForgeError


class NotYet(SoundForgeError):
    """What is asked for is being made; asking again in a moment helps."""

    status = 425
    retryable = True


class MakingEnded(NotFound):
    """Stems are not being made any more: they are ready, or nothing came of them."""


class BrokenSound(SoundForgeError):
    """An engine gave something that cannot be heard: numbers that are none."""

    exit_code = 9
