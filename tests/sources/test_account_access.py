"""Tokens of a linked account are renewed by many at once, and none is lost or brought back."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from app import accounts, sources
from app.core import clock
from app.core.errors import Cancelled
from app.core.settings import Settings
from app.sources.errors import SpotifyNotLinked
from app.sources.service.account_access import find_usable
from app.sources.service.accounts import addresses_of, keep_account, vault_of
from app.sources.spotify import AccountLink, Connection, Tokens
from tests.houses import House
from tests.sources.linked import (
    expire,
    link_account,
    make_access,
    never,
    row_of,
    serve_music,
    settings_for,
    suspend,
    unlink,
    view,
)
from tests.sources.spotify_shelf import CLIENT_ID, SpotifyServer


@pytest.fixture
def spotify() -> Iterator[SpotifyServer]:
    with serve_music() as server:
        yield server


@pytest.fixture
def set_up(house: House, spotify: SpotifyServer) -> Settings:
    return settings_for(house, spotify)


def test_six_who_renew_at_once_lose_no_token(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    expire(house)
    together, tokens = Barrier(6), list[str]()

    def ask() -> None:
        with Connection(addresses_of(set_up)) as connection:
            link = AccountLink(connection, client_id=CLIENT_ID)
            access = make_access(house, set_up, link, never)
            together.wait()
            tokens.append(access.token())

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 6
    assert set(tokens) <= spotify.good
    kept, vault = row_of(house), vault_of(set_up)
    assert vault.decrypt(kept.access) in spotify.good
    assert vault.decrypt(kept.refresh) in spotify.refresh_tokens
    assert kept.expires_at > clock.now()


def test_whoever_is_refused_because_another_was_faster_goes_on_with_the_others_tokens(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    expire(house)
    spotify.refresh_tokens.clear()
    newer = Tokens(spotify.give_token(), "next", clock.now() + timedelta(hours=1), "all")

    def other_writes(seconds: float) -> bool:
        del seconds
        with house.database.transaction() as session:
            keep_account(session, vault_of(set_up), newer, name="Some One", owner_id=house.owner_id)
        return False

    with Connection(addresses_of(set_up)) as connection:
        link = AccountLink(connection, client_id=CLIENT_ID)
        access = make_access(house, set_up, link, other_writes)
        assert access.token() == newer.access
        assert access.renew("an older one") == newer.access
    assert not view(house, set_up).is_cut


class Leaving(AccountLink):
    """A link whose account is unlinked while Spotify answers."""

    house: House

    def refresh(self, tokens: Tokens) -> Tokens:
        """Let the person be faster."""
        new = super().refresh(tokens)
        unlink(self.house)
        return new


def test_a_renewal_brings_no_unlinked_account_back(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    expire(house)
    with Connection(addresses_of(set_up)) as connection:
        link = Leaving(connection, client_id=CLIENT_ID)
        link.house = house
        with pytest.raises(SpotifyNotLinked, match="No Spotify account is linked"):
            make_access(house, set_up, link, never).token()
    assert view(house, set_up).name is None


def test_a_link_that_was_cut_at_spotify_is_shown_and_no_longer_used(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    expire(house)
    spotify.refresh_tokens.clear()
    with pytest.raises(SpotifyNotLinked, match="cut there"):
        playlists_of(house, set_up)
    told = view(house, set_up)
    assert told.is_cut
    assert "Link the account again" in told.note
    with pytest.raises(SpotifyNotLinked):
        playlists_of(house, set_up)
    link_account(house, spotify, set_up)
    assert not view(house, set_up).is_cut


def playlists_of(house: House, settings: Settings, owner_id: UUID | None = None) -> list[str]:
    found = sources.list_account_playlists(
        house.database, settings, owner_id=owner_id or house.owner_id, wait=never
    )
    return [one.title for one in found]


def test_a_wait_that_is_cut_short_cuts_no_link(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    expire(house)
    spotify.refresh_tokens.clear()
    with Connection(addresses_of(set_up)) as connection:
        link = AccountLink(connection, client_id=CLIENT_ID)
        with pytest.raises(Cancelled):
            make_access(house, set_up, link, lambda _: True).token()
    assert not view(house, set_up).is_cut


def test_without_the_key_the_account_has_to_be_linked_again(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    lost = set_up.model_copy(update={"secret_key": SecretStr(Fernet.generate_key().decode())})
    assert view(house, lost).is_cut
    with pytest.raises(SpotifyNotLinked, match="Link it again"):
        playlists_of(house, lost)
    assert playlists_of(house, set_up) == ["Playlist mine"]


def test_what_is_linked_is_asked_for_its_owner_alone(
    house: House, spotify: SpotifyServer, set_up: Settings
) -> None:
    link_account(house, spotify, set_up)
    with house.database.transaction() as session:
        other = accounts.create_user(session, "other@example.org").id
    with pytest.raises(SpotifyNotLinked):
        playlists_of(house, set_up, other)
    suspend(house)
    with house.database.reading() as session:
        assert find_usable(session, owner_id=house.owner_id) is None
