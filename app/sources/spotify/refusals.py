"""Spotify's refusals, as errors that say what to do."""

from http import HTTPStatus

from app.core.errors import SoundForgeError
from app.sources.errors import (
    SpotifyInTrouble,
    SpotifyKeysRefused,
    SpotifyMissing,
    SpotifyNotLinked,
    SpotifyNotShared,
    SpotifySignInRefused,
)
from app.sources.spotify.connection import Answer

ANOTHER_WAY = "or import it as a list file (CSV, M3U8)"


def refusal_of(answer: Answer, *, what: str, is_linked: bool) -> SoundForgeError | None:
    """Return the error for an answer about ``what`` (such as "the playlist"); None if it is good.

    ``is_linked`` says that a linked account asked, and not the studio itself.
    """
    if answer.status == HTTPStatus.OK:
        return None
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return _signed_out(is_linked=is_linked)
    if answer.status == HTTPStatus.FORBIDDEN:
        return _forbidden(what, is_linked=is_linked)
    if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return SpotifyMissing(
            f"Spotify does not show {what}: it is gone, or private. "
            + ("Copy the link again." if is_linked else f"{_LINK}, {ANOTHER_WAY}.")
        )
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SpotifyInTrouble(
            f"Spotify has trouble of its own (HTTP {answer.status}). Try again in a few minutes."
        )
    return SpotifyMissing(
        f"Spotify did not accept the question about {what} (HTTP {answer.status}). "
        "Copy the link again."
    )


_LINK = "Copy the link again, link the Spotify account that can see it"


def _signed_out(*, is_linked: bool) -> SoundForgeError:
    if is_linked:
        return SpotifyNotLinked(
            "Spotify no longer accepts the linked account. Link it again in the settings."
        )
    return SpotifySignInRefused(
        "Spotify does not accept the token that it has just given. Try again later; if that does "
        "not help, check the app on developer.spotify.com."
    )


def _forbidden(what: str, *, is_linked: bool) -> SoundForgeError:
    if is_linked:
        return SpotifyNotShared(
            f"Spotify gives {what} only to those whose own it is or who work on it, or the linked "
            f"account has no part in the studio's app. Copy it into a playlist of your own, "
            f"{ANOTHER_WAY}."
        )
    return SpotifyNotShared(
        f"Spotify does not give {what} to the studio without your account. "
        f"Link the Spotify account whose own it is, {ANOTHER_WAY}."
    )


def sign_in_refusal(answer: Answer) -> SoundForgeError | None:
    """Return the error for an answer of the accounts service; None if it is good."""
    if answer.status == HTTPStatus.OK:
        return None
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SpotifyInTrouble(
            f"Spotify's sign-in has trouble of its own (HTTP {answer.status}). "
            "Try again in a few minutes."
        )
    return SpotifyKeysRefused(
        f"Spotify does not accept the studio's app (HTTP {answer.status}). Check "
        "SFA_SPOTIFY_CLIENT_ID, SFA_SPOTIFY_CLIENT_SECRET and the redirect address against "
        "developer.spotify.com."
    )
