"""What can go wrong with where music comes from."""

from app.core.errors import (
    Conflict,
    InvalidInput,
    NetworkDown,
    NotFound,
    SoundForgeError,
    Unavailable,
)


class SpotifyNotSetUp(Unavailable):
    """The studio has no app of its own at Spotify, or not all of what belongs to it."""


class SpotifyIdMissing(SpotifyNotSetUp):
    """There is no client ID."""


class SpotifySecretMissing(SpotifyNotSetUp):
    """There is a client ID, but no client secret."""


class SpotifyKeysRefused(Unavailable):
    """Spotify does not know the client ID, or the secret is not its."""


class SpotifyMissing(NotFound):
    """Spotify has no such track, album or playlist, or does not show it to everybody."""


class SpotifyNotShared(InvalidInput):
    """Spotify knows it, but does not tell it to whoever asks: a playlist of somebody else."""

    status = 403


class SpotifyNotLinked(Conflict):
    """No account at Spotify is linked, or the link was cut at Spotify's end."""


class SpotifyLinkRefused(InvalidInput):
    """Linking an account came to nothing: denied, too late, or begun by somebody else."""


class SpotifySignInRefused(Unavailable):
    """Spotify does not accept a token that it has just given."""


class SpotifyBusy(Unavailable):
    """Spotify asks to be left alone for longer than anybody wants to wait now."""

    retryable = True

    def __init__(self, message: str, *, wait_seconds: float) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class SpotifyInTrouble(Unavailable):
    """Spotify's servers say that they have failed."""

    retryable = True


class SpotifyUnreachable(NetworkDown):
    """Spotify could not be reached, or the line broke."""


class SpotifyChanged(SoundForgeError):
    """Spotify's answer is not one that this version understands."""

    status = 502


class FileAway(NotFound):
    """A track's file is not where it was in a folder of the server, or the folder is not there."""
