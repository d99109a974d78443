"""What is behind a link: the tracks to fetch, and the list they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from app.core.errors import SoundForgeError
from app.core.settings import Settings
from app.core.words import plural
from app.library import WantedTrack
from app.sources.errors import (
    SpotifyMissing,
    SpotifyNotLinked,
    SpotifyNotSetUp,
    SpotifyNotShared,
)
from app.sources.fetching.orders import ProbeReport, WayOut
from app.sources.rules.links import Link, LinkKind
from app.sources.service.account_access import Asker, Wait, open_account
from app.sources.service.accounts import addresses_of
from app.sources.spotify import (
    Addresses,
    Connection,
    FoundList,
    FoundTrack,
    PublicPages,
    SpotifyApi,
    StudioAccess,
)

SAVED_TRACKS: Final = Link(
    LinkKind.SPOTIFY_PLAYLIST,
    "Saved tracks at Spotify",
    url="https://open.spotify.com/collection/tracks",
)
"""What a linked account has saved: a playlist without an ID, which no pasted link can be."""


@dataclass(frozen=True)
class Gathered:
    """What is behind a link; ``list_link`` names the list, None where it is one track.

    ``notes`` are sentences about what is missing.
    """

    title: str
    tracks: tuple[WantedTrack, ...]
    list_link: str | None = None
    notes: tuple[str, ...] = ()


def way_out_of(settings: Settings) -> WayOut:
    """Return how the network is reached, as the settings say."""
    proxy = settings.fetch_proxy
    return WayOut(
        allowed=settings.private_hosts,
        proxy=proxy.get_secret_value() if proxy else None,
        cookies_file=settings.fetch_cookies_file,
    )


def gather_audio(link: Link) -> Gathered:
    """Return the one track that an audio file's address is."""
    name = unquote(PurePosixPath(urlsplit(link.url).path).stem)
    title = name.replace("_", " ").strip() or link.url
    artist, dash, rest = title.partition(" - ")
    wanted = (
        WantedTrack(title=rest.strip(), artist=artist.strip(), link=link.url)
        if dash and rest.strip()
        else WantedTrack(title=title, link=link.url)
    )
    return Gathered(wanted.title, (wanted,))


def gather_page(link: Link, probed: ProbeReport) -> Gathered:
    """Return what a page offers: one track, or a list of them."""
    if not probed.is_list:
        wanted = WantedTrack(
            title=probed.title,
            artist=probed.uploader,
            duration_seconds=probed.duration_seconds,
            link=link.url,
        )
        return Gathered(probed.title, (wanted,))
    tracks = tuple(
        WantedTrack(
            title=entry.title,
            artist=entry.uploader,
            duration_seconds=entry.duration_seconds,
            link=entry.url,
        )
        for entry in probed.entries
    )
    notes = (f"The list is longer; its first {len(tracks)} are taken.",) if probed.has_more else ()
    return Gathered(probed.title, tracks, link.url, notes)


def gather_spotify(
    link: Link, settings: Settings, *, wait: Wait, asker: Asker | None = None
) -> Gathered:
    """Return what Spotify tells of one of its links.

    The asker's linked account is asked first, the studio's own app second, and the public pages
    last: each of them may know what the others are not told.

    Raises:
        SoundForgeError: if nobody tells, with the next step.
    """
    with Connection(addresses_of(settings), wait=wait) as connection:
        pages = PublicPages(connection)
        if link.kind is LinkKind.SPOTIFY_SHORT:
            link = pages.follow_short_link(link.url)
        access = open_account(connection, settings, asker, wait=wait) if asker else None
        account = SpotifyApi(connection, access) if access else None
        if link == SAVED_TRACKS:
            return _gathered(_read_saved(account), link)
        studio = SpotifyApi(connection, _studio(settings))
        found = _read(link, [one for one in (account, studio, pages) if one is not None])
    return _gathered(found, link)


class _Teller(Protocol):
    """Whoever tells of tracks, albums and playlists."""

    def read_track(self, spotify_id: str) -> FoundTrack: ...

    def read_album(self, spotify_id: str) -> FoundList: ...

    def read_playlist(self, spotify_id: str) -> FoundList: ...


def _read_saved(account: SpotifyApi | None) -> FoundList:
    if account is None:
        raise SpotifyNotLinked(
            "Saved tracks are told to a linked account alone. Link yours in the settings."
        )
    return account.read_saved_tracks()


def _read(link: Link, tellers: Sequence[_Teller]) -> FoundTrack | FoundList:
    """Return what the first of them tells; the first refusal counts, because it says most."""
    refusal: SoundForgeError | None = None
    for teller in tellers:
        try:
            return _ask(teller, link)
        except (SpotifyNotSetUp, SpotifyNotLinked, SpotifyNotShared, SpotifyMissing) as error:
            is_of_the_music = isinstance(error, (SpotifyNotShared, SpotifyMissing))
            refusal = refusal or (error if is_of_the_music else None)
        except SoundForgeError as error:
            if refusal is None:
                raise
            raise refusal from error
    assert refusal is not None  # noqa: S101  — the public pages need neither account nor app
    raise refusal


def _ask(teller: _Teller, link: Link) -> FoundTrack | FoundList:
    if link.kind is LinkKind.SPOTIFY_TRACK:
        return teller.read_track(link.spotify_id)
    if link.kind is LinkKind.SPOTIFY_ALBUM:
        return teller.read_album(link.spotify_id)
    return teller.read_playlist(link.spotify_id)


def _gathered(found: FoundTrack | FoundList, link: Link) -> Gathered:
    if isinstance(found, FoundTrack):
        notes = (found.note,) if found.note else ()
        return Gathered(found.title, (_wanted(found),), notes=notes)
    notes = [found.note] if found.note else []
    if found.missing and not found.note:
        left_out = plural("{count} entry is", "{count} entries are", found.missing)
        notes.append(f"{left_out} no track of Spotify's and left out.")
    tracks = tuple(_wanted(track) for track in found.tracks)
    return Gathered(found.title, tracks, link.url, tuple(notes))


def _wanted(found: FoundTrack) -> WantedTrack:
    return WantedTrack(
        title=found.title,
        artist=", ".join(found.artists) or None,
        album=found.album,
        year=found.year,
        duration_seconds=found.duration_seconds,
        isrc=found.isrc,
        spotify_id=found.spotify_id,
        link=found.url,
        picture_url=found.artwork_url,
    )


def _studio(settings: Settings) -> StudioAccess:
    return _shared_access(
        addresses_of(settings), settings.spotify_client_id, settings.spotify_client_secret
    )


@lru_cache(maxsize=4)
def _shared_access(
    addresses: Addresses, client_id: str | None, secret: SecretStr | None
) -> StudioAccess:
    """Return the access that all threads of this process share, so that one refresh serves all."""
    return StudioAccess(Connection(addresses), client_id=client_id, client_secret=secret)
