"""The page that other sites embed: JSON in a script, of a form that nobody promises.

As seen in 2026: ``props.pageProps.state.data.entity``, with a ``trackList`` where it is a list.
Where there is nothing to show, ``pageProps.status`` is 404 though the answer is 200.
"""

import re
from typing import Annotated, Final, Literal

from pydantic import AliasChoices, BeforeValidator, Field, ValidationError

from app.sources.errors import SpotifyChanged, SpotifyMissing
from app.sources.spotify.answers import FoundList, FoundTrack
from app.sources.spotify.replies import (
    PAGE_URL,
    Artists,
    Picture,
    Reply,
    Words,
    largest,
    names_of,
    seconds_of,
    words_of,
    year_of,
)

LONGEST: Final = 100
"""As many entries as the page shows of a playlist."""

TRACK_NOTE: Final = "Read from Spotify's public page, which tells neither album nor ISRC."
ALBUM_NOTE: Final = "Read from Spotify's public page, which tells neither year nor ISRCs."
PLAYLIST_NOTE: Final = (
    "Read from Spotify's public page, which tells neither albums nor covers nor ISRCs."
)
CUT_NOTE: Final = (
    f" It shows the first {LONGEST} entries and there may be more: "
    "link your Spotify account to get all of them."
)

_DATA = re.compile(r"<script[^>]*\sid=[\"']__NEXT_DATA__[\"'][^>]*>(.*?)</script>", re.DOTALL)
_URI = re.compile(r"spotify:(\w+):([A-Za-z0-9]{1,64})")
_BETWEEN_ARTISTS = ",\N{NO-BREAK SPACE}"  # a plain comma may be part of a name


class _Picture(Picture):
    width: int | None = Field(default=None, validation_alias=AliasChoices("width", "maxWidth"))


class _Cover(Reply):
    sources: tuple[_Picture, ...] = ()


class _Look(Reply):
    image: tuple[_Picture, ...] = ()


class _Day(Reply):
    iso: Words = Field(default="", validation_alias="isoString")


class _Row(Reply):
    uri: Words = ""
    title: Words = ""
    subtitle: Words = ""
    duration: float | None = None


class _Entity(_Row):
    name: Words = ""
    artists: Artists = ()
    released: _Day | None = Field(default=None, validation_alias="releaseDate")
    cover: _Cover | None = Field(default=None, validation_alias="coverArt")
    look: _Look | None = Field(default=None, validation_alias="visualIdentity")
    rows: tuple[_Row, ...] | None = Field(default=None, validation_alias="trackList")

    @property
    def heading(self) -> str:
        return words_of(self.name) or words_of(self.title)

    @property
    def artwork_url(self) -> str | None:
        pictures = [
            *(self.cover.sources if self.cover else ()),
            *(self.look.image if self.look else ()),
        ]
        return largest(pictures)


class _Data(Reply):
    entity: _Entity | None = None


class _State(Reply):
    data: _Data | None = None


class _PageProps(Reply):
    status: Annotated[int, BeforeValidator(lambda value: value or 0)] = 0
    state: _State | None = None


class _Props(Reply):
    page: _PageProps = Field(validation_alias="pageProps")


class _NextData(Reply):
    props: _Props


def track_in(html: str, *, spotify_id: str) -> FoundTrack:
    """Return the track that a page shows.

    Raises:
        SpotifyMissing: if it shows none.
        SpotifyChanged: if the page is made in another way.
    """
    entity = _entity_in(html, what="this track")
    if not entity.heading:
        raise _changed("this track")
    return FoundTrack(
        title=entity.heading,
        artists=names_of(artist.name for artist in entity.artists) or _artists_of(entity.subtitle),
        spotify_id=spotify_id,
        url=f"{PAGE_URL}/track/{spotify_id}",
        year=year_of(entity.released.iso) if entity.released else None,
        duration_seconds=seconds_of(entity.duration),
        artwork_url=entity.artwork_url,
        note=TRACK_NOTE,
    )


def list_in(html: str, *, kind: Literal["album", "playlist"], spotify_id: str) -> FoundList:
    """Return the album or playlist that a page shows.

    Raises:
        SpotifyMissing: if it shows none.
        SpotifyChanged: if the page is made in another way.
    """
    what = f"this {kind}"
    entity = _entity_in(html, what=what)
    if entity.rows is None or not entity.heading:
        raise _changed(what)
    tracks = tuple(
        found
        for number, row in enumerate(entity.rows, 1)
        if (found := _track_of(row, entity if kind == "album" else None, number)) is not None
    )
    missing = len(entity.rows) - len(tracks)
    left_out = f" {missing} of {len(entity.rows)} left out, which are no tracks." if missing else ""
    is_cut = kind == "playlist" and len(entity.rows) >= LONGEST
    return FoundList(
        kind=kind,
        id=spotify_id,
        title=entity.heading,
        owner=words_of(entity.subtitle) or None,
        artwork_url=entity.artwork_url,
        tracks=tracks,
        missing=missing,
        note=(ALBUM_NOTE if kind == "album" else PLAYLIST_NOTE)
        + left_out
        + (CUT_NOTE if is_cut else ""),
    )


def _track_of(row: _Row, album: _Entity | None, number: int) -> FoundTrack | None:
    uri = _URI.fullmatch(row.uri)
    title = words_of(row.title)
    if uri is None or uri[1] != "track" or not title:
        return None
    return FoundTrack(
        title=title,
        artists=_artists_of(row.subtitle),
        spotify_id=uri[2],
        url=f"{PAGE_URL}/track/{uri[2]}",
        album=album.heading if album else None,
        duration_seconds=seconds_of(row.duration),
        artwork_url=album.artwork_url if album else None,
        track_number=number if album else None,
    )


def _artists_of(subtitle: str) -> tuple[str, ...]:
    return names_of(subtitle.split(_BETWEEN_ARTISTS))


def _entity_in(html: str, *, what: str) -> _Entity:
    script = _DATA.search(html)
    if script is None:
        raise _changed(what)
    try:
        page = _NextData.model_validate_json(script[1]).props.page
    except ValidationError:
        raise _changed(what) from None
    entity = page.state.data.entity if page.state and page.state.data else None
    if entity is not None:
        return entity
    if page.status or page.state is None:
        raise SpotifyMissing(
            f"Spotify does not show {what} to everybody: it is gone, private, or made for one "
            "person. Link the Spotify account that can see it, or import it as a list file "
            "(CSV, M3U8)."
        )
    raise _changed(what)


def _changed(what: str) -> SpotifyChanged:
    return SpotifyChanged(
        f"Spotify's public page about {what} has changed, and this version cannot read it. "
        "Set up Spotify's Web API (SFA_SPOTIFY_CLIENT_ID and SFA_SPOTIFY_CLIENT_SECRET), "
        "or look for a newer version."
    )
