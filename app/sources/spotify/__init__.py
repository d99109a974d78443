"""Spotify: what its Web API and its public pages tell of music, and accounts of one's own."""

from app.sources.spotify.access import Access, AccountAccess, StudioAccess
from app.sources.spotify.answers import FoundList, FoundTrack, PlaylistOnOffer, Tokens
from app.sources.spotify.connection import Addresses, Connection
from app.sources.spotify.linking import SCOPES, AccountLink, Pending
from app.sources.spotify.public_pages import PublicPages
from app.sources.spotify.web_api import SpotifyApi

__all__ = [
    "SCOPES",
    "Access",
    "AccountAccess",
    "AccountLink",
    "Addresses",
    "Connection",
    "FoundList",
    "FoundTrack",
    "Pending",
    "PlaylistOnOffer",
    "PublicPages",
    "SpotifyApi",
    "StudioAccess",
    "Tokens",
]
