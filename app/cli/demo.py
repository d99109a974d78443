"""``sfa demo``: a song of which everything is known goes through the whole studio."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app import analysis, sources
from app.cli import screen
from app.cli.choosing import choose_separation
from app.cli.failures import Tally
from app.cli.processing import Run
from app.cli.reports import SongReport
from app.cli.starting import interruptible, load_settings, open_quietly
from app.cli.tables import (
    SongRow,
    cells,
    key_words,
    loudness_words,
    new_table,
    show_stems,
    tempo_words,
)
from app.core.units import seconds_to_position
from app.library import TrackSource
from app.sources import DemoSong
from app.stems import Wish


def show_demo(*, again: bool, as_json: bool) -> None:
    """Play the song into a file, send it through the studio, and show what was found.

    Raises:
        typer.Exit: with the code of the failure, if there was one.
    """
    settings = load_settings()
    separation = choose_separation(settings, Wish(engine="draft"), again=again)
    tally = Tally(as_json=as_json)
    reports: list[SongReport] = []
    with (
        TemporaryDirectory(prefix="sfa-demo-") as folder,
        interruptible(),
        open_quietly(settings) as studio,
    ):
        screen.say("The studio plays a song of its own into a file.")
        path = Path(folder) / "demo-song.flac"
        song = sources.write_demo_song(path)
        run = Run(studio, separation, tally, source=TrackSource.DEMO, on_report=reports.append)
        run.through([path])
    for report in reports:
        if not as_json:
            _show(report, song)
            screen.line(f"The song is in the library of {settings.data_folder}.")
    tally.finish()


def _show(report: SongReport, song: DemoSong) -> None:
    if report.duplicate:
        screen.line("The song was in the library already, so what was known of it was used.")
    found = report.analysis
    table = new_table("", "Found", "True", title=f"{song.artist} - {song.title}")
    camelot = analysis.name_to_camelot(song.key)
    table.add_row(*cells("Tempo", tempo_words(found), f"{song.tempo_bpm:.2f} BPM"))
    table.add_row(*cells("Key", key_words(found), f"{song.key} ({camelot})"))
    table.add_row(
        *cells("First bar", _first(found["downbeats_seconds"]), f"{song.first_beat_seconds:.2f} s")
    )
    table.add_row(*cells("Loudness", loudness_words(found), ""))
    table.add_row(
        *cells(
            "Sections",
            _form([(part["start_seconds"], part["label"]) for part in found["sections"]]),
            _form([(part.start_seconds, part.label) for part in song.sections]),
        )
    )
    table.add_row(
        *cells("Cues", _form([(cue.position_seconds, cue.label) for cue in report.cues]), "")
    )
    screen.show(table)
    show_stems(SongRow.of(report))


def _first(downbeats_seconds: list[float]) -> str:
    return f"{downbeats_seconds[0]:.2f} s" if downbeats_seconds else "—"


def _form(parts: list[tuple[float, str]]) -> str:
    return "\n".join(f"{seconds_to_position(seconds)} {label}" for seconds, label in parts)
