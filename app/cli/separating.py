"""``sfa separate``: files into stems."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel

from app import stems
from app.cli import screen
from app.cli.choosing import choose_separation
from app.cli.delivery import Delivery
from app.cli.direct import Bench, work_on
from app.cli.failures import Tally
from app.cli.starting import load_settings
from app.cli.tables import engine_words
from app.core.workplace import refusals_of
from app.pipeline import SeparateArguments


class SeparatedFile(BaseModel):
    """What came of one file; one line of ``sfa separate --json``."""

    file: str
    engine: str
    model: str
    device: str
    precision: str
    is_draft: bool
    stems: dict[str, Path]
    residual_db: float
    duration_seconds: float
    elapsed_seconds: dict[str, float]


def separate_files(paths: Sequence[Path], *, wish: stems.Wish, out: Path, as_json: bool) -> None:
    """Take files apart and say where their stems lie.

    Raises:
        typer.Exit: with the code of the first failure, if there was one.
    """
    settings = load_settings()
    chosen = choose_separation(settings, wish, again=False)
    tally = Tally(as_json=as_json)
    separator = Separator(chosen, out)
    done = work_on(
        paths, separator.separate, settings=settings, pool=chosen.engine, tally=tally, besides=[out]
    )
    for made in done:
        if as_json:
            screen.write_json(made.model_dump(mode="json"))
        else:
            _show(made)
    tally.finish()


class Separator:
    """Takes one file apart after the other, each into a folder of its own below ``out``."""

    def __init__(self, chosen: SeparateArguments, out: Path) -> None:
        self._chosen = chosen
        self._out = out.expanduser().absolute()
        self._delivery = Delivery(self._out, document="separation.json", mark="file")

    def separate(self, bench: Bench, path: Path) -> SeparatedFile:
        """Write the stems where nobody looks for them, and show them when they are complete."""
        bench.inspect(path)
        workplace = self._out / f".{uuid4().hex}.part"
        with refusals_of(self._out):
            workplace.mkdir(parents=True)
        try:
            report = self._perform(bench, path, workplace)
            return self._deliver(path, report)
        finally:
            shutil.rmtree(workplace, ignore_errors=True)

    def _perform(self, bench: Bench, path: Path, workplace: Path) -> stems.SeparationReport:
        settings = bench.settings
        request = stems.SeparationRequest(
            source=path.absolute(),
            name=path.name,
            folder=workplace,
            models_folder=settings.models_folder,
            weights_url=settings.weights_url,
            device=settings.device,
            precision=settings.precision,
            **dict(self._chosen.recipe),
        )
        limit_seconds = settings.separation_limit_seconds
        return bench.perform(stems.SEPARATE, request, limit_seconds=limit_seconds)

    def _deliver(self, path: Path, report: stems.SeparationReport) -> SeparatedFile:
        made = SeparatedFile(
            file=str(path),
            is_draft=stems.ENGINES.get(report.engine).is_draft,
            **report.model_dump(),
        )
        document = made.model_dump(mode="json", exclude={"stems"}) | {"file": str(path.absolute())}
        places = self._delivery.deliver(path.stem, document, report.stems, move=True)
        return made.model_copy(update={"stems": places})


def _show(made: SeparatedFile) -> None:
    engine = engine_words(made.engine, made.model, is_draft=made.is_draft)
    screen.line(
        f"Stems of {made.file} ({engine}, {made.device} {made.precision}, "
        f"{made.elapsed_seconds['total']:.1f} s, residual {made.residual_db:.0f} dB):"
    )
    width = max(map(len, made.stems), default=0)
    for name, file in made.stems.items():
        screen.line(f"  {name:<{width}}  {file}")
