"""Music and playlists as the Web API tells of them."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Final

from app.core.errors import InvalidInput
from app.sources.errors import SpotifyMissing
from app.sources.spotify.access import Access
from app.sources.spotify.answers import FoundList, FoundTrack, PlaylistOnOffer
from app.sources.spotify.connection import Answer, Connection, Question
from app.sources.spotify.missing import Missing
from app.sources.spotify.refusals import refusal_of
from app.sources.spotify.replies import (
    Entry,
    ItemT,
    Page,
    Person,
    Playlist,
    ReplyT,
    Track,
    WholeAlbum,
    is_id,
    largest,
    name_of,
    names_of,
    offer_of,
    parse,
    track_of,
    words_of,
)

PAGE_LENGTH: Final = 50
"""The most that every list gives at once."""
MAX_ENTRIES: Final = 10_000
"""As many as a playlist of Spotify's can hold."""

_PLAYLIST_FIELDS = "id,name,owner(display_name,id),images"


class SpotifyApi:
    """Reads music and playlists from any thread, with whatever access it is given.

    Each function raises SpotifyMissing, SpotifyNotShared, SpotifyNotLinked, SpotifySignInRefused,
    SpotifyBusy, SpotifyInTrouble, SpotifyUnreachable or SpotifyChanged, each with its next step.
    What Spotify took away in 2024 and 2026, questions for many at once and audio features, is not
    asked for.
    """

    def __init__(self, connection: Connection, access: Access) -> None:
        self._connection = connection
        self._access = access

    def read_track(self, spotify_id: str) -> FoundTrack:
        """Return a track with its album and ISRC."""
        reply = self._read(Track, f"/tracks/{checked_id(spotify_id)}", what="this track")
        found = track_of(reply)
        if found is None:
            raise SpotifyMissing("This is no track that Spotify has any more. Copy the link again.")
        return found

    def read_album(self, spotify_id: str) -> FoundList:
        """Return an album with all its tracks; Spotify tells no ISRC here."""
        path = f"/albums/{checked_id(spotify_id)}"
        what = "this album"
        album = self._read(WholeAlbum, path, what=what)
        tracks = [*album.tracks.items]
        if len(tracks) < album.tracks.total:
            pages = self._pages(Page[Track], f"{path}/tracks", what=what, start=len(tracks))
            tracks.extend(track for page in pages for track in page.items)
        left_out = Missing(total=album.tracks.total)
        return FoundList(
            kind="album",
            id=spotify_id,
            title=words_of(album.name) or "Untitled album",
            owner=", ".join(names_of(artist.name for artist in album.artists)) or None,
            artwork_url=largest(album.images),
            tracks=tuple(left_out.sift(tracks, album=album)),
            missing=left_out.count,
            note=left_out.note,
        )

    def read_playlist(self, spotify_id: str) -> FoundList:
        """Return a playlist with all its tracks, each with the cover of its own album."""
        path = f"/playlists/{checked_id(spotify_id)}"
        what = "this playlist"
        playlist = self._read(Playlist, path, what=what, params={"fields": _PLAYLIST_FIELDS})
        tracks, left_out = self._playlist_tracks(path, what=what)
        return FoundList(
            kind="playlist",
            id=spotify_id,
            title=words_of(playlist.name) or "Untitled playlist",
            owner=name_of(playlist.owner),
            artwork_url=largest(playlist.images),
            tracks=tracks,
            missing=left_out.count,
            note=left_out.note,
        )

    def read_saved_tracks(self) -> FoundList:
        """Return the tracks that the linked account has saved, the latest first."""
        tracks, left_out = self._entries("/me/tracks", what="the saved tracks")
        return FoundList(
            kind="saved",
            id="",
            title="Saved tracks",
            tracks=tracks,
            missing=left_out.count,
            note=left_out.note,
        )

    def list_playlists(self) -> tuple[PlaylistOnOffer, ...]:
        """Return the playlists that the linked account has or follows."""
        pages = self._pages(Page[Playlist], "/me/playlists", what="the playlists")
        found = (playlist for page in pages for playlist in page.items)
        return tuple(offer_of(playlist) for playlist in found if playlist and is_id(playlist.id))

    def read_account_name(self) -> str:
        """Return what the linked account calls itself."""
        return name_of(self._read(Person, "/me", what="the account")) or "Spotify account"

    def _playlist_tracks(self, path: str, *, what: str) -> tuple[tuple[FoundTrack, ...], Missing]:
        # Since February 2026 places come from /items, and in development mode no longer from
        # /tracks, which answers 403 there (developer.spotify.com, "February 2026 Web API Dev Mode
        # Changes - Migration Guide"); what does not know /items yet answers 404 or 410.
        try:
            return self._entries(f"{path}/items", what=what)
        except SpotifyMissing:
            return self._entries(f"{path}/tracks", what=what)

    def _entries(self, path: str, *, what: str) -> tuple[tuple[FoundTrack, ...], Missing]:
        left_out = Missing()
        tracks: list[FoundTrack] = []
        for page in self._pages(Page[Entry], path, what=what):
            left_out.total = page.total
            tracks.extend(left_out.sift(entry and entry.content for entry in page.items))
        return tuple(tracks), left_out

    def _pages(
        self, page: type[Page[ItemT]], path: str, *, what: str, start: int = 0
    ) -> Iterator[Page[ItemT]]:
        """Yield page after page; addresses that Spotify names for the next one are not followed."""
        at = start
        while at < MAX_ENTRIES:
            params = {"limit": str(PAGE_LENGTH), "offset": str(at)}
            reply = self._read(page, path, what=what, params=params)
            yield reply
            at += len(reply.items)
            if not reply.items or at >= reply.total:
                return

    def _read(
        self,
        reply: type[ReplyT],
        path: str,
        *,
        what: str,
        params: Mapping[str, str] | None = None,
    ) -> ReplyT:
        token = self._access.token()
        answer = self._ask(path, params or {}, token)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            answer = self._ask(path, params or {}, self._access.renew(token))
        if refusal := refusal_of(answer, what=what, is_linked=self._access.is_linked):
            raise refusal
        return parse(reply, answer.body, what=what)

    def _ask(self, path: str, params: Mapping[str, str], token: str) -> Answer:
        return self._connection.ask(
            Question(
                f"{self._connection.addresses.api}{path}",
                params=params,
                headers={"authorization": f"Bearer {token}"},
            )
        )


def checked_id(spotify_id: str) -> str:
    """Return an ID of Spotify's, which becomes part of an address.

    Raises:
        InvalidInput: if it is none.
    """
    if not is_id(spotify_id):
        raise InvalidInput("This is no ID of Spotify's. Copy the link again.")
    return spotify_id
