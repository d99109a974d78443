"""The notes of a track of the library, which are kept there as well."""

import threading
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from app import accounts, analysis, exports, library, pipeline, stems
from app.analysis import TrackQuestion, TrackSort, Transcription
from app.boot import Studio
from app.cli.bars import Board
from app.cli.follow import LOOK_SECONDS, Standing, error_of, standing_of, words_of
from app.cli.hands import Hands
from app.cli.transcribing.results import WrittenStem, choose_place, to_notes, write_file
from app.cli.transcribing.wishes import NotesWish
from app.core.errors import InvalidInput, NotFound
from app.core.settings import Settings
from app.library import Track
from app.stems import Stem


class TrackTranscriber:
    """Has stems of a track written down by whoever works on the studio's jobs."""

    def __init__(self, wish: NotesWish, studio: Studio, board: Board) -> None:
        if wish.is_alone or wish.separation.says_how:
            raise InvalidInput(
                "A track of the library has its stems already: leave out --alone, --preset,"
                " --engine and --model, or take it apart otherwise with 'sfa process'."
            )
        self._wish = wish
        self._studio = studio
        self._board = board
        self._hands = Hands(studio)
        self._pause = threading.Event()
        with studio.database.reading() as session:
            self._owner_id = _owner_of(session, studio.settings)

    def transcribe(self, said: str) -> list[WrittenStem]:
        """Write down one stem of a track, or all that can be, into one file.

        Raises:
            NotFound: if there is no such track, or it has no such stem.
            InvalidInput: if no engine can write down such a stem.
        """
        with self._studio.database.transaction() as session:
            track = find_track(session, said, owner_id=self._owner_id)
            parts = self._choose(session, track)
            place = choose_place(self._wish.out, _name_for(track, self._wish.stem))
            started = self._start(session, track, parts)
        self._follow(track.title, started)
        return self._write(said, track, parts, place)

    def _start(self, session: Session, track: Track, parts: Sequence[Stem]) -> list[UUID]:
        """Start what is missing; notes that today's engine has heard already stay."""
        known = self._list_known(session, track)
        return [
            pipeline.transcribe(session, part, engine=self._wish.kind).id
            for part in parts
            if self._wish.again or not self._is_there(part, known.get(part.id))
        ]

    def _list_known(self, session: Session, track: Track) -> dict[UUID, Transcription]:
        known = analysis.list_transcriptions(session, owner_id=self._owner_id, track_id=track.id)
        return {one.stem_id: one for one in reversed(known)}

    def _write(
        self, said: str, track: Track, parts: Sequence[Stem], place: Path
    ) -> list[WrittenStem]:
        mine = {"owner_id": self._owner_id}
        with self._studio.database.reading() as session:
            known = self._list_known(session, track)
            if any(part.id not in known for part in parts):
                raise NotFound(
                    f"Stems of '{track.title}' were deleted meanwhile. Transcribe it again."
                )
            only = known[parts[0].id].id if self._wish.stem else None
            made = exports.export_midi(session, track.id, transcription_id=only, **mine)
            grid = analysis.find_grid(session, track_id=track.id, **mine)
            tempo_bpm = grid.tempo_bpm if grid else None
            written = [_describe(said, part, known[part.id], tempo_bpm, place) for part in parts]
        write_file(place, made.content)
        return written

    def _choose(self, session: Session, track: Track) -> list[Stem]:
        parts = stems.list_current_stems(session, owner_id=self._owner_id, track_id=track.id)
        if not parts:
            raise NotFound(
                f"'{track.title}' has no stems yet. Take it apart with 'sfa process' first."
            )
        if not self._wish.stem:
            usual = {kind for one in analysis.TRANSCRIBERS for kind in one.stem_types}
            single = [part for part in parts if part.type.value in usual]
            return single or parts[:1]  # which is refused with a sentence
        names = [part.variant or part.type.value for part in parts]
        if self._wish.stem not in names:
            raise NotFound(
                f"'{track.title}' has no stem '{self._wish.stem}'. It has {', '.join(names)}."
            )
        return [parts[names.index(self._wish.stem)]]

    def _is_there(self, part: Stem, known: Transcription | None) -> bool:
        engine = analysis.choose_transcriber(part.type.value, self._wish.kind)
        return known is not None and (known.engine, known.engine_version) == (
            engine.name,
            engine.version,
        )

    def _follow(self, title: str, pipeline_ids: Sequence[UUID]) -> None:
        """Wait for the end of what was started.

        Raises:
            SoundForgeError: as the job that failed, if one did.
        """
        waiting = dict(enumerate(pipeline_ids))
        while waiting:
            self._hands.lend()
            with self._studio.database.reading() as session:
                views = {
                    number: pipeline.view(session, one, owner_id=self._owner_id)
                    for number, one in waiting.items()
                }
            for number, view in views.items():
                if standing_of(view) is Standing.RUNS:
                    self._board.show(number, title, view.progress, words_of(view))
                    continue
                del waiting[number]
                error = error_of(view)
                if error is not None:
                    raise error
                self._board.end(number, f"{title}: done", is_well=True)
            self._pause.wait(LOOK_SECONDS)


def _describe(
    said: str, part: Stem, row: Transcription, tempo_bpm: float | None, place: Path
) -> WrittenStem:
    return WrittenStem(
        file=said,
        track_id=part.track_id,
        stem_type=part.variant or part.type.value,
        engine=row.engine,
        engine_version=row.engine_version,
        tempo_bpm=tempo_bpm,
        count=len(row.notes),
        notes=to_notes(row.notes),
        midi=place,
    )


def find_track(session: Session, said: str, *, owner_id: UUID) -> Track:
    """Return the owner's track of this id or title; of several with one title, the newest.

    Raises:
        NotFound: if there is none.
    """
    try:
        return library.get_track(session, UUID(said), owner_id=owner_id)
    except ValueError:
        phrase = '"' + said.replace('"', " ") + '"'  # a title may look like a query
        asked = TrackQuestion(search=phrase, sort=TrackSort.ADDED, descending=True)
    found, _total = analysis.browse_tracks(session, asked, owner_id=owner_id)
    for track, _heard in found:
        if track.title.casefold() == said.casefold():
            return track
    raise NotFound(
        f"There is no file and no track called '{said}'. Name a file, or a track of the library by"
        " its title or id."
    )


def _owner_of(session: Session, settings: Settings) -> UUID:
    return accounts.get_by_email(session, settings.owner_email).id


def _name_for(track: Track, stem: str) -> str:
    return f"{track.title} ({stem})" if stem else track.title
