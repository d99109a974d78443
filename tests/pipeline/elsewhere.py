"""Places where music comes from, for tests of what is done with it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from app import library, pipeline, sources
from app.core.settings import Settings
from app.core.work import Report
from app.library import Track
from app.pipeline import Halt, ImportWish, Job
from app.sources import (
    FetchReport,
    FetchRequest,
    PicturesReport,
    PicturesRequest,
    SearchRequest,
)
from app.sources.fetching.orders import Entry, ProbeReport, ProbeRequest, SearchReport
from app.sources.rules.candidates import Candidate, rank
from tests.houses import House
from tests.sources.spotify_server import serve_spotify
from tests.sources.spotify_shelf import CLIENT_ID, CLIENT_SECRET, SpotifyServer

ONLY_DOWNLOAD = ImportWish(separate=False, analyse=False)


@dataclass
class Elsewhere:
    """A twin of the network: what is searched for is found, what is fetched comes at once."""

    fetched: list[str] = field(default_factory=list[str])
    searched: list[str] = field(default_factory=list[str])
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    entries: int = 0
    pictures: dict[str, bytes] = field(default_factory=dict[str, bytes])
    pictured: list[str] = field(default_factory=list[str])

    def move_in(self, house: House) -> None:
        """Let the house's children be this network."""
        house.workshop.behaviours[sources.SEARCH.name] = self.search
        house.workshop.behaviours[sources.FETCH.name] = self.fetch
        house.workshop.behaviours[sources.PROBE.name] = self.probe
        house.workshop.behaviours[sources.PICTURES.name] = self.picture

    def search(self, request: SearchRequest, report: Report, halt: Halt) -> SearchReport:
        """Find the recording itself, a live one and one that is far too long."""
        del report, halt
        wanted = request.wanted
        self.searched.append(wanted.title)
        seconds = wanted.duration_seconds or 200.0
        name = f"{wanted.artist} - {wanted.title}"
        found = [
            Candidate(f"https://tube.test/{wanted.title}/live", f"{name} (Live)", "Fan", seconds),
            Candidate(f"https://tube.test/{wanted.title}", name, wanted.artist, seconds),
            Candidate(f"https://tube.test/{wanted.title}/hour", f"{name} 1 hour", "Loops", 3600.0),
        ]
        ranked = rank(wanted, found)
        good = next((one.candidate for one in ranked if one.is_good), None)
        return SearchReport(ranked=ranked, chosen=good, why_none=None if good else "None fits.")

    def fetch(self, request: FetchRequest, report: Report, halt: Halt) -> FetchReport:
        """Write a file whose bytes are the address, unless others are given."""
        del report, halt
        self.fetched.append(request.url)
        path = request.folder / "fetched.opus"
        path.write_bytes(self.contents.get(request.url, request.url.encode()))
        return FetchReport(
            path=path,
            size_bytes=path.stat().st_size,
            url=request.url,
            extractor="Twin",
            title="Fetched",
        )

    def picture(self, request: PicturesRequest, report: Report, halt: Halt) -> PicturesReport:
        """Write the pictures that there are."""
        del report, halt
        self.pictured += request.urls
        files: dict[str, Path] = {}
        for number, url in enumerate(request.urls):
            if url in self.pictures:
                files[url] = request.folder / f"picture-{number}"
                files[url].write_bytes(self.pictures[url])
        return PicturesReport(files=files)

    def probe(self, request: ProbeRequest, report: Report, halt: Halt) -> ProbeReport:
        """Be one item, or a list of so many."""
        del report, halt
        listed = [
            Entry(
                url=f"{request.url}/{number}",
                title=f"Part {number}",
                duration_seconds=60.0,
                uploader="Somebody",
            )
            for number in range(self.entries)
        ]
        return ProbeReport(
            url=request.url,
            is_list=bool(listed),
            title="A page",
            duration_seconds=None if listed else 60.0,
            uploader="Somebody",
            extractor="Twin",
            entries=listed,
        )


@contextmanager
def at_spotify(settings: Settings) -> Generator[tuple[House, SpotifyServer, Elsewhere]]:
    """Return a house at work whose Spotify and whose network are on this machine."""
    with serve_spotify() as spotify:
        changed = settings.model_copy(
            update={
                "spotify_api_url": spotify.addresses.api,
                "spotify_accounts_url": spotify.addresses.accounts,
                "spotify_pages_url": spotify.addresses.pages,
                "spotify_client_id": CLIENT_ID,
                "spotify_client_secret": SecretStr(CLIENT_SECRET),
                "job_backoff_seconds": 0.0,
            }
        )
        with House(changed) as house:
            elsewhere = Elsewhere()
            elsewhere.move_in(house)
            house.start()
            yield house, spotify, elsewhere


def bring(house: House, text: str, wish: ImportWish = ONLY_DOWNLOAD) -> list[Job]:
    """Import what is behind the links of a text."""
    with house.database.transaction() as session:
        return [
            pipeline.bring(session, house.settings, link, owner_id=house.owner_id, wish=wish)
            for link in sources.read_links(text)
        ]


def tracks_of(house: House) -> dict[str, Track]:
    """Return the owner's tracks by title."""
    with house.database.reading() as session:
        return {one.title: one for one in library.list_tracks(session, owner_id=house.owner_id)}
