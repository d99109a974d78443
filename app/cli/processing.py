"""``sfa process``: files through the whole studio, from the import to the cues."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.boot import Studio
from app.cli import screen
from app.cli.bars import Board, open_board
from app.cli.choosing import choose_separation, list_files
from app.cli.delivery import Delivery
from app.cli.failures import Tally
from app.cli.follow import Ending, Follower
from app.cli.reports import SongReport, report_on
from app.cli.starting import interruptible, load_settings, open_quietly
from app.cli.tables import SongRow, show_songs
from app.core.errors import SoundForgeError
from app.core.units import seconds_to_words
from app.library import TrackSource
from app.pipeline import SeparateArguments
from app.stems import Wish

GO_ON_HERE = "Stopped. Run the same command again to go on; what is done stays done."
GO_ON_THERE = "Stopped following. The studio that is running goes on with these files."


def process_files(
    paths: Sequence[Path],
    *,
    wish: Wish,
    again: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Send files through the studio and say what was found.

    Raises:
        typer.Exit: with the code of the first failure, if there was one.
    """
    settings = load_settings()
    separation = choose_separation(settings, wish, again=again)
    files, empty = list_files(paths, besides=[settings.data_folder, *([out] if out else [])])
    tally = Tally(as_json=as_json)
    for folder, error in empty:
        tally.fail(folder, error)
    delivery = Delivery(out, document="analysis.json", mark="track_id") if out else None
    with tally.watching(files), interruptible(), open_quietly(settings) as studio:
        # Whole reports of ten thousand songs would fill the memory, so only their rows are kept.
        rows: list[SongRow] = []
        run = Run(
            studio,
            separation,
            tally,
            delivery=delivery,
            on_report=lambda report: rows.append(SongRow.of(report)),
        )
        run.through(files)
    if not as_json:
        show_songs(rows)
    tally.finish()


class Run:
    """One run of files through an open studio."""

    def __init__(
        self,
        studio: Studio,
        separation: SeparateArguments,
        tally: Tally,
        *,
        delivery: Delivery | None = None,
        source: TrackSource = TrackSource.FILE,
        on_report: Callable[[SongReport], None],
    ) -> None:
        self._studio = studio
        self._separation = separation
        self._tally = tally
        self._delivery = delivery
        self._source = source
        self._on_report = on_report

    def through(self, files: Sequence[Path]) -> None:
        """Follow the files to their ends, and report on each that came through.

        Raises:
            SoundForgeError: if the studio as a whole cannot go on.
            KeyboardInterrupt: if somebody interrupts, with what to say about it.
        """
        with open_board() as board:
            follower = Follower(
                self._studio, board, separation=self._separation, source=self._source
            )
            try:
                for number, ending in follower.follow(files):
                    self._settle(follower, board, number, ending)
            except KeyboardInterrupt:
                words = GO_ON_HERE if follower.works_here else GO_ON_THERE
                raise KeyboardInterrupt(words) from None

    def _settle(self, follower: Follower, board: Board, number: int, ending: Ending) -> None:
        try:
            if ending.error is not None:
                raise ending.error
            report = self._report(follower, ending)
        except SoundForgeError as error:
            board.end(number, self._tally.words_for(ending.path, error), is_well=False)
            self._tally.note(ending.path, error, number=number)
            return
        self._tally.settle(ending.path)
        board.end(number, _words_for(report), is_well=True)
        if self._tally.as_json:
            screen.write_json(report.model_dump(mode="json"))
        self._on_report(report)

    def _report(self, follower: Follower, ending: Ending) -> SongReport:
        with self._studio.database.reading() as session:
            report = report_on(
                session,
                ending,
                owner_id=follower.owner_id,
                separation=self._separation,
                media=self._studio.media,
            )
        if self._delivery is None:
            return report
        about = {"title": report.title, "artist": report.artist}
        document = {"track_id": str(report.track_id), **about, **report.analysis}
        stems = self._delivery.deliver(ending.path.stem, document, report.stems, move=False)
        return report.model_copy(update={"stems": stems})


def _words_for(report: SongReport) -> str:
    done = f"done in {seconds_to_words(report.elapsed_seconds)}"
    known = ", in the library already" if report.duplicate else ""
    return f"{screen.name_of(Path(report.file))}: {done}{known}"
