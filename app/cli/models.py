"""The commands on models: which there are, and fetching their weights."""

from dataclasses import asdict
from typing import Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command

group = typer.Typer(help="Show stem models, and fetch their weights.", no_args_is_help=True)


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

    models = stems.list_all_models(load_settings().models_folder)
    if as_json:
        for model in models:
            screen.write_json(asdict(model))
        return
    table = new_table("Model", "Engine", "Stems", "Size", "Installed")
    for model in models:
        size = bytes_to_words(model.size_bytes) if model.size_bytes else "—"
        stems = ", ".join(model.stems) or "—"
        here = f"{screen.OK} yes" if model.installed else "no"
        table.add_row(*cells(model.name, model.engine, stems, size, here))
    screen.show(table)
    for terms in dict.fromkeys(model.terms for model in models):
        names = ", ".join(model.name for model in models if model.terms == terms)
        screen.line(f"{names}: {terms}")


@group.command(cls=Command)
def pull(
    name: Annotated[str, typer.Argument(help="The model, see 'sfa models list'.")],
) -> None:
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
