"""What gets audio from outside: the guard, yt-dlp, plain files, and spotdl with its own room."""

from app.sources.fetching.errors import Refused
from app.sources.fetching.guard import Guard, guarded
from app.sources.fetching.orders import (
    Chapter,
    Entry,
    FetchReport,
    FetchRequest,
    ProbeReport,
    ProbeRequest,
    SearchReport,
    SearchRequest,
    WayOut,
)
from app.sources.fetching.pictures import PICTURES, PicturesReport, PicturesRequest
from app.sources.fetching.spotdl import SPOTDL, SpotdlRequest
from app.sources.fetching.toolbox import (
    INSTALL_SPOTDL,
    InstallRequest,
    SpotdlState,
    remove_spotdl,
    spotdl_state,
)
from app.sources.fetching.ytdlp import FETCH, PROBE, SEARCH

__all__ = [
    "FETCH",
    "INSTALL_SPOTDL",
    "PICTURES",
    "PROBE",
    "SEARCH",
    "SPOTDL",
    "Chapter",
    "Entry",
    "FetchReport",
    "FetchRequest",
    "Guard",
    "InstallRequest",
    "PicturesReport",
    "PicturesRequest",
    "ProbeReport",
    "ProbeRequest",
    "Refused",
    "SearchReport",
    "SearchRequest",
    "SpotdlRequest",
    "SpotdlState",
    "WayOut",
    "guarded",
    "remove_spotdl",
    "spotdl_state",
]
