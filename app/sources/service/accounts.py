"""A Spotify account of one's own: how it is linked, what is kept of it, and how it is let go of."""

from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlmodel import Session

import app.sources.repository as repository
from app import accounts
from app.accounts import PreferencesChanged, SignInNeeded
from app.core.crypto import Vault, WrongKey, open_vault
from app.core.database import Database, announce
from app.core.errors import InvalidInput, SoundForgeError
from app.core.settings import Settings
from app.core.words import _
from app.sources.errors import SpotifyLinkRefused, SpotifyNotShared
from app.sources.models import SpotifyAccount
from app.sources.spotify import (
    AccountAccess,
    AccountLink,
    Addresses,
    Connection,
    Pending,
    SpotifyApi,
    Tokens,
)

FEATURE: Final = "spotify"
"""Under this name windows hear that the account was linked, renewed or let go of."""
CALLBACK_PATH: Final = "/api/v1/spotify/callback"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
"""Spotify sends people back by https, or to these by http; no longer to "localhost" (2025)."""

_LONGEST_NAME = 200
_LONGEST_SCOPE = 500
_PENDING = TypeAdapter(Pending)

log = structlog.get_logger()


@dataclass(frozen=True)
class AccountView:
    """How things stand with Spotify for one user; ``name`` is None where no account is linked.

    ``is_set_up`` says that the studio itself may ask, ``can_link`` that accounts can be linked,
    ``is_cut`` that the link has to be made anew, and ``note`` says in words what is missing.
    """

    is_set_up: bool
    can_link: bool
    name: str | None
    is_cut: bool
    note: str


@dataclass(frozen=True)
class BegunLink:
    """Where to send the person, and what the browser keeps, sealed, until the answer comes."""

    url: str = field(repr=False)
    sealed: str = field(repr=False)


@dataclass(frozen=True)
class ReturnedLink:
    """What a browser brings back from Spotify, and what it has kept meanwhile."""

    session_id: str = field(repr=False)
    sealed: str = field(repr=False)
    state: str = field(repr=False)
    code: str = field(repr=False)
    error: str = ""


class News(BaseModel):
    """One sentence about how a link went, on its way to the page that shows it."""

    kind: Literal["ok", "error"]
    sentence: str


def vault_of(settings: Settings) -> Vault:
    """Return what the studio's secrets are sealed with."""
    return open_vault(settings.data_folder, key=settings.secret_key)


def addresses_of(settings: Settings) -> Addresses:
    """Return where Spotify is, as the settings say."""
    return Addresses(
        api=settings.spotify_api_url,
        accounts=settings.spotify_accounts_url,
        pages=settings.spotify_pages_url,
    )


def view_account(session: Session, settings: Settings, *, owner_id: UUID) -> AccountView:
    """Return how things stand with Spotify for a user."""
    kept = repository.find_account(session, owner_id=owner_id)
    secret = settings.spotify_client_secret
    can_link = bool((settings.spotify_client_id or "").strip())
    is_set_up = can_link and bool(secret and secret.get_secret_value().strip())
    is_cut = kept is not None and not _is_readable(settings, kept)
    return AccountView(
        is_set_up=is_set_up,
        can_link=can_link,
        name=kept.name if kept else None,
        is_cut=is_cut,
        note=_note(settings, is_set_up=is_set_up, can_link=can_link, is_cut=is_cut),
    )


def callback_url(settings: Settings, *, origin: str) -> str:
    """Return the address that Spotify is to send people back to.

    ``origin`` is where the browser sees the studio, such as ``http://127.0.0.1:4000``.

    Raises:
        InvalidInput: if Spotify sends nobody there, or the browser's session would not be there.
    """
    public = (settings.public_url or origin).rstrip("/")
    there, here = urlsplit(public), urlsplit(origin)
    if there.netloc.lower() != here.netloc.lower():
        raise InvalidInput(
            _("Open the studio at {address}, and link the account from there.").format(
                address=public
            )
        )
    if there.scheme != "https" and there.hostname not in LOOPBACK:
        raise InvalidInput(
            _(
                "Spotify sends people back by https:// or to {address} only. Open the studio "
                "there, sign in, and link the account, or put it behind https and set "
                "SFA_PUBLIC_URL."
            ).format(address=f"http://127.0.0.1:{settings.port}")
        )
    return f"{public}{CALLBACK_PATH}"


def begin_link(settings: Settings, *, session_id: str, origin: str) -> BegunLink:
    """Begin to link an account; the answer is good for ten minutes, in this session alone.

    Raises:
        SpotifyIdMissing: without a client ID.
        InvalidInput: if Spotify would send nobody back to where the studio is.
    """
    with Connection(addresses_of(settings)) as connection:
        link = AccountLink(connection, client_id=settings.spotify_client_id)
        redirect_uri = callback_url(settings, origin=origin)
        url, pending = link.begin(session_id=session_id, redirect_uri=redirect_uri)
    written = _PENDING.dump_json(pending).decode()
    return BegunLink(url=url, sealed=vault_of(settings).encrypt(written))


def finish_link(
    database: Database, settings: Settings, returned: ReturnedLink, *, owner_id: UUID
) -> str:
    """Link the account that a person agreed to, and return its name.

    No transaction is open while Spotify is asked, and nothing is kept unless all went well.

    Raises:
        SoundForgeError: whatever went wrong, with the next step.
    """
    vault = vault_of(settings)
    with Connection(addresses_of(settings)) as connection:
        link = AccountLink(connection, client_id=settings.spotify_client_id)
        tokens = link.finish(
            _open_pending(vault, returned.sealed),
            state=returned.state,
            session_id=returned.session_id,
            code=returned.code,
            error=returned.error,
        )
        name, tokens = _introduce(connection, link, tokens)
    with database.transaction() as session:
        keep_account(session, vault, tokens, name=name, owner_id=owner_id)
    log.info("spotify.linked", owner_id=str(owner_id))
    return name


def keep_account(
    session: Session, vault: Vault, tokens: Tokens, *, name: str, owner_id: UUID
) -> None:
    """Write down a user's account with sealed tokens, in place of the one before.

    Raises:
        SignInNeeded: if the user may no longer come in.
    """
    if not accounts.may_sign_in(accounts.lock_user(session, owner_id)):
        raise SignInNeeded("Sign in first.")
    kept = repository.find_account(session, owner_id=owner_id) or SpotifyAccount(
        owner_id=owner_id, name="", access="", refresh="", scope="", expires_at=tokens.expires_at
    )
    kept.name = name[:_LONGEST_NAME]
    kept.access, kept.refresh = vault.encrypt(tokens.access), vault.encrypt(tokens.refresh)
    kept.scope, kept.expires_at = tokens.scope[:_LONGEST_SCOPE], tokens.expires_at
    session.add(kept)
    session.flush()
    announce(session, PreferencesChanged(owner_id, FEATURE))


def unlink_account(session: Session, *, owner_id: UUID) -> None:
    """Forget a user's account and its tokens; without one, nothing happens."""
    if repository.delete_account(session, owner_id=owner_id):
        announce(session, PreferencesChanged(owner_id, FEATURE))


def seal_news(settings: Settings, news: News) -> str:
    """Return a sentence in a form that an address can carry and nobody else can write."""
    return vault_of(settings).encrypt(news.model_dump_json())


def read_news(settings: Settings, sealed: str) -> News | None:
    """Return what was sealed; None if it is no sentence of this studio's."""
    try:
        return News.model_validate_json(vault_of(settings).decrypt(sealed))
    except (SoundForgeError, ValidationError):
        return None


def _introduce(connection: Connection, link: AccountLink, tokens: Tokens) -> tuple[str, Tokens]:
    """Return the account's name, and the tokens as they are after the question."""
    newest = [tokens]
    access = AccountAccess(link, tokens, keep=newest.append)
    try:
        name = SpotifyApi(connection, access).read_account_name()
    except SpotifyNotShared as error:
        raise SpotifyLinkRefused(
            "Spotify does not let this account use the studio's app. Whoever made the app has to "
            "add the account under 'User Management' on developer.spotify.com; then link it again."
        ) from error
    return name, newest[-1]


def _open_pending(vault: Vault, sealed: str) -> Pending | None:
    try:
        return _PENDING.validate_json(vault.decrypt(sealed))
    except (WrongKey, ValidationError):
        return None


def _is_readable(settings: Settings, kept: SpotifyAccount) -> bool:
    """Say whether there are tokens, and the key that opens them."""
    try:
        return bool(kept.access and vault_of(settings).decrypt(kept.access))
    except WrongKey:
        return False


def _note(settings: Settings, *, is_set_up: bool, can_link: bool, is_cut: bool) -> str:
    if is_cut:
        return _("The link no longer holds. Link the account again.")
    if not can_link:
        public = (settings.public_url or f"http://127.0.0.1:{settings.port}").rstrip("/")
        return _(
            "Spotify is not set up: only what it shows to everybody can be read. Make an app on "
            "developer.spotify.com with the redirect address {address}, and set "
            "SFA_SPOTIFY_CLIENT_ID and SFA_SPOTIFY_CLIENT_SECRET."
        ).format(address=f"{public}{CALLBACK_PATH}")
    if not is_set_up:
        return _(
            "There is no client secret: without a linked account, only what Spotify shows to "
            "everybody can be read. Set SFA_SPOTIFY_CLIENT_SECRET to have more without one."
        )
    return ""
