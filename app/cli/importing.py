"""``sfa import``: what is behind links, followed until it is in the library."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app import accounts, pipeline
from app.boot import Studio
from app.cli import screen
from app.cli.bars import Board, open_board
from app.cli.failures import to_error
from app.cli.follow import LOOK_SECONDS, Standing, error_of, standing_of, words_of
from app.cli.hands import Hands
from app.core.errors import Cancelled, InvalidInput, SoundForgeError
from app.core.words import plural
from app.pipeline import ImportWish, ItemState, Job, JobState
from app.sources import Link, LinkKind
from app.stems import Wish

GO_ON_HERE = "Stopped. The next 'sfa serve' or 'sfa import' goes on with what was begun."
GO_ON_THERE = "Stopped following. The studio that is running goes on."

PAGE = 500
"""So many tracks of a list are asked for at a time."""

KINDS = {
    LinkKind.SPOTIFY_TRACK: "a track of Spotify's",
    LinkKind.SPOTIFY_ALBUM: "an album of Spotify's",
    LinkKind.SPOTIFY_PLAYLIST: "a playlist of Spotify's",
    LinkKind.SPOTIFY_SHORT: "a short link of Spotify's",
    LinkKind.AUDIO: "an audio file",
    LinkKind.PAGE: "a page",
}


@dataclass
class Errand:
    """One link on its way: its look-up, and what came of it."""

    number: int
    link: Link
    job_id: UUID
    found: dict[str, Any] = field(default_factory=dict[str, Any])
    error: SoundForgeError | None = None
    is_over: bool = False


def show_link(link: Link) -> None:
    """Say what a link was recognised as."""
    what = KINDS.get(link.kind)
    screen.say(f"{link.url}: {what}." if what else f"{link.text}: {link.reason}")


class LinkRun:
    """Brings links into the owner's library, and follows all of them at once."""

    def __init__(self, studio: Studio, *, as_json: bool) -> None:
        self._studio = studio
        self._as_json = as_json
        self._hands = Hands(studio)
        self._errands: list[Errand] = []
        with studio.database.transaction() as session:
            self._owner_id = accounts.ensure_owner(session, studio.settings.owner_email).id

    def through(self, links: Sequence[Link], *, wish: ImportWish, how: Wish) -> int:
        """Bring the links in; return the exit code of the first that failed, 0 if none did.

        Raises:
            SoundForgeError: if the studio as a whole cannot go on.
            KeyboardInterrupt: if somebody interrupts, with what to say about it.
        """
        refused = [link for link in links if link.kind is LinkKind.REFUSED]
        for link in refused:
            self._tell(link, InvalidInput(link.reason))
        wanted = [link for link in links if link.kind is not LinkKind.REFUSED]
        self._begin(wanted, wish=wish, how=how)
        with open_board() as board:
            try:
                self._follow(board)
            except KeyboardInterrupt:
                words = GO_ON_HERE if self._hands.are_here else GO_ON_THERE
                raise KeyboardInterrupt(words) from None
        errors = [errand.error for errand in self._errands if errand.error is not None]
        if refused:
            return InvalidInput.exit_code
        return errors[0].exit_code if errors else 0

    def _begin(self, links: Sequence[Link], *, wish: ImportWish, how: Wish) -> None:
        studio = self._studio
        with studio.database.transaction() as session:
            for number, link in enumerate(links):
                job = pipeline.bring(
                    session, studio.settings, link, owner_id=self._owner_id, wish=wish, how=how
                )
                self._errands.append(Errand(number, link, job.id))

    def _follow(self, board: Board) -> None:
        pause = threading.Event()
        while waiting := [errand for errand in self._errands if not errand.is_over]:
            self._hands.lend()
            pause.wait(LOOK_SECONDS)
            for errand in waiting:
                try:
                    self._look(errand, board)
                except SoundForgeError as error:
                    errand.error, errand.is_over = error, True
                if errand.is_over:
                    self._end(errand, board)

    def _look(self, errand: Errand, board: Board) -> None:
        """See how far a link is.

        Raises:
            SoundForgeError: if it cannot be brought in, or only in part.
        """
        if not errand.found:
            self._look_up(errand, board)
        elif "pipeline_id" in errand.found:
            self._look_at_pipeline(errand, board)
        elif "batch_id" in errand.found:
            self._look_at_batch(errand, board)
        else:
            errand.is_over = True

    def _look_up(self, errand: Errand, board: Board) -> None:
        with self._studio.database.reading() as session:
            job = pipeline.get_job(session, errand.job_id, owner_id=self._owner_id)
            if job.state is JobState.FAILED:
                recent = pipeline.list_recent_jobs(session, owner_id=self._owner_id, only_live=True)
                again = next((one for one in recent if one.retry_of_id == job.id), None)
                if again is None:
                    raise to_error(job.error_kind, job.error or "The look-up failed.")
                errand.job_id, job = again.id, again
        if job.state is JobState.CANCELLED:
            raise Cancelled("The look-up was cancelled. Import the link again.")
        if job.state is JobState.COMPLETED:
            errand.found = dict(job.result or {})
        board.show(errand.number, errand.link.url, job.progress, f"Look up: {job.phase}")

    def _look_at_pipeline(self, errand: Errand, board: Board) -> None:
        pipeline_id = UUID(errand.found["pipeline_id"])
        with self._studio.database.reading() as session:
            view = pipeline.view(session, pipeline_id, owner_id=self._owner_id)
        board.show(errand.number, _title_of(errand), view.progress, words_of(view))
        if standing_of(view) is Standing.RUNS:
            return
        errand.is_over = True
        if view.track_id is not None:
            errand.found["track_id"] = str(view.track_id)
        error = error_of(view)
        if error is not None:
            raise error

    def _look_at_batch(self, errand: Errand, board: Board) -> None:
        batch_id, settings = UUID(errand.found["batch_id"]), self._studio.settings
        mine = {"owner_id": self._owner_id}
        with self._studio.database.reading() as session:
            view = pipeline.view_batch(session, settings, batch_id, **mine)
            track_ids: set[UUID] = set()
            for start in range(0, view.total, PAGE):
                page = pipeline.list_batch_items(session, batch_id, start=start, count=PAGE, **mine)
                track_ids |= {item.track_id for item in page}
            live = pipeline.list_recent_jobs(session, only_live=True, count=PAGE, **mine)
        words = f"{view.ended} of {plural('{count} track', '{count} tracks', view.total)}"
        board.show(errand.number, _title_of(errand), view.progress, words)
        errand.is_over = view.ended == view.total and not _work_on(live, track_ids)
        failed = view.counts[ItemState.FAILED]
        if errand.is_over and failed:
            tracks = plural("{count} track", "{count} tracks", failed)
            raise SoundForgeError(f"{tracks} of '{view.title}' did not come. See its page for why.")

    def _end(self, errand: Errand, board: Board) -> None:
        if errand.error is not None:
            board.end(errand.number, f"{_title_of(errand)}: {errand.error}", is_well=False)
        else:
            summary = str(errand.found.get("summary") or _title_of(errand))
            board.end(errand.number, summary, is_well=True)
        self._tell(errand.link, errand.error, errand.found)

    def _tell(
        self, link: Link, error: SoundForgeError | None, found: dict[str, Any] | None = None
    ) -> None:
        if not self._as_json:
            return
        about = {"link": link.text, "kind": link.kind.value}
        kept = ("title", "new", "track_id", "track_ids", "playlist_id")
        told = {name: found[name] for name in kept if found and name in found}
        if error is not None:
            told["error"] = {"type": type(error).__name__, "message": str(error)}
        screen.write_json({**about, **told})


def _work_on(live: Sequence[Job], track_ids: set[UUID]) -> bool:
    return any(job.track_id in track_ids for job in live)


def _title_of(errand: Errand) -> str:
    return str(errand.found.get("title") or errand.link.url)
