"""A Spotify account that is linked as a person does it, for tests of what comes of that."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import app.sources.repository as repository
from app import accounts, sources
from app.accounts import UserStatus
from app.core import clock
from app.core.settings import Settings
from app.sources import AccountView, Asker, ReturnedLink
from app.sources.models import SpotifyAccount
from app.sources.service.account_access import KeptAccess, Wait
from app.sources.service.accounts import vault_of
from app.sources.spotify import AccountLink
from tests.houses import House
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import CLIENT_ID, SpotifyServer

HERE = "http://127.0.0.1:4000"


@contextmanager
def serve_music() -> Generator[SpotifyServer]:
    """Run a Spotify with one saved track and one playlist."""
    with serve_spotify() as server:
        server.saved = [server.add_track("abc")]
        server.add_playlist("mine", ["abc"])
        yield server


def settings_for(house: House, spotify: SpotifyServer) -> Settings:
    """Return settings that know the server, and have no secret."""
    return house.settings.model_copy(
        update={
            "spotify_client_id": CLIENT_ID,
            "spotify_api_url": spotify.addresses.api,
            "spotify_accounts_url": spotify.addresses.accounts,
            "spotify_pages_url": spotify.addresses.pages,
        }
    )


def never(seconds: float) -> bool:
    """Wait not at all, and go on."""
    del seconds
    return False


def link_account(house: House, spotify: SpotifyServer, settings: Settings) -> str:
    """Do as a person does who agrees at Spotify."""
    begun = sources.begin_link(settings, session_id="s", origin=HERE)
    asked = parse_qs(urlsplit(begun.url).query)
    spotify.codes["the-code"] = asked["code_challenge"][0]
    returned = ReturnedLink(
        session_id="s", sealed=begun.sealed, state=asked["state"][0], code="the-code"
    )
    return sources.finish_link(house.database, settings, returned, owner_id=house.owner_id)


def make_access(house: House, settings: Settings, link: AccountLink, wait: Wait) -> KeptAccess:
    return KeptAccess(link, vault_of(settings), Asker(house.database, house.owner_id), wait=wait)


def row_of(house: House) -> SpotifyAccount:
    with house.database.reading() as session:
        kept = repository.find_account(session, owner_id=house.owner_id)
    assert kept is not None
    return kept


def view(house: House, settings: Settings) -> AccountView:
    with house.database.reading() as session:
        return sources.view_account(session, settings, owner_id=house.owner_id)


def expire(house: House) -> None:
    """Let the account's token be an old one."""
    kept = row_of(house)
    with house.database.transaction() as session:
        assert repository.swap_tokens(
            session,
            owner_id=house.owner_id,
            instead_of=kept.access,
            access=kept.access,
            refresh=kept.refresh,
            scope=kept.scope,
            expires_at=clock.now() - timedelta(hours=1),
        )


def unlink(house: House) -> None:
    with house.database.transaction() as session:
        sources.unlink_account(session, owner_id=house.owner_id)


def suspend(house: House) -> None:
    with house.database.transaction() as session:
        user = accounts.get_user(session, house.owner_id)
        accounts.set_status(session, user, status=UserStatus.SUSPENDED)
