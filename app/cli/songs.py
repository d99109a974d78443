"""The commands on music: process, separate, analyze, transcribe, demo."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli import options
from app.cli.failures import Command

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Also copy stems and analysis.json to DIR/<file name>/.",
        show_default=False,
    ),
]

StemsOut = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", help="Write stems to DIR/<file name>/<stem>.flac."),
]

Source = Annotated[
    str,
    typer.Argument(
        metavar="FILE|TRACK",
        help="An audio file, or the title or id of a track of the library.",
        show_default=False,
    ),
]

StemOf = Annotated[
    str,
    typer.Option(
        "--stem",
        metavar="STEM",
        help="Write down this stem: bass, vocals, drums, other, ...; a file is taken apart first.",
        show_default=False,
    ),
]

Alone = Annotated[
    bool, typer.Option("--alone", help="The file is that stem already; do not take it apart.")
]

Kind = Annotated[
    str,
    typer.Option(
        help="How to hear it: melody, drums or chords; the usual for the stem if not given.",
        show_default=False,
    ),
]

MidiOut = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE.mid",
        help="Where to write; a file named after the music if not given.",
        show_default=False,
    ),
]


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command(cls=Command)(process)
    program.command(cls=Command)(separate)
    program.command(cls=Command)(analyze)
    program.command(cls=Command)(transcribe)
    program.command(cls=Command)(demo)


def process(  # noqa: PLR0913  — the options of a command
    files: options.Files,
    *,
    preset: options.Preset = None,
    engine: options.Engine = None,
    model: options.Model = None,
    overlap: options.Overlap = None,
    shifts: options.Shifts = None,
    keep: options.Keep = None,
    rest: options.Rest = False,
    complete: options.Complete = False,
    out: Out = None,
    again: options.Again = False,
    as_json: options.Json = False,
) -> None:
    """Bring files into the library, take them apart and analyse them.

    Files that are in the library already are recognised, and only what is missing is done.
    If a studio is running on the same data folder, it does the work and this command follows it.
    """
    from app.cli.choosing import make_wish
    from app.cli.processing import process_files

    wish = make_wish(
        preset=preset,
        engine=engine,
        model=model,
        overlap=overlap,
        shifts=shifts,
        keep=keep,
        rest=rest,
        complete=complete,
    )
    process_files(files, wish=wish, again=again, out=out, as_json=as_json)


def separate(  # noqa: PLR0913  — the options of a command
    files: options.Files,
    *,
    preset: options.Preset = None,
    engine: options.Engine = None,
    model: options.Model = None,
    overlap: options.Overlap = None,
    shifts: options.Shifts = None,
    keep: options.Keep = None,
    rest: options.Rest = False,
    complete: options.Complete = False,
    out: StemsOut = Path("stems"),
    as_json: options.Json = False,
) -> None:
    """Take files apart into stems, without the library."""
    from app.cli.choosing import make_wish
    from app.cli.separating import separate_files

    wish = make_wish(
        preset=preset,
        engine=engine,
        model=model,
        overlap=overlap,
        shifts=shifts,
        keep=keep,
        rest=rest,
        complete=complete,
    )
    separate_files(files, wish=wish, out=out, as_json=as_json)


def analyze(
    files: options.Files, *, features: options.Features = "", as_json: options.Json = False
) -> None:
    """Find tempo, grid, key, loudness, sections, cues and more of files, without the library."""
    from app.cli.analyzing import analyze_files

    names = [name.strip() for name in features.split(",") if name.strip()]
    analyze_files(files, features=names, as_json=as_json)


def transcribe(  # noqa: PLR0913  — the options of a command
    source: Source,
    *,
    stem: StemOf = "",
    alone: Alone = False,
    kind: Kind = "",
    preset: options.Preset = None,
    engine: options.Engine = None,
    model: options.Model = None,
    out: MidiOut = None,
    again: options.Again = False,
    as_json: options.Json = False,
) -> None:
    """Write down the notes of a file, or of a track of the library, as a MIDI file.

    Of a track, all stems that can be written down are, unless one is named.
    """
    from app.cli.choosing import make_wish
    from app.cli.transcribing import transcribe_source
    from app.cli.transcribing.wishes import NotesWish

    wish = NotesWish(
        stem=stem,
        kind=kind,
        is_alone=alone,
        separation=make_wish(preset=preset, engine=engine, model=model),
        again=again,
        out=out,
    )
    transcribe_source(source, wish=wish, as_json=as_json)


def demo(*, again: options.Again = False, as_json: options.Json = False) -> None:
    """Send a song that the studio plays itself through the whole studio, and compare."""
    from app.cli.demo import show_demo

    show_demo(again=again, as_json=as_json)
