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


def analyze_files(paths: Sequence[Path], *, features: Sequence[str], as_json: bool) -> None:
    """Analyse files and say what was heard.

    Raises:
        InvalidInput: if no analysis finds one of the features.
        typer.Exit: with the code of the first failure, if there was one.
    """
    wanted = tuple(feature.name for feature in analysis.find_features(features))
    settings = load_settings()
    tally = Tally(as_json=as_json)
    table = new_table(*LIMIT_HEADINGS)

    def analyze(bench: Bench, path: Path) -> tuple[Path, TrackAnalysis]:
        return path, _analyze(bench, path, wanted)

    for path, heard in work_on(paths, analyze, settings=settings, pool="analysis", tally=tally):
        document = heard.model_dump(mode="json", exclude={"frames"})
        if as_json:
            screen.write_json({"file": str(path), **heard.exported()})
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


def _analyze(bench: Bench, path: Path, features: tuple[str, ...]) -> TrackAnalysis:
    bench.inspect(path)
    request = analysis.AnalysisRequest(source=path.absolute(), name=path.name, features=features)
    limit_seconds = bench.settings.analysis_limit_seconds
    return bench.perform(analysis.ANALYSE, request, limit_seconds=limit_seconds)
