"""What the stand-in for Spotify has, what goes wrong with it next, and what it was asked."""

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from typing import Literal

from pydantic import SecretStr

from app.sources.spotify import Addresses, Connection, SpotifyApi, StudioAccess

CLIENT_ID = "the-client-id"
CLIENT_SECRET = "the-client-secret"  # noqa: S105  — of a server that lives for one test
COVER = "https://i.scdn.co/image/cover-of-{}"
MOSAIC = "https://mosaic.scdn.co/640/of-the-playlist"

Json = dict[str, object]


@dataclass(frozen=True)
class Fault:
    """What happens instead of the next answer."""

    kind: Literal["status", "cut", "slow", "drip", "rubbish", "huge", "away"]
    status: int = 500
    retry_after: str | None = None
    only: str = ""
    """The beginning of the paths it waits for."""


@dataclass(frozen=True)
class FixedAccess:
    """The access of somebody who has one token and no other."""

    given: str
    is_linked: bool

    def token(self) -> str:
        """Return the token."""
        return self.given

    def renew(self, stale: str) -> str:
        """Return the token that was refused."""
        return stale


@dataclass
class Clock:
    """A clock that only a test and its waits move."""

    moment: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    waits: list[float] = field(default_factory=list[float])
    is_halted: bool = False

    def now(self) -> datetime:
        """Return what the test has set."""
        return self.moment

    def wait(self, seconds: float) -> bool:
        """Move on by so much at once."""
        self.waits.append(seconds)
        self.moment += timedelta(seconds=seconds)
        return self.is_halted


@dataclass
class SpotifyServer:
    """What is there, what goes wrong next, and what was asked."""

    url: str = ""
    tracks: dict[str, Json] = field(default_factory=dict[str, Json])
    albums: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    playlists: dict[str, list[Json | None]] = field(default_factory=dict[str, list[Json | None]])
    saved: list[str] = field(default_factory=list[str])
    foreign: set[str] = field(default_factory=set[str])
    """Playlists whose entries only their owner gets."""
    knows_items: bool = True
    knows_tracks: bool = True
    says_item: bool = True
    """Entries say ``item``, as since 2026, and not ``track``."""
    page_length: int = 50
    """The most that a list gives at once."""
    hidden_entries: int = 0
    """How many entries each list has that it never gives."""
    pages: dict[str, str] = field(default_factory=dict[str, str])
    oembeds: dict[str, Json] = field(default_factory=dict[str, Json])
    moved: dict[str, str] = field(default_factory=dict[str, str])
    """Where each path leads to that only leads on."""
    token_seconds: float = 3600
    odd_answer: str = ""
    """Given instead of a good token."""
    gives_refresh: bool = True
    refresh_tokens: set[str] = field(default_factory=set[str])
    codes: dict[str, str] = field(default_factory=dict[str, str])
    """The challenge behind each code that was given out."""
    given: int = 0
    good: set[str] = field(default_factory=set[str])
    faults: deque[Fault] = field(default_factory=deque[Fault])
    asked: list[str] = field(default_factory=list[str])
    bearers: list[str] = field(default_factory=list[str])
    forms: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    released: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    @property
    def addresses(self) -> Addresses:
        """Return where this server is, as Spotify's four."""
        return Addresses(
            api=f"{self.url}/v1", accounts=self.url, pages=self.url, short=f"{self.url}/short"
        )

    def count(self, path: str) -> int:
        """Return how many requests there were for paths that begin so."""
        return sum(asked.startswith(path) for asked in self.asked)

    def add_track(self, track_id: str, *, album: str = "", **more: object) -> str:
        """Put a track there, with an album of its own."""
        name = album or f"Album of {track_id}"
        self.tracks[track_id] = {
            "id": track_id,
            "type": "track",
            "name": f"Song {track_id}",
            "artists": [{"name": "The Band"}, {"name": "A Guest"}],
            "album": {
                "name": name,
                "release_date": "2019-05-03",
                "images": [
                    {"url": COVER.format(track_id) + "-64", "width": 64},
                    {"url": COVER.format(track_id), "width": 640},
                ],
            },
            "duration_ms": 201_500,
            "external_ids": {"isrc": "GBAYE0601498"},
            "track_number": 3,
            **more,
        }
        return track_id

    def add_playlist(self, playlist_id: str, entries: list[str | Json | None]) -> None:
        """Put a playlist there; an entry is a track's id, or the JSON of what lies there."""
        self.playlists[playlist_id] = [
            {"content": self.tracks[entry]} if isinstance(entry, str) else entry
            for entry in entries
        ]

    def give_token(self) -> str:
        """Return a new token that is good."""
        self.given += 1
        token = f"token-{self.given}"
        self.good.add(token)
        return token

    def take(self, path: str) -> Fault | None:
        """Return the fault that is due for a path, if any, and note that it was asked."""
        with self.lock:
            self.asked.append(path)
            if self.faults and path.startswith(self.faults[0].only):
                return self.faults.popleft()
            return None


def studio(
    connection: Connection, client_id: str | None = CLIENT_ID, secret: str | None = CLIENT_SECRET
) -> SpotifyApi:
    """Return the Web API with the studio's own access."""
    access = StudioAccess(
        connection,
        client_id=client_id,
        client_secret=None if secret is None else SecretStr(secret),
    )
    return SpotifyApi(connection, access)


def playlist_json(key: str, entries: list[Json | None]) -> Json:
    """Return a playlist without its entries, as the Web API writes it."""
    return {
        "id": key,
        "name": f"Playlist {key}",
        "owner": {"id": "someone", "display_name": "Some One"},
        "images": [{"url": MOSAIC, "width": None}],
        "items": {"total": len(entries)},
    }


def embed(entity: Json | None, *, status: int | None = None) -> str:
    """Return an embedded page that shows this."""
    state = None if entity is None else {"data": {"entity": entity}}
    page = {"props": {"pageProps": {"status": status, "state": state}}}
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(page)}</script>'
    return f"<!doctype html><html><head></head><body>{script}</body></html>"
