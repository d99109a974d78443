"""A folder of the server for tests, and a house that looks into it when it is told to."""

import threading
from pathlib import Path
from uuid import UUID

from app import library, sources
from app.library import Track
from app.library.repository import get_any_track
from app.pipeline import Looked, Watch
from app.pipeline.service.scanning import look
from app.sources import LibraryRoot, RootFile, RootKind
from app.sources.repository.roots import find_files
from tests.houses import House, wait_until


class Folder:
    """A folder that belongs to the library of a house's owner."""

    def __init__(self, house: House, path: Path, kind: RootKind = RootKind.IN_PLACE) -> None:
        path.mkdir(exist_ok=True)
        self.house = house
        self.path = path
        self.watch = Watch()
        with house.database.transaction() as session:
            root = sources.add_root(
                session, house.settings, str(path), owner_id=house.owner_id, kind=kind
            )
        self.id: UUID = root.id

    def write(self, name: str, content: bytes = b"some music") -> Path:
        """Put a file into the folder."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def look(self) -> Looked:
        """Look into the folder once."""
        return look(self.house.tools, self.root, self.watch, should_stop=threading.Event().is_set)

    def bring(self) -> Looked:
        """Look twice, as it takes for new files, and wait until all that was found is over."""
        self.look()
        looked = self.look()
        if self.house.workers is None:
            self.house.start()
        self.rest()
        return looked

    def rest(self) -> None:
        """Wait until nobody works on anything."""
        live = {"queued", "downloading", "processing"}
        wait_until(
            lambda: not any(job.state.value in live for job in self.house.jobs()),
            "the jobs were not over",
        )

    @property
    def root(self) -> LibraryRoot:
        """Return the folder's row as it is now."""
        with self.house.database.reading() as session:
            return sources.get_root(session, self.id)

    def files(self) -> list[RootFile]:
        """Return what is kept of its files, by path."""
        with self.house.database.reading() as session:
            found = find_files(session, self.id, sources.read_known(session, self.id))
        return sorted(found, key=lambda file: file.path)

    def tracks(self) -> list[Track]:
        """Return the tracks of the owner that were not thrown away."""
        with self.house.database.reading() as session:
            return library.list_tracks(session, owner_id=self.house.owner_id)

    def is_in_trash(self, track: Track) -> bool:
        """Say whether a track was thrown away and can be taken back."""
        with self.house.database.reading() as session:
            kept = get_any_track(session, track.id, owner_id=self.house.owner_id)
        return kept.deleted_at is not None

    def path_of(self, track: Track) -> Path:
        """Return where the studio reads the audio of a track."""
        with self.house.database.reading() as session:
            return sources.audio_path(session, self.house.media, track)
