"""Send files through the studio, some at a time, and follow their rows to the end."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path
from time import monotonic
from uuid import UUID

from app import accounts, library, pipeline
from app.boot import Studio
from app.cli import screen
from app.cli.bars import Board
from app.cli.failures import to_error
from app.cli.hands import Hands
from app.core.errors import SoundForgeError
from app.core.units import seconds_to_words
from app.library import TrackSource
from app.pipeline import JobState, PipelineView, SeparateArguments, StageView

LOOK_SECONDS = 0.2
"""How often the rows are read."""

WINDOW = 8
"""So many files are on their way at once; each is copied when its turn comes."""


@dataclass
class Song:
    """One file on its way through the studio."""

    number: int
    path: Path
    pipeline_id: UUID
    began_seconds: float = field(default_factory=monotonic)
    duplicate: bool = False

    @property
    def name(self) -> str:
        """Return what people call it."""
        return screen.name_of(self.path)

    @property
    def elapsed_seconds(self) -> float:
        """Return for how long it has been on its way."""
        return monotonic() - self.began_seconds


@dataclass(frozen=True)
class Ending:
    """What became of a file: it is in the library as ``track_id``, or ``error`` says why not."""

    path: Path
    track_id: UUID | None = None
    duplicate: bool = False
    elapsed_seconds: float = 0.0
    error: SoundForgeError | None = None


class Standing(Enum):
    """Where a pipeline stands, seen by somebody who waits for its end."""

    RUNS = auto()
    DONE = auto()
    FAILED = auto()


class Follower:
    """Follows the main job of many files."""

    def __init__(
        self,
        studio: Studio,
        board: Board,
        *,
        separation: SeparateArguments,
        source: TrackSource = TrackSource.FILE,
    ) -> None:
        self._studio = studio
        self._board = board
        self._separation = separation
        self._source = source
        self._waiting: deque[tuple[int, Path]] = deque()
        self._songs: list[Song] = []
        self._pause = threading.Event()
        self._hands = Hands(studio)
        with studio.database.transaction() as session:
            self.owner_id = accounts.ensure_owner(session, studio.settings.owner_email).id

    @property
    def works_here(self) -> bool:
        """Say whether this process does the work, and not another one."""
        return self._hands.are_here

    def follow(self, paths: Iterable[Path]) -> Iterator[tuple[int, Ending]]:
        """Send the files on their way; yield number and ending of each, in the order they end.

        Raises:
            SoundForgeError: if the studio as a whole cannot go on.
        """
        self._waiting.extend(enumerate(paths))
        while self._waiting or self._songs:
            self._hands.lend()
            if self._waiting and len(self._songs) < WINDOW:
                yield from self._send_next()
            else:
                self._pause.wait(LOOK_SECONDS)
            yield from self._look()

    def _send_next(self) -> Iterator[tuple[int, Ending]]:
        number, path = self._waiting.popleft()
        self._board.show(number, screen.name_of(path), 0.0, "Copying")
        try:
            self._songs.append(self._send(number, path))
        except SoundForgeError as error:
            yield number, Ending(path, error=error)

    def _send(self, number: int, path: Path) -> Song:
        """Copy a file into the waiting room and start its pipeline."""
        studio = self._studio
        limit_bytes = studio.settings.max_upload_bytes
        received = library.receive_file(studio.media, path, limit_bytes=limit_bytes)
        try:
            with studio.database.transaction() as session:
                pipeline.reserve_room(
                    session,
                    studio.settings,
                    received,
                    owner_id=self.owner_id,
                    name=screen.name_of(path),
                )
                started = pipeline.import_and_process(
                    session,
                    received,
                    owner_id=self.owner_id,
                    file_name=screen.name_of(path),
                    separation=self._separation,
                    source=self._source,
                )
        except BaseException:
            studio.media.upload(received.upload_id).unlink(missing_ok=True)
            raise
        return Song(number, path, started.id)

    def _look(self) -> Iterator[tuple[int, Ending]]:
        with self._studio.database.reading() as session:
            views = [
                pipeline.view(session, song.pipeline_id, owner_id=self.owner_id)
                for song in self._songs
            ]
        for song, view in zip(list(self._songs), views, strict=True):
            song.duplicate = song.duplicate or is_duplicate(view)
            standing = standing_of(view)
            if standing is Standing.RUNS:
                self._board.show(song.number, song.name, view.progress, words_of(view))
            else:
                self._songs.remove(song)
                yield song.number, self._end(song, view)

    def _end(self, song: Song, view: PipelineView) -> Ending:
        ending = Ending(
            song.path,
            track_id=view.track_id,
            duplicate=song.duplicate,
            elapsed_seconds=round(song.elapsed_seconds, 3),
        )
        error = error_of(view)
        return replace(ending, error=error) if error else ending


def standing_of(view: PipelineView) -> Standing:
    """Return where a pipeline stands."""
    if not view.is_over:
        return Standing.RUNS
    return Standing.DONE if view.is_complete else Standing.FAILED


def error_of(view: PipelineView) -> SoundForgeError | None:
    """Return why a pipeline failed, or None if it did not."""
    for stage in view.stages:
        if stage.state is JobState.FAILED:
            return to_error(stage.error_kind, stage.error or f"'{stage.label}' failed.")
        if stage.state is JobState.CANCELLED:
            return to_error("Cancelled", f"'{stage.label}' of '{view.title}' was cancelled.")
    return None


def is_duplicate(view: PipelineView) -> bool:
    """Say whether the import found that the library has the song already."""
    return any(bool(stage.result.get("duplicate")) for stage in view.stages)


def words_of(view: PipelineView) -> str:
    """Return what happens to a song now, stage by stage."""
    live = {JobState.QUEUED, JobState.DOWNLOADING, JobState.PROCESSING}
    return " · ".join(_words_of(stage) for stage in view.stages if stage.state in live)


def _words_of(stage: StageView) -> str:
    if stage.waits_for_retry:
        return f"{stage.label}: waits to be tried again"
    if stage.state is JobState.QUEUED:
        return f"{stage.label}: waits for its turn"
    words = f"{stage.label}: {stage.phase}" if stage.phase else stage.label
    if stage.remaining_seconds is None:
        return words
    return f"{words}, {seconds_to_words(stage.remaining_seconds)} left"
