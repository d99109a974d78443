"""The commands on models: which there are; fetching, importing and deleting their weights."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import InvalidInput, NotFound

group = typer.Typer(
    help="Show stem models; fetch, import and delete their weights.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="The model, see 'sfa models list'.")]


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(group, name="models")


@group.command("list", cls=Command)
def show_models(*, as_json: options.Json = False) -> None:
    """Show every model: its stems, its size, whether it is installed, and its terms."""
    from app import stems
    from app.cli.starting import load_settings
    from app.cli.tables import cells, new_table
    from app.core.units import bytes_to_words

    folder = load_settings().models_folder
    models = stems.list_all_models(folder)
    if as_json:
        for model in models:
            screen.write_json(asdict(model))
        return
    table = new_table("Model", "Engine", "Stems", "Size", "Installed")
    for model in models:
        size = bytes_to_words(model.size_bytes) if model.size_bytes else "—"
        names = ", ".join(model.stems) or "—"
        here = f"{screen.OK} yes" if model.installed else "begun" if model.present_bytes else "no"
        table.add_row(*cells(model.name, model.engine, names, size, here))
    screen.show(table)
    for terms, url in dict.fromkeys((model.terms, model.terms_url) for model in models):
        names = ", ".join(model.name for model in models if model.terms == terms)
        screen.line(f"{names}: {terms} {url}".rstrip())
    screen.line(f"All of them take {bytes_to_words(stems.measure_folder(folder))} in {folder}.")


@group.command(cls=Command)
def pull(name: Name) -> None:
    """Fetch the weights of a model; an interrupted download goes on where it broke off."""
    from app import stems
    from app.cli.bars import open_board
    from app.cli.starting import interruptible, load_settings
    from app.core.catalog import Catalog
    from app.core.units import bytes_to_words

    settings = load_settings()
    model = Catalog("stem model", stems.list_all_models(settings.models_folder)).get(name)
    if model.installed:
        where = f" in {settings.models_folder}" if model.signatures else ""
        screen.say(f"'{model.name}' is installed{where}; there is nothing to fetch.")
        return
    screen.say(
        f"'{model.name}' takes about {bytes_to_words(model.size_bytes)}, fetched from "
        f"{settings.weights_url}.\n{model.terms}"
    )
    with interruptible(), open_board() as board:
        report = stems.pull_model(
            model.name,
            settings.models_folder,
            settings.weights_url,
            lambda fraction, phase: board.show(0, model.name, fraction, phase),
        )
        board.end(
            0,
            f"{report.name} is installed: {bytes_to_words(report.size_bytes)} in "
            f"{settings.models_folder}",
            is_well=True,
        )


@group.command("import", cls=Command)
def import_files(
    paths: Annotated[
        list[Path],
        typer.Argument(help="A folder of checkpoints, or the .th and .yaml files of a model."),
    ],
) -> None:
    """Copy checkpoints of your own, or fetched elsewhere, into the models folder, once checked."""
    from app import stems
    from app.cli.bars import open_board
    from app.cli.starting import interruptible, load_settings
    from app.core.units import bytes_to_words

    settings = load_settings()
    request = stems.ImportRequest(
        files=_by_name(_list_files(paths)), models_folder=settings.models_folder
    )
    with interruptible(), open_board() as board:
        report = stems.IMPORT.perform(
            request, lambda fraction, phase: board.show(0, "import", fraction, phase)
        )
        names = ", ".join(report.names)
        said = f"{names}: {bytes_to_words(report.size_bytes)} in {settings.models_folder}"
        board.end(0, said, is_well=True)


@group.command(cls=Command)
def delete(name: Name) -> None:
    """Delete the weights of a model that no job needs; what other models are made of stays."""
    from app import accounts, pipeline
    from app.cli.starting import load_settings, open_quietly
    from app.core.units import bytes_to_words

    settings = load_settings()
    with open_quietly(settings) as studio, studio.database.transaction() as session:
        owner = accounts.get_by_email(session, settings.owner_email)
        freed_bytes = pipeline.delete_model(session, settings, name, by=owner)
    screen.say(f"'{name}' is deleted; {bytes_to_words(freed_bytes)} are free again.")


def _list_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are named, and the checkpoints in the folders that are.

    Raises:
        NotFound: if there is no such file or folder, or no checkpoint in it.
    """
    for path in paths:
        if not path.exists():
            raise NotFound(f"There is no file or folder '{path}'.")
        if path.is_file():
            yield path
            continue
        found = [one for one in sorted(path.iterdir()) if one.suffix in {".th", ".yaml"}]
        if not found:
            raise NotFound(f"There is no checkpoint in '{path}': no file ends with .th or .yaml.")
        yield from found


def _by_name(paths: Iterable[Path]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for path in paths:
        if files.setdefault(path.name, path.absolute()) != path.absolute():
            raise InvalidInput(f"There are two files called {path.name}. Name one of them.")
    return files
