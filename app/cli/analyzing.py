"""``sfa analyze``: what can be heard in files."""

from collections.abc import Sequence
from pathlib import Path

from app import analysis
from app.analysis import TrackAnalysis
from app.cli import screen
from app.cli.direct import Bench, work_on
from app.cli.failures import Tally
from app.cli.starting import load_settings
from app.cli.tables import cells, key_words, loudness_words, new_table, tempo_words
from app.core.units import seconds_to_words

LIMIT_HEADINGS = ("File", "Length", "Tempo", "Key", "Loudness", "Sections", "Cues")


def analyze_files(paths: Sequence[Path], *, as_json: bool) -> None:
    """Analyse files and say what was heard.

    Raises:
        typer.Exit: with the code of the first failure, if there was one.
    """
    settings = load_settings()
    tally = Tally(as_json=as_json)
    table = new_table(*LIMIT_HEADINGS)
    for path, heard in work_on(paths, _analyze, settings=settings, pool="analysis", tally=tally):
        document = heard.model_dump(mode="json")
        if as_json:
            screen.write_json({"file": str(path), **document})
        else:
            table.add_row(
                *cells(
                    path.name,
                    seconds_to_words(heard.duration_seconds),
                    tempo_words(document),
                    key_words(document),
                    loudness_words(document),
                    str(len(heard.sections)),
                    str(len(heard.cues)),
                )
            )
    if table.row_count:
        screen.show(table)
    tally.finish()


def _analyze(bench: Bench, path: Path) -> tuple[Path, TrackAnalysis]:
    found = bench.inspect(path)
    del found
    request = analysis.AnalysisRequest(source=path.absolute(), name=path.name)
    limit_seconds = bench.settings.analysis_limit_seconds
    return path, bench.perform(analysis.ANALYSE, request, limit_seconds=limit_seconds)
