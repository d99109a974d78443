"""What Spotify shows to everybody: embedded pages, oEmbed, and where short links lead."""

import re
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from app.sources.errors import SpotifyChanged, SpotifyMissing
from app.sources.rules.links import SPOTIFY_HOSTS, Link, LinkKind, read_links
from app.sources.spotify.answers import FoundList, FoundTrack
from app.sources.spotify.connection import MAX_HOPS, Connection, Question, target_of
from app.sources.spotify.embeds import list_in, track_in
from app.sources.spotify.refusals import refusal_of
from app.sources.spotify.replies import PAGE_URL, Picture, Reply, Words, largest, parse, words_of
from app.sources.spotify.web_api import checked_id

TITLE_NOTE: Final = (
    "Only the title is known, without artist and length: Spotify's public page could not be read."
)
SHORT_URL: Final = "https://spotify.link/"

_SPOTIFY_URL = re.compile(
    r"https://open\.spotify\.com/(?:intl-[a-z-]{2,8}/)?(?:track|album|playlist)/[A-Za-z0-9]{1,64}"
)


class _OEmbed(Reply):
    title: Words = ""
    thumbnail_url: Words = ""


class PublicPages:
    """Reads what everybody may see, without credentials.

    Each function raises SpotifyMissing, SpotifyBusy, SpotifyInTrouble, SpotifyUnreachable or
    SpotifyChanged, each with its next step.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read_track(self, spotify_id: str) -> FoundTrack:
        """Return a track; only its title and cover if the page cannot be read any more."""
        html = self._page("track", spotify_id)
        try:
            return track_in(html, spotify_id=spotify_id)
        except SpotifyChanged as changed:
            found = self._title(spotify_id)
            if found is None:
                raise changed from None
            return found

    def read_album(self, spotify_id: str) -> FoundList:
        """Return an album with its tracks."""
        return list_in(self._page("album", spotify_id), kind="album", spotify_id=spotify_id)

    def read_playlist(self, spotify_id: str) -> FoundList:
        """Return the first hundred entries of a playlist."""
        return list_in(self._page("playlist", spotify_id), kind="playlist", spotify_id=spotify_id)

    def follow_short_link(self, short_url: str) -> Link:
        """Return the track, album or playlist that a short link leads to.

        Raises:
            SpotifyMissing: if it leads to none.
            SpotifyChanged: if it leads away from Spotify.
        """
        short = self._connection.addresses.short
        url = re.sub(f"^{re.escape(SHORT_URL)}", f"{short}/", short_url)
        for _ in range(MAX_HOPS):
            self._connection.check_target(url)
            answer = self._connection.ask(Question(url))
            target = target_of(answer, url=url)
            seen = unquote(target) if target else answer.body.decode("utf-8", "replace")
            if link := _spotify_link_in(seen):
                return link
            if target is None or urlsplit(target).hostname in SPOTIFY_HOSTS:
                break
            url = target
        raise SpotifyMissing(
            "This short link leads to no track, album or playlist. Open it in a browser, and "
            "paste the address it ends at."
        )

    def _page(self, kind: Literal["track", "album", "playlist"], spotify_id: str) -> str:
        pages = self._connection.addresses.pages
        answer = self._connection.read_page(f"{pages}/embed/{kind}/{checked_id(spotify_id)}")
        if refusal := refusal_of(answer, what=f"this {kind}", is_linked=False):
            raise refusal
        return answer.body.decode("utf-8", "replace")

    def _title(self, spotify_id: str) -> FoundTrack | None:
        """Return what oEmbed tells of a track; None if that has changed too."""
        url = f"{PAGE_URL}/track/{spotify_id}"
        pages = self._connection.addresses.pages
        answer = self._connection.read_page(f"{pages}/oembed", params={"url": url})
        if refusal_of(answer, what="this track", is_linked=False):
            return None
        try:
            reply = parse(_OEmbed, answer.body, what="this track")
        except SpotifyChanged:
            return None
        title = words_of(reply.title)
        if not title:
            return None
        return FoundTrack(
            title=title,
            artists=(),
            spotify_id=spotify_id,
            url=url,
            artwork_url=largest([Picture(url=reply.thumbnail_url)]),
            note=TITLE_NOTE,
        )


def _spotify_link_in(text: str) -> Link | None:
    found = _SPOTIFY_URL.search(text)
    links = read_links(found[0]) if found else []
    return links[0] if links and links[0].kind is not LinkKind.REFUSED else None
