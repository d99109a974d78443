"""The arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help="Audio files; a folder stands for all audio files in it and below it.",
        show_default=False,
    ),
]

Engine = Annotated[
    str | None,
    typer.Option(
        help="Stem engine: draft (instant, rough) or demucs; SFA_ENGINE if not given.",
        show_default=False,
    ),
]

Model = Annotated[
    str | None,
    typer.Option(
        help="Model of the engine, see 'sfa models list'; it implies its engine.",
        show_default=False,
    ),
]

Again = Annotated[bool, typer.Option("--again", help="Do it again even if it was done before.")]

Json = Annotated[
    bool, typer.Option("--json", help="Print JSON Lines: one object on one line for each.")
]
