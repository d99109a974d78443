"""The command: a file is heard by itself, anything else is looked for in the library."""

import os
from pathlib import Path

from app.cli.bars import open_board
from app.cli.choosing import AUDIO_SUFFIXES
from app.cli.direct import work_on
from app.cli.failures import Tally
from app.cli.starting import interruptible, load_settings, open_quietly
from app.cli.transcribing.files import FileTranscriber
from app.cli.transcribing.results import show
from app.cli.transcribing.tracks import TrackTranscriber
from app.cli.transcribing.wishes import NotesWish
from app.core.errors import InvalidInput, NotFound


def transcribe_source(said: str, *, wish: NotesWish, as_json: bool) -> None:
    """Write down the notes of a file or a track.

    Raises:
        SoundForgeError: if that cannot be done.
        typer.Exit: with the code of the failure.
    """
    path, tally = Path(said), Tally(as_json=as_json)
    with tally.watching([path]):
        if path.is_dir():
            raise InvalidInput(f"'{said}' is a folder. Name one file, or a track of the library.")
        is_missing = not path.exists()
        if is_missing and (os.sep in said or path.suffix.lower() in AUDIO_SUFFIXES):
            raise NotFound(f"There is no file '{said}'.")
        if not is_missing:
            _transcribe_file(path, wish, tally)
        else:
            _transcribe_track(said, wish, tally)
    tally.finish()


def _transcribe_file(path: Path, wish: NotesWish, tally: Tally) -> None:
    settings = load_settings()
    transcriber = FileTranscriber(wish, settings, path)
    work = transcriber.transcribe
    for made in work_on([path], work, settings=settings, pool="analysis", tally=tally):
        show(made, as_json=tally.as_json)
        tally.settle(path)


def _transcribe_track(said: str, wish: NotesWish, tally: Tally) -> None:
    settings = load_settings()
    with interruptible(), open_quietly(settings) as studio, open_board() as board:
        written = TrackTranscriber(wish, studio, board).transcribe(said)
    for made in written:
        show(made, as_json=tally.as_json)
    tally.settle(Path(said))
