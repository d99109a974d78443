"""Spotify's JSON as it comes, checked by pydantic, and made into our words.

Everything that Spotify has taken out of its answers before, or may, has a default.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Final, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.core.names import clean_text
from app.sources.errors import SpotifyChanged
from app.sources.spotify.answers import FoundTrack, PlaylistOnOffer

PAGE_URL: Final = "https://open.spotify.com"
MAX_WORDS: Final = 500

_FIRST_YEAR: Final = 1860
_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")

ReplyT = TypeVar("ReplyT", bound="Reply")
ItemT = TypeVar("ItemT", bound="Reply")


def _none_as_empty(value: object) -> object:
    return () if value is None else value


def _none_as_blank(value: object) -> object:
    return "" if value is None else value


Words = Annotated[str, BeforeValidator(_none_as_blank)]


class Reply(BaseModel):
    """Foreign data; what is wrong with it is never shown, since it may be secret."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)


class Picture(Reply):
    """One size of an image; playlists do not tell theirs."""

    url: Words = ""
    width: int | None = None


class Artist(Reply):
    """Somebody who made it."""

    name: Words = ""


class Person(Reply):
    """Somebody with an account."""

    display_name: Words = ""
    id: Words = ""


Pictures = Annotated[tuple[Picture, ...], BeforeValidator(_none_as_empty)]
Artists = Annotated[tuple[Artist, ...], BeforeValidator(_none_as_empty)]


class Album(Reply):
    """An album, as far as its tracks tell of it."""

    name: Words = ""
    release_date: Words = ""
    images: Pictures = ()


class Numbers(Reply):
    """What other registers call a recording."""

    isrc: str | None = None


class Track(Reply):
    """A track, or what stands in its place: an episode, a local file."""

    id: str | None = None
    type: str = "track"
    name: Words = ""
    artists: Artists = ()
    album: Album | None = None
    duration_ms: float | None = None
    external_ids: Numbers | None = None
    track_number: int | None = None
    is_local: bool = False


class Entry(Reply):
    """One place of a playlist; what was ``track`` until 2026 is ``item`` since."""

    item: Track | None = None
    track: Track | None = None
    is_local: bool = False

    @property
    def content(self) -> Track | None:
        """Return what lies there, by its new or its old name."""
        found = self.item or self.track
        return found.model_copy(update={"is_local": True}) if found and self.is_local else found


class Page(Reply, Generic[ItemT]):
    """Some of the ``total`` items of a list."""

    items: Annotated[tuple[ItemT | None, ...], BeforeValidator(_none_as_empty)] = ()
    total: int = 0


class WholeAlbum(Album):
    """An album with the first of its tracks."""

    artists: Artists = ()
    tracks: Page[Track] = Field(default_factory=Page[Track])


class Length(Reply):
    """How many places a playlist has."""

    total: int | None = None


class Playlist(Reply):
    """A playlist without its places; ``items`` was ``tracks`` until 2026."""

    id: Words = ""
    name: Words = ""
    owner: Person | None = None
    images: Pictures = ()
    items: Length | None = None
    tracks: Length | None = None


class TokenReply(Reply):
    """A token; its form is checked because it becomes a header."""

    access_token: str = Field(pattern=r"^[\x21-\x7e]{1,4096}$")
    refresh_token: str | None = None
    expires_in: float = Field(default=3600.0, ge=0.0, le=86_400.0)
    scope: Words = ""


class Complaint(Reply):
    """What the accounts service says when it refuses."""

    error: Words = ""


def parse(reply: type[ReplyT], body: bytes, *, what: str) -> ReplyT:
    """Return what Spotify said about ``what``.

    Raises:
        SpotifyChanged: if it is not what this version understands.
    """
    try:
        return reply.model_validate_json(body)
    except ValidationError:
        raise SpotifyChanged(
            f"Spotify's answer about {what} is not one that this version understands. "
            "Try again later; if that does not help, look for a newer version."
        ) from None


def track_of(track: Track, *, album: Album | None = None) -> FoundTrack | None:
    """Return a track in our words; None for what is no track of Spotify's, or none any more."""
    title = words_of(track.name)
    if track.type != "track" or track.is_local or not track.id or not is_id(track.id) or not title:
        return None
    of_album = track.album or album or Album()
    return FoundTrack(
        title=title,
        artists=names_of(artist.name for artist in track.artists),
        spotify_id=track.id,
        url=f"{PAGE_URL}/track/{track.id}",
        album=words_of(of_album.name) or None,
        year=year_of(of_album.release_date),
        duration_seconds=seconds_of(track.duration_ms),
        isrc=isrc_of(track.external_ids.isrc or "") if track.external_ids else None,
        artwork_url=largest(of_album.images),
        track_number=track.track_number,
    )


def is_id(text: str) -> bool:
    """Say whether a text has the form of Spotify's ids, so that it can stand in an address."""
    return _ID.fullmatch(text) is not None


def offer_of(playlist: Playlist) -> PlaylistOnOffer:
    """Return a playlist of the linked account in our words."""
    length = playlist.items or playlist.tracks
    return PlaylistOnOffer(
        id=playlist.id,
        title=words_of(playlist.name) or "Untitled playlist",
        url=f"{PAGE_URL}/playlist/{playlist.id}",
        owner=name_of(playlist.owner),
        artwork_url=largest(playlist.images),
        length=length.total if length else None,
    )


def name_of(person: Person | None) -> str | None:
    """Return what somebody is called: as they show themselves, or by their id."""
    return words_of(person.display_name) or words_of(person.id) or None if person else None


def words_of(text: str) -> str:
    """Return a title or a name without what cannot be shown, no longer than a column."""
    return clean_text(text)[:MAX_WORDS]


def names_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are there."""
    return tuple(name for name in map(words_of, names) if name)


def year_of(date: str) -> int | None:
    """Return the year of ``2019-05-03`` or ``2019``; Spotify writes ``0000`` if it is unknown."""
    year = int(date[:4]) if date[:4].isdecimal() else 0
    return year if year >= _FIRST_YEAR else None


def isrc_of(text: str) -> str | None:
    """Return an ISRC without the dashes that some write; None if it is none (ISO 3901)."""
    plain = text.replace("-", "").strip().upper()
    return plain if _ISRC.fullmatch(plain) else None


def seconds_of(milliseconds: float | None) -> float | None:
    """Return a length in seconds; Spotify writes 0 where it does not know."""
    return milliseconds / 1000 if milliseconds and milliseconds > 0 else None


def largest(pictures: Iterable[Picture]) -> str | None:
    """Return the address of the widest picture; of those that do not say, the first."""
    safe = [picture for picture in pictures if picture.url.startswith("https://")]
    return max(safe, key=lambda picture: picture.width or 0).url if safe else None
