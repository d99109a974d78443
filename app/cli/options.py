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

Features = Annotated[
    str,
    typer.Option(
        metavar="NAMES",
        help="Features to find, with commas between: tempo,key,loudness,...; all if not given.",
        show_default=False,
    ),
]

Preset = Annotated[
    str | None,
    typer.Option(
        help="How thoroughly: instant (draft), fast, balanced or best; SFA_ENGINE if not given.",
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

Overlap = Annotated[
    float | None,
    typer.Option(
        help="How much neighbouring segments overlap, 0 to 0.9; more is smoother and slower.",
        min=0.0,
        max=0.9,
        show_default=False,
    ),
]

Shifts = Annotated[
    int | None,
    typer.Option(
        help="How many more looks at other offsets are averaged, 0 to 10; each takes as long.",
        min=0,
        max=10,
        show_default=False,
    ),
]

Keep = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STEM",
        help="Write this stem; may be given again. All stems if not given.",
        show_default=False,
    ),
]

Rest = Annotated[
    bool,
    typer.Option("--rest", help="Beside --keep: write the sum of the others as one more stem."),
]

Complete = Annotated[
    bool,
    typer.Option("--complete", help="Give what the stems lack to the last: they add up exactly."),
]

Again = Annotated[bool, typer.Option("--again", help="Do it again even if it was done before.")]

Json = Annotated[
    bool, typer.Option("--json", help="Print JSON Lines: one object on one line for each.")
]
